"""Who may register, bring in, keep and dissolve work groups."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import can, policy
from qingzhuang.gate.models import Proposal
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role, works_for
from qingzhuang.registry.models import Asset, GroupFile


def _answers_for(actor: Any, unit: Organisation | None) -> bool:
    """The unit's own people, and the governance office of the area."""
    if unit is None:
        return False
    return works_for(actor, unit.pk) or has_role(actor, "reviewer", unit)


@policy("registry.group.register")
def may_register(actor: Any, unit: Organisation) -> bool:
    return _answers_for(actor, unit)


@policy("registry.group.upload")
def may_upload(actor: Any, unit: Organisation) -> bool:
    return _answers_for(actor, unit)


@policy("registry.group.confirm")
def may_confirm(actor: Any, file: GroupFile) -> bool:
    return _answers_for(actor, file.unit)


@policy("registry.group.enter")
def may_enter(actor: Any, file: GroupFile) -> bool:
    return _answers_for(actor, file.unit)


@policy("registry.group.attach")
def may_attach(actor: Any, proposal: Proposal) -> bool:
    """Whoever may still change the proposal, if it proposes a group."""
    return proposal.kind == "group" and can(actor, "gate.proposal.save", proposal)


@policy("registry.group.compare")
def may_compare(actor: Any, unit: Organisation) -> bool:
    """The platform itself, each night."""
    return bool(getattr(actor, "is_system", False))


@policy("registry.group.keep")
def may_keep(actor: Any, group: Asset) -> bool:
    return group.kind == "group" and _answers_for(actor, group.sponsor or group.keeper)


@policy("registry.group.dissolve")
def may_dissolve(actor: Any, group: Asset) -> bool:
    return may_keep(actor, group)
