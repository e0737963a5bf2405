"""Who may warn, end, promote and file a pilot, and who may offer, ask, answer and join on the reuse shelf."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role, works_for
from qingzhuang.registry.models import Asset, Offer, Promotion, ReuseRequest
from qingzhuang.registry.policies.assets import sponsors


def _clock(actor: Any) -> bool:
    return bool(getattr(actor, "is_system", False))


@policy("registry.pilot.warn")
def may_warn(actor: Any, asset: Asset) -> bool:
    """Only the clock warns and ends."""
    return _clock(actor)


@policy("registry.pilot.end")
def may_end(actor: Any, asset: Asset) -> bool:
    return _clock(actor)


@policy("registry.pilot.promote")
def may_promote(actor: Any, asset: Asset) -> bool:
    return sponsors(actor, asset)


@policy("registry.pilot.settle")
def may_settle(actor: Any, promotion: Promotion) -> bool:
    """Whoever may accept the proposal; the gate has asked already, and asks for others than the proposers."""
    return has_role(actor, "reviewer", promotion.asset.keeper)


@policy("registry.reuse.offer")
def may_offer(actor: Any, asset: Asset) -> bool:
    return sponsors(actor, asset) or has_role(actor, "reviewer", asset.keeper)


@policy("registry.reuse.withdraw")
def may_withdraw(actor: Any, offer: Offer) -> bool:
    return may_offer(actor, offer.asset)


@policy("registry.reuse.ask")
def may_ask(actor: Any, unit: Organisation | None) -> bool:
    """Anyone with a post asks for the unit of that post."""
    return unit is not None and works_for(actor, unit.pk)


@policy("registry.reuse.accept")
def may_accept(actor: Any, request: ReuseRequest) -> bool:
    """The owner; where the sponsor is only a name, the office that keeps the entry."""
    asset = request.offer.asset
    return sponsors(actor, asset) or (asset.sponsor_id is None and has_role(actor, "reviewer", asset.keeper))


@policy("registry.reuse.decline")
def may_decline(actor: Any, request: ReuseRequest) -> bool:
    return may_accept(actor, request)


@policy("registry.reuse.join")
def may_join(actor: Any, request: ReuseRequest) -> bool:
    return may_ask(actor, request.unit)
