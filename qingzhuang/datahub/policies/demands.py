"""Who runs an admitted request, who fills what is missing, who answers with a receipt."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import can, policy
from qingzhuang.datahub.models import Demand, DemandReturn, Unadmitted
from qingzhuang.datahub.reading import READ
from qingzhuang.gate.models import Admission
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role, works_for


@policy("datahub.demand.take")
def may_take(actor: Any, _admission: Admission) -> bool:
    """Only the platform itself, once the gate has accepted."""
    return bool(getattr(actor, "is_system", False))


@policy("datahub.demand.count")
def may_count(actor: Any, _demand: Demand) -> bool:
    """Only the platform itself."""
    return bool(getattr(actor, "is_system", False))


@policy("datahub.demand.ask")
def may_ask(actor: Any, demand: Demand) -> bool:
    return works_for(actor, demand.admission.owner_id)


@policy("datahub.demand.send")
def may_send(actor: Any, demand: Demand) -> bool:
    return works_for(actor, demand.admission.owner_id)


@policy("datahub.demand.fill")
def may_fill(actor: Any, sheet: DemandReturn) -> bool:
    """The unit's own people, who may read what is held there."""
    return can(actor, READ) and works_for(actor, sheet.unit_id)


@policy("datahub.demand.hand")
def may_hand_in(actor: Any, sheet: DemandReturn) -> bool:
    return may_fill(actor, sheet)


@policy("datahub.receipt.make")
def may_make(actor: Any, unit: Organisation) -> bool:
    return works_for(actor, unit.pk)


@policy("datahub.unadmitted.tell")
def may_tell_unadmitted(actor: Any, unit: Organisation) -> bool:
    return works_for(actor, unit.pk)


@policy("datahub.unadmitted.answer")
def may_answer_unadmitted(actor: Any, told: Unadmitted) -> bool:
    return has_role(actor, "reviewer", told.unit)
