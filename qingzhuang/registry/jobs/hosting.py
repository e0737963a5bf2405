"""Reading cloud bills; looking at resources again when what they serve has changed."""

from __future__ import annotations

from pathlib import Path

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import Run, job
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions import hosting as actions
from qingzhuang.registry.following import Follower, followers
from qingzhuang.registry.hosting.bills import Bill
from qingzhuang.registry.models import BillUpload

CHUNK = 2_000


@job(actions.READ_BILL, label=Text("读取云账单", "Read a cloud bill"), queue="long")
def read_bill(run: Run, upload: int) -> dict[str, int]:
    """Read a bill piece by piece; an interrupted reading goes on at the piece it was at."""
    found = BillUpload.objects.select_related("person", "office").get(pk=upload)
    try:
        file = Bill(Path(found.file.path), found.file_name)
        while found.step in ("waiting", "reading"):
            run.check_cancelled()
            upto = min(found.reached + CHUNK, len(file))
            lines, rows = file.read(found.reached, upto), upto - found.reached
            found = actions.read_bill(found, actor=found.person, lines=lines, rows=rows, total=len(file))
            run.progress(found.reached, found.total)
    except Refused as refusal:
        said = {"title": refusal.title.as_dict(), "what_to_do": refusal.what_to_do.as_dict(), "where": refusal.where}
        actions.give_up_bill(found, actor=found.person, trouble=said)
    return {"accepted": found.accepted, "refused": found.refused}


followers.register(Follower("hosting", lambda ids: actions.judge_hosting(None, actor=System, assets=ids)))
