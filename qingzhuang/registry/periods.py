"""How long closing and merging take: the rule pack says, with the provision it rests on."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from qingzhuang.domain.rules import Citation
from qingzhuang.gate.clock import calendar
from qingzhuang.gate.reports import current_rulebook
from qingzhuang.registry.models import Asset

RULE = "R13"


@dataclass(frozen=True)
class Period:
    """``assumed`` says that the number is the rule pack's own: no source names one."""

    days: int
    assumed: bool
    rule: str
    citation: Citation


def notice_period(asset: Asset) -> Period:
    """How many days before its end the users of a thing are told, by its kind and by whom it faces."""
    return _period("notice_group" if asset.kind == "group" else f"notice_{asset.facing or 'public'}")


def way_back_period() -> Period:
    """Within how many days an executed merge is to be confirmed."""
    return _period("way_back")


def report_due(offline_on: datetime.date) -> datetime.date:
    """The last day for the report after going offline, in working days."""
    return calendar().add_working_days(offline_on, _period("report_within").days)


def _period(name: str) -> Period:
    rule = next(each for each in current_rulebook().rules if each.id == RULE)
    parameter = rule.parameters[name]
    return Period(int(parameter.value), parameter.assumed, rule.id, rule.citations[0])
