"""Pilots and the reuse shelf as JSON."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from qingzhuang.identity.bearer import signed_in
from qingzhuang.identity.queries import organisation_of
from qingzhuang.registry import actions
from qingzhuang.registry.api.paging import PageIn
from qingzhuang.registry.models import Asset, Offer, ReuseRequest
from qingzhuang.registry.queries import pilots as queries

router = Router(tags=["register"], auth=signed_in("register.read"))


class OfferOut(Schema):
    """One thing on the shelf, as every place may see it."""

    id: int
    name: str
    kind: str
    sponsor: str
    purpose: str
    functions: list[str]
    terms: str
    offered_on: datetime.date
    places: int


class AskIn(Schema):
    area: str
    people: int = Field(ge=1)
    why: str


class RequestOut(Schema):
    id: int
    state: str
    area: str
    people: int
    asked_on: datetime.date
    joined_on: datetime.date | None


class PromotionOut(Schema):
    proposal: int
    url: str


@router.get("", response=list[OfferOut], summary="The reuse shelf")
def shelf(request: HttpRequest, given: Query[PageIn], q: str = "") -> list[dict[str, Any]]:
    offers = given.cut(queries.shelf_for(request.user, q))
    return [
        {
            "id": offer.pk,
            "name": offer.asset.name,
            "kind": offer.asset.kind,
            "sponsor": offer.asset.sponsor_shown,
            "purpose": offer.asset.purpose,
            "functions": offer.asset.functions,
            "terms": offer.terms,
            "offered_on": offer.offered_on,
            "places": offer.places,
        }
        for offer in offers
    ]


@router.post("/{int:pk}/requests", response=RequestOut, summary="Ask to reuse it for one's own unit")
def ask(request: HttpRequest, pk: int, given: AskIn) -> ReuseRequest:
    offer = Offer.objects.select_related("asset").get_or_404_for(request.user, pk=pk)
    unit = organisation_of(request.user)
    return actions.ask_reuse(unit, actor=request.user, offer=offer, area=given.area, people=given.people, why=given.why)


@router.post("/promotions/{int:pk}", response=PromotionOut, summary="Put a pilot up for promotion")
def promote(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Answers with the draft proposal, filled from the pilot; it is completed and submitted at the gate."""
    proposal = actions.promote_pilot(Asset.objects.get_or_404_for(request.user, pk=pk), actor=request.user)
    return {"proposal": proposal.pk, "url": proposal.get_absolute_url()}
