"""Reading files of use, writing what was reported, and judging every night what time has changed."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone

from qingzhuang.analytics.activity.storage import compact
from qingzhuang.core.actions import System
from qingzhuang.core.jobs import Run, job
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions import usage as actions
from qingzhuang.registry.following import Follower, followers
from qingzhuang.registry.models import UsageUpload
from qingzhuang.registry.usage.files import UsageFile
from qingzhuang.registry.usage.judging import due_assets
from qingzhuang.registry.usage.partitions import place

CHUNK = 5_000


@job(actions.READ, label=Text("读取使用数据", "Read figures of use"), queue="long")
def read_upload(run: Run, upload: int) -> dict[str, int]:
    """Read a file piece by piece; an interrupted reading goes on at the piece it was at."""
    found = UsageUpload.objects.select_related("person", "office").get(pk=upload)
    try:
        file = UsageFile(Path(found.file.path), found.file_name)
        while found.step in ("waiting", "reading"):
            run.check_cancelled()
            rows = file.rows(found.reached, found.reached + CHUNK)
            first = found.reached + file.first
            found = actions.read_usage(found, actor=found.person, rows=rows, first=first, total=len(file))
            run.progress(found.reached, found.total)
    except Refused as refusal:
        said = {"title": refusal.title.as_dict(), "what_to_do": refusal.what_to_do.as_dict(), "where": refusal.where}
        actions.give_up_usage(found, actor=found.person, trouble=said)
    return {"accepted": found.accepted, "refused": found.refused}


@job(actions.WRITE, label=Text("写入使用数据", "Write use down"), queue="long")
def write_waiting(run: Run) -> dict[str, int]:
    """Write everything that waits. The number up to which a step writes is marked first, so that a step that was
    killed writes the same files again."""
    written = 0
    while (upto := run.saved or actions.next_to_write()) is not None:
        run.check_cancelled()
        run.checkpoint(upto)
        written += actions.write_usage(None, actor=System, upto=upto)
        run.checkpoint(None)
    return {"reports": written}


@job("registry.usage.judge", label=Text("判断是否在用", "Judge what is in use"), schedule="10 3 * * *")
def judge_due(run: Run) -> dict[str, int]:
    """Judge each night what time alone may have changed, and what was never judged; the rest is left alone."""
    due, changed = due_assets(timezone.localdate()), 0
    for start in range(0, len(due), CHUNK):
        run.check_cancelled()
        changed += actions.judge(None, actor=System, assets=due[start : start + CHUNK])
        run.progress(min(start + CHUNK, len(due)), len(due))
    return {"judged": len(due), "changed": changed}


@job("registry.usage.tidy", label=Text("整理使用数据", "Tidy figures of use"), schedule="50 2 * * *")
def tidy(run: Run) -> dict[str, int]:
    """Make one file of each past day's batches, and forget receipts that are of no more use."""
    days = compact(place(), timezone.localdate())
    return {"days": days, "receipts": actions.tidy_usage(None, actor=System)}


followers.register(Follower("liveness", lambda ids: actions.judge(None, actor=System, assets=ids)))
