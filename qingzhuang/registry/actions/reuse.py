"""The reuse shelf: offering a thing, asking to use it, answering, joining with one's own users and area."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.actions.telling import latest, person_of, tell
from qingzhuang.registry.models import Asset, Offer, ReuseRequest
from qingzhuang.registry.states import STATES


@action("registry.reuse.offer", Text("提供复用", "Offer for reuse"))
def offer_reuse(asset: Asset, *, actor: Any, terms: str) -> Offer:
    """Put a thing on the shelf, or say anew what using it takes. A pilot is promoted first.

    Raises ``registry.not_for_reuse`` and ``registry.reason_needed``.
    """
    asset = latest(asset)
    if not asset.alive or asset.pilot:
        raise Refused("registry.not_for_reuse", name=asset.name, state=STATES[asset.status].label)
    if not terms.strip():
        raise Refused("registry.reason_needed")
    offer, _ = Offer.objects.update_or_create(
        asset=asset, defaults={"terms": terms.strip(), "withdrawn_on": None, "person": person_of(actor)}
    )
    return offer


@action("registry.reuse.withdraw", Text("撤下复用", "Take off the shelf"))
def withdraw_offer(offer: Offer, *, actor: Any) -> Offer:
    """Places that joined go on; nobody new may ask."""
    offer.withdrawn_on = offer.withdrawn_on or timezone.localdate()
    offer.save()
    return offer


@action("registry.reuse.ask", Text("申请复用", "Ask to reuse"))
def ask_reuse(unit: Organisation, *, actor: Any, offer: Offer, area: str, people: int, why: str) -> ReuseRequest:
    """Ask for one's own unit; a second time while the first stands gives the first back.

    Raises ``registry.reuse_own``, ``registry.reuse_gaps``, ``registry.not_for_reuse``.
    """
    asset = latest(offer.asset)
    if asset.sponsor_id == unit.pk:
        raise Refused("registry.reuse_own", name=asset.name)
    if not area.strip() or not why.strip() or people < 1:
        raise Refused("registry.reuse_gaps")
    if not Offer.objects.on_shelf().filter(pk=offer.pk).exists():
        raise Refused("registry.not_for_reuse", name=asset.name, state=STATES[asset.status].label)
    if standing := offer.requests.filter(unit=unit).exclude(state="declined").first():
        return standing
    journal.detail(asset=asset.pk, area=area.strip(), people=people)
    return ReuseRequest.objects.create(
        offer=offer, unit=unit, area=area.strip()[:300], people=people, why=why.strip(), person=person_of(actor)
    )


@action("registry.reuse.accept", Text("同意复用", "Accept a reuse"))
def accept_reuse(request: ReuseRequest, *, actor: Any, answer: str = "") -> ReuseRequest:
    return _answer(request, actor, "accepted", answer)


@action("registry.reuse.decline", Text("不同意复用", "Decline a reuse"))
def decline_reuse(request: ReuseRequest, *, actor: Any, answer: str) -> ReuseRequest:
    """Say no, and why."""
    if not answer.strip():
        raise Refused("registry.reason_needed")
    return _answer(request, actor, "declined", answer)


@action("registry.reuse.join", Text("加入使用", "Join"))
def join_reuse(request: ReuseRequest, *, actor: Any) -> ReuseRequest:
    """The place begins to use it; the entry's history says who joined, with how many, where."""
    request = _locked(request)
    if request.state == "joined":
        return request
    _in_state(request, "accepted")
    request.state, request.joined_on = "joined", timezone.localdate()
    request.save()
    note = f"{request.unit.name}：{request.area}，{request.people} 人"
    tell(request.offer.asset, "joined", actor=actor, cites=["MM-INT"], note=note)
    return request


def _answer(request: ReuseRequest, actor: Any, state: str, answer: str) -> ReuseRequest:
    request = _locked(request)
    if request.state == state:
        return request
    _in_state(request, "asked")
    request.state, request.answer = state, answer.strip()
    request.answered_by, request.answered_on = person_of(actor), timezone.localdate()
    request.save()
    journal.detail(unit=request.unit_id, answer=request.answer)
    return request


def _locked(request: ReuseRequest) -> ReuseRequest:
    latest(request.offer.asset)
    return ReuseRequest.objects.select_related("offer__asset", "unit").get(pk=request.pk)


def _in_state(request: ReuseRequest, state: str) -> None:
    if request.state != state:
        raise Refused("registry.reuse_step", state=request.state_label)
