"""The way of a proposal: states, and which step leads from where to where.

The states follow the filing procedure of MM-07: submitted, completeness checked, returned with all gaps told at
once, supplemented or lapsed, then accepted and numbered, or refused with the article.
"""

from __future__ import annotations

from dataclasses import dataclass

from qingzhuang.domain.text import Text


@dataclass(frozen=True)
class State:
    code: str
    label: Text
    final: bool = False


@dataclass(frozen=True)
class Step:
    code: str
    label: Text
    sources: tuple[str, ...]
    target: str


STATES = {
    state.code: state
    for state in (
        State("draft", Text("草稿", "Draft")),
        State("submitted", Text("待审核", "Awaiting review")),
        State("returned", Text("已退回待补正", "Returned to be completed")),
        State("accepted", Text("已受理", "Accepted"), final=True),
        State("refused", Text("不予受理", "Refused"), final=True),
        State("withdrawn", Text("已撤回", "Withdrawn"), final=True),
        State("lapsed", Text("逾期未补，视为放弃", "Lapsed: not completed in time"), final=True),
    )
}

STEPS = {
    step.code: step
    for step in (
        Step("submit", Text("提交", "Submit"), ("draft", "returned"), "submitted"),
        Step("accept", Text("受理", "Accept"), ("submitted",), "accepted"),
        Step("return", Text("退回补正", "Return"), ("submitted",), "returned"),
        Step("refuse", Text("不予受理", "Refuse"), ("submitted",), "refused"),
        Step("withdraw", Text("撤回", "Withdraw"), ("draft", "submitted", "returned"), "withdrawn"),
        Step("lapse", Text("逾期", "Lapse"), ("returned",), "lapsed"),
    )
}


def target_of(step: str, state: str) -> str | None:
    """Return the state that ``step`` leads to from ``state``, or ``None`` when it may not be taken there."""
    found = STEPS[step]
    return found.target if state in found.sources else None
