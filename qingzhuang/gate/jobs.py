"""Background work of the gate."""

from __future__ import annotations

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import Run, job
from qingzhuang.domain.text import Text
from qingzhuang.gate import clock
from qingzhuang.gate.actions import lapse_proposal
from qingzhuang.gate.models import Proposal


@job(
    "gate.proposal.lapse_overdue",
    label=Text("关闭逾期未补的提议", "Lapse what was not completed"),
    schedule="10 0 * * *",
)
def lapse_overdue(run: Run) -> dict[str, int]:
    """Returned proposals whose supplement date has passed lapse, one action each."""
    overdue = Proposal.objects.filter(state="returned", supplement_due__lt=clock.today())
    for done, proposal in enumerate(overdue.iterator(), start=1):
        run.check_cancelled()
        lapse_proposal(proposal, actor=System)
        run.progress(done, done)
    return {"lapsed": Proposal.objects.filter(state="lapsed").count()}
