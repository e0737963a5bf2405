"""Telling a dated fact about a registered thing: what every step of its life is made of.

Used inside actions, which ask the policy and write the journal.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.problems import Refused
from qingzhuang.gate.rulebook import provisions
from qingzhuang.registry.following import follow_soon
from qingzhuang.registry.models import Asset, AssetEvent, SearchEntry
from qingzhuang.registry.states import STATES, VERBS, state_after


def tell(
    asset: Asset,
    verb: str,
    *,
    actor: Any,
    basis: str = "",
    cites: Sequence[str] = (),
    on: datetime.date | None = None,
    note: str = "",
) -> Asset:
    """Record that something happened to a thing, today unless ``on`` says when; returns it in its new state.

    What requires it is said by ``cites`` (provisions of the rule packs) or ``basis`` (words), or both. Raises
    ``registry.step_not_allowed`` when it cannot follow on the present state, ``registry.reason_needed``,
    ``registry.provision_unknown`` and ``registry.date_ahead``.
    """
    asset = latest(asset)
    day, step = on or timezone.localdate(), VERBS[verb]
    if not step.can_follow(asset.status):
        raise Refused("registry.step_not_allowed", name=asset.name, state=STATES[asset.status].label, step=step.label)
    if not basis.strip() and not cites:
        raise Refused("registry.reason_needed")
    if unknown := [ref for ref in cites if ref not in provisions()]:
        raise Refused("registry.provision_unknown", ref=unknown[0])
    if day > timezone.localdate():
        raise Refused("registry.date_ahead", date=day.isoformat())
    AssetEvent.objects.create(
        asset=asset,
        verb=verb,
        on=day,
        basis=basis.strip()[:500],
        cites=list(dict.fromkeys(cites)),
        note=note.strip(),
        actor=person_of(actor),
    )
    journal.detail(on=day.isoformat(), basis=basis.strip(), cites=list(cites))
    return settle(asset)


def latest(asset: Asset) -> Asset:
    """The row as it stands now, locked until the transaction ends."""
    return Asset.objects.select_for_update().get(pk=asset.pk)


def person_of(actor: Any) -> Any:
    """Facts name people; what the system does by itself names nobody."""
    return actor if getattr(actor, "pk", None) else None


def settle(asset: Asset) -> Asset:
    """Let the status and its dates follow from the facts, and make the words findable."""
    facts = list(asset.events.values_list("verb", "on"))
    asset.status = state_after(facts, timezone.localdate())
    asset.filed_on = max((on for verb, on in facts if verb == "filed"), default=None)
    asset.closed_on = None if asset.alive else max((on for verb, on in facts if verb == "closed"), default=None)
    asset.save()
    entry = SearchEntry.of(asset)
    words = {name: getattr(entry, name) for name in ("folded_name", "name_tokens", "other_tokens")}
    SearchEntry.objects.update_or_create(asset=asset, defaults=words)
    follow_soon()
    return asset
