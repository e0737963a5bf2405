"""Who has sheets filled: those who may read what is held of an area."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import can, policy
from qingzhuang.datahub.actions.fillings import FILL
from qingzhuang.datahub.models import FilledSheet, Period, RegularSheet
from qingzhuang.datahub.reading import READ
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import organisations_of


@policy(FILL)
def may_fill(actor: Any, area: Organisation) -> bool:
    return can(actor, READ) and any(area.is_within(own.area) for own in organisations_of(actor))


@policy("datahub.caption.confirm")
def may_confirm(actor: Any, sheet: FilledSheet) -> bool:
    return sheet.person_id == actor.pk


@policy("datahub.caption.forget")
def may_forget(actor: Any, sheet: FilledSheet) -> bool:
    return may_confirm(actor, sheet)


@policy("datahub.sheet.choose")
def may_choose(actor: Any, sheet: FilledSheet) -> bool:
    return may_confirm(actor, sheet)


@policy("datahub.sheet.narrow")
def may_narrow(actor: Any, sheet: FilledSheet) -> bool:
    return may_confirm(actor, sheet)


@policy("datahub.regular.open")
def may_open_regular(actor: Any, area: Organisation) -> bool:
    return may_fill(actor, area)


@policy("datahub.period.open")
def may_open_period(actor: Any, regular: RegularSheet) -> bool:
    return may_fill(actor, regular.area)


@policy("datahub.period.file")
def may_file(actor: Any, period: Period) -> bool:
    return may_fill(actor, period.regular.area)
