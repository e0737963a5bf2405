"""Reading the forms that changed, every night and soon after a sheet or a request was put."""

from __future__ import annotations

from qingzhuang.core.jobs import Run, job
from qingzhuang.datahub.overlapping import READ_AT_ONCE, changed_proposals, forget_gone, read_proposals, read_sheets
from qingzhuang.domain.text import Text

LOOK = "datahub.overlap.look"


@job(LOOK, label=Text("查找重复询问的事实", "Find facts asked more than once"), schedule="20 4 * * *")
def look_for_overlaps(run: Run) -> dict[str, int]:
    """Read what changed; an interrupted look goes on with what is left, since each piece marks its forms as read."""
    gone, changed, done = forget_gone(), changed_proposals(), 0
    for start in range(0, len(changed), READ_AT_ONCE):
        run.check_cancelled()
        done += read_proposals(changed[start : start + READ_AT_ONCE])
        run.progress(done, len(changed))
    return {"requests": done, "sheets": read_sheets(), "gone": gone}
