"""Pilots end by themselves on their day, or are promoted: put to the gate as something lasting, then offered to all."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.gate.actions import draft_proposal
from qingzhuang.gate.models import Proposal
from qingzhuang.registry.actions.closures import note_gone
from qingzhuang.registry.actions.telling import latest, person_of, tell
from qingzhuang.registry.models import Asset, Offer, PilotWarning, Promotion
from qingzhuang.registry.states import STATES

LIMITS = ("pilot_area", "pilot_people", "pilot_question")
# What is asked anew of something lasting: its dates, and that this is true.
ANEW = ("build", "starts_on", "ends_on", "commitment", "filing_number", *LIMITS)
UNDER_WAY = ("draft", "submitted", "returned")


@action("registry.pilot.warn", Text("提醒试点将到期", "Warn that a pilot ends soon"))
def warn_pilot(asset: Asset, *, actor: Any, days: int) -> PilotWarning:
    """Tell the owner once that so many days or fewer are left until the sunset."""
    warning, fresh = PilotWarning.objects.get_or_create(asset=asset, ends_on=asset.ends_on, days=days)
    journal.detail(days=days, ends_on=asset.ends_on, fresh=fresh)
    return warning


@action("registry.pilot.end", Text("试点到期终止", "End a pilot at its sunset"))
def end_pilot(asset: Asset, *, actor: Any) -> Asset:
    """Close a pilot whose day has come, on that day or on that of a later fact; one that is no longer due is left as it is.

    A promotion that was submitted in time keeps it running until the gate has decided.
    """
    asset = latest(asset)
    if not (asset.alive and asset.pilot and asset.ends_on and asset.ends_on < timezone.localdate()):
        return asset
    if asset.promotions.filter(proposal__state__in=("submitted", "returned")).exists():
        journal.detail(waiting="promotion")
        return asset
    basis = f"试点终止日 {asset.ends_on.isoformat()}"
    last = asset.events.aggregate(last=Max("on"))["last"] or asset.ends_on
    closed = tell(asset, "closed", actor=actor, basis=basis, cites=["QZ-PILOT"], on=max(last, asset.ends_on))
    note_gone(closed, actor=actor, basis=basis)
    return closed


@action("registry.pilot.promote", Text("提出试点转正", "Put a pilot up for promotion"))
def promote_pilot(asset: Asset, *, actor: Any) -> Proposal:
    """Draft the proposal that would make it lasting, filled from what the pilot already said; one at a time.

    Raises ``registry.not_a_pilot``.
    """
    asset = latest(asset)
    if not asset.pilot or not asset.alive:
        raise Refused("registry.not_a_pilot", name=asset.name, state=STATES[asset.status].label)
    if begun := asset.promotions.filter(proposal__state__in=UNDER_WAY).select_related("proposal").first():
        return begun.proposal
    known = {code: value for code, value in asset.values.items() if value is not None and code not in ANEW}
    kind = asset.definition
    raw = {code: value for code, value in known.items() if any(each.code == code for each in kind.fields)}
    proposal = draft_proposal(
        asset.sponsor,
        actor=actor,
        kind=asset.kind,
        raw={**raw, "build": "new", "starts_on": timezone.localdate().isoformat()},
    )
    Promotion.objects.create(asset=asset, proposal=proposal, person=person_of(actor))
    journal.detail(proposal=proposal.pk)
    return proposal


@action("registry.pilot.settle", Text("试点转正备案", "File a promoted pilot"))
def settle_promotion(promotion: Promotion, *, actor: Any, number: str) -> Asset:
    """The gate has accepted: the pilot is filed under the new number, keeps its history, and is offered to others.

    Raises ``registry.not_a_pilot`` when it has ended meanwhile.
    """
    asset, today = latest(promotion.asset), timezone.localdate()
    if not asset.pilot or not asset.alive:
        raise Refused("registry.not_a_pilot", name=asset.name, state=STATES[asset.status].label)
    before = asset.number
    asset.number = number
    asset.take({**dict.fromkeys(LIMITS), **promotion.proposal.values})
    asset.save()
    tell(asset, "promoted", actor=actor, basis=before or "", cites=["QZ-PILOT"])
    filed = tell(asset, "filed", actor=actor, basis=number, cites=["OP-05"])
    if filed.status == "filed":
        filed = tell(filed, "started", actor=actor, basis=number)
    promotion.promoted_on = today
    promotion.save()
    terms = Text("试点转正，供各地复用。", "Promoted from a pilot, for other places to reuse.")
    Offer.objects.get_or_create(asset=filed, defaults={"terms": terms.zh, "person": person_of(actor)})
    journal.detail(number=number, before=before)
    return filed
