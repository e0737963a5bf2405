"""Who may subscribe to changes: the integrator of a unit, and administrators of its area."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role, offices_of
from qingzhuang.registry.models import Webhook


@policy("registry.webhook.subscribe")
def may_subscribe(actor: Any, organisation: Organisation) -> bool:
    own = any(office.pk == organisation.pk for office in offices_of(actor, "integrator"))
    return own or has_role(actor, "administrator", organisation)


@policy("registry.webhook.change")
def may_change(actor: Any, webhook: Webhook) -> bool:
    return may_subscribe(actor, webhook.organisation)


@policy("registry.webhook.end")
def may_end(actor: Any, webhook: Webhook) -> bool:
    return may_subscribe(actor, webhook.organisation)


@policy("registry.webhook.stop")
def may_stop(actor: Any, webhook: Webhook) -> bool:
    """Only the platform itself, after too many failures."""
    return bool(getattr(actor, "is_system", False))
