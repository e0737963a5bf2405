"""Every write at the gate, by what it concerns."""

from qingzhuang.gate.actions.calendar import set_calendar_day
from qingzhuang.gate.actions.proposals import (
    draft_proposal,
    examine_proposal,
    lapse_proposal,
    save_proposal,
    submit_proposal,
    withdraw_proposal,
)
from qingzhuang.gate.actions.reviews import accept_proposal, refuse_proposal, return_proposal, see_decision

__all__ = [
    "accept_proposal",
    "draft_proposal",
    "examine_proposal",
    "lapse_proposal",
    "refuse_proposal",
    "return_proposal",
    "save_proposal",
    "see_decision",
    "set_calendar_day",
    "submit_proposal",
    "withdraw_proposal",
]
