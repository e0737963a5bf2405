"""Who keeps the layouts of outside systems: the people of the unit whose systems they are."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.datahub.models import Handover, Layout
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import works_for


@policy("datahub.layout.register")
def may_register(actor: Any, organisation: Organisation) -> bool:
    return works_for(actor, organisation.pk)


@policy("datahub.layout.confirm")
def may_confirm(actor: Any, layout: Layout) -> bool:
    return works_for(actor, layout.organisation_id)


@policy("datahub.handover.make")
def may_hand_over(actor: Any, layout: Layout) -> bool:
    """And each grant is asked again whether this unit may fetch under it."""
    return works_for(actor, layout.organisation_id)


@policy("datahub.rejection.take")
def may_take_rejections(actor: Any, handover: Handover) -> bool:
    return handover.person_id == actor.pk
