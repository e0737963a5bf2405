"""Entering, changing and closing one registered thing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.kinds import Kind
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.actions.closures import note_gone
from qingzhuang.registry.actions.telling import latest, person_of, settle, tell
from qingzhuang.registry.models import Asset, AssetEvent
from qingzhuang.registry.states import STATES, provisions_of

HIDDEN = "•••"


@action("registry.asset.register", Text("登记", "Register"))
def register_asset(
    office: Organisation,
    *,
    actor: Any,
    kind: str,
    values: Mapping[str, Any],
    sponsor: Organisation | None = None,
    sponsor_name: str = "",
    number: str | None = None,
    source: str = "seed",
    proposal: Any = None,
    events: tuple[tuple[str, datetime.date, str], ...] = (),
) -> Asset:
    """Enter one thing; ``values`` are parsed answers, ``events`` are ``(verb, date, basis)`` facts.

    Its sponsor answers for it; while that is only a name, ``office``, which enters it, does. Without
    events it counts as entered and running today. Raises ``registry.number_taken``.
    """
    return enter(
        office,
        actor=actor,
        kind=kind,
        values=values,
        sponsor=sponsor,
        sponsor_name=sponsor_name,
        number=number,
        source=source,
        proposal=proposal,
        events=events,
    )


def enter(
    office: Organisation,
    *,
    actor: Any,
    kind: str,
    values: Mapping[str, Any],
    sponsor: Organisation | None = None,
    sponsor_name: str = "",
    number: str | None = None,
    source: str = "seed",
    proposal: Any = None,
    external_id: str = "",
    events: tuple[tuple[str, datetime.date, str], ...] = (),
) -> Asset:
    """What every action that enters a thing does, after its own policy was asked."""
    if number and (other := Asset.objects.filter(number=number).first()):
        raise Refused("registry.number_taken", number=number, name=other.name)
    asset = Asset(kind=kind, sponsor=sponsor, number=number, source=source, proposal=proposal, external_id=external_id)
    asset.keeper = sponsor or office
    asset.sponsor_name = sponsor_name or (sponsor.name if sponsor else "")
    asset.take(values)
    asset.save()
    today = timezone.localdate()
    for verb, on, basis in events or (("found", today, ""),):
        cites = list(provisions_of(verb, kind)[:1])
        AssetEvent.objects.create(asset=asset, verb=verb, on=on, basis=basis, cites=cites, actor=person_of(actor))
    return settle(asset)


@action("registry.asset.change", Text("变更", "Change"))
def change_asset(
    asset: Asset,
    *,
    actor: Any,
    values: Mapping[str, Any],
    basis: str = "",
    seen: datetime.datetime | None = None,
) -> Asset:
    """Change answers of an entry; ``values`` are raw, by field code. ``seen`` is when the reader's copy was of.

    Raises ``registry.gaps`` for answers that cannot be read, ``registry.not_alive`` for what is closed, and
    ``registry.changed_meanwhile`` when somebody else was quicker.
    """
    asset = latest(asset)
    if seen is not None and seen != asset.updated_at:
        raise Refused("registry.changed_meanwhile")
    if not asset.alive:
        raise _over(asset, Text("变更", "a change"))
    before = asset.values
    parsed = read_answers(asset.definition, values, before)
    changed = {code: value for code, value in parsed.items() if (value or None) != (before.get(code) or None)}
    if not changed:
        journal.detail(changed=[])
        return asset
    asset.take(changed)
    asset.save()
    today = timezone.localdate()
    AssetEvent.objects.create(asset=asset, verb="changed", on=today, basis=basis, actor=person_of(actor))
    journal.detail(changed=_differences(asset.definition, before, changed), basis=basis)
    return settle(asset)


@action("registry.asset.restore", Text("恢复原值", "Put answers back"))
def restore_answers(asset: Asset, *, actor: Any, values: Mapping[str, Any], basis: str) -> Asset:
    """Put answers back to what they were before a change that is taken back; ``values`` are parsed, or ``None``."""
    asset = latest(asset)
    before = asset.values
    asset.take(values)
    asset.save()
    today = timezone.localdate()
    AssetEvent.objects.create(asset=asset, verb="changed", on=today, basis=basis, actor=person_of(actor))
    journal.detail(changed=_differences(asset.definition, before, values), basis=basis)
    return settle(asset)


@action("registry.asset.close", Text("关停", "Close"))
def close_asset(
    asset: Asset, *, actor: Any, basis: str = "", cites: Sequence[str] = (), on: datetime.date | None = None
) -> Asset:
    """Record that a thing is gone already; what requires it is said, and the steps of a closure that nobody took are
    kept with it (MM-CLOSE). What still runs is closed by a plan, step by step."""
    closed = tell(asset, "closed", actor=actor, basis=basis, cites=cites, on=on)
    note_gone(closed, actor=actor, basis=basis.strip() or "、".join(cites))
    return closed


@action("registry.asset.export", Text("导出台账", "Export the register"))
def export_assets(target: None, *, actor: Any, filters: Mapping[str, Any], count: int, form: str) -> None:
    """Write down that a list left the register: who, which filters, how many rows, which form."""
    journal.detail(filters=dict(filters), count=count, form=form)


def read_answers(kind: Kind, raw: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    """Parse raw answers; raises ``registry.gaps`` naming wrong ones and an empty name, all at once.

    What a ledger never told stays unanswered: of the required answers only the name is insisted on, and none
    that is held may be emptied.
    """
    values, errors = kind.parse(raw)
    faults = [kind.field(code).label for code in errors]
    merged = {**held, **values}
    faults += [f.label for f in kind.missing(merged) if f.code == "name" or held.get(f.code) is not None]
    if faults:
        fields = Text("、".join(t.zh for t in faults), ", ".join(t.en for t in faults))
        raise Refused("registry.gaps", count=len(faults), fields=fields)
    return values


def _over(asset: Asset, step: Text) -> Refused:
    return Refused("registry.not_alive", name=asset.name, state=STATES[asset.status].label, step=step)


def _differences(kind: Kind, before: Mapping[str, Any], changed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Before and after of each changed answer; of secret ones only that they changed."""
    found = []
    for code, value in changed.items():
        secret = kind.field(code).secret
        found.append(
            {"field": code, "before": HIDDEN if secret else before.get(code), "after": HIDDEN if secret else value}
        )
    return found
