"""How long a thing may be silent: the rule pack's own numbers, so that a jurisdiction sets them in one place."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from qingzhuang.domain.idleness import Idleness
from qingzhuang.domain.rules import Rule
from qingzhuang.gate import rulebook

# Signals of a kind: (rule, its parameter). The first shows life; for groups messages are both use and update.
WATCHED = {
    "app": {"use": ("R14", "days"), "update": ("R14", "stale")},
    "mini_program": {"use": ("R14", "days"), "update": ("R14", "stale")},
    "account": {"update": ("R26", "dead"), "use": ("R26", "unread")},
    "group": {"use": ("R33", "dead")},
}
LOW_USE = ("R14", "share", "months")
# Limits below which a cloud resource does nothing: parameters of the rule on hosting.
IDLE = "R20"
IDLE_LIMITS = {"mean": "idle_mean", "peak": "idle_peak", "filled": "idle_filled", "traffic": "idle_traffic"}


@dataclass(frozen=True)
class Thresholds:
    """Days of silence by signal with the rule each comes from; ``share`` (%) and ``months`` are those of low use."""

    days: dict[str, int]
    rules: dict[str, Rule]
    share: float
    months: int

    @property
    def decides(self) -> str:
        """The signal that shows life."""
        return next(iter(self.days))


def thresholds_of(kind: str) -> Thresholds:
    """What holds here today for a kind of registered thing; ``KeyError`` for a kind that is not watched."""
    rules = _rules()
    days = {signal: rules[rule].parameters[name].value for signal, (rule, name) in WATCHED[kind].items()}
    low, share, months = LOW_USE
    parameters = rules[low].parameters
    cited = {signal: rules[rule] for signal, (rule, _name) in WATCHED[kind].items()}
    return Thresholds(days, cited, parameters[share].value, parameters[months].value)


def idleness() -> Idleness:
    """When a cloud resource is idle here today."""
    parameters = _rules()[IDLE].parameters
    limits = {limit: float(parameters[name].value) for limit, name in IDLE_LIMITS.items()}
    return Idleness(parameters["idle_months"].value, limits)


def _rules() -> dict[str, Rule]:
    return {rule.id: rule for rule in rulebook.load(settings.JURISDICTION, timezone.localdate()).rules}
