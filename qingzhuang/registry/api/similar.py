"""Similar things as JSON: pairs with reasons, and deciding on them."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.security import django_auth

from qingzhuang.identity.bearer import signed_in
from qingzhuang.registry import actions
from qingzhuang.registry.api.paging import PageIn
from qingzhuang.registry.models import SimilarPair
from qingzhuang.registry.queries import similar as queries
from qingzhuang.registry.queries.precision import Band

router = Router(tags=["duplicates"], auth=signed_in("register.read"))


class ThingOut(Schema):
    id: int
    name: str
    sponsor: str = Field(alias="sponsor_shown")


class PairOut(Schema):
    """``shared`` pairs functions of the first with their counterparts in the second; ``again`` says why a decided pair
    is asked once more."""

    id: int
    cluster: int | None = Field(alias="cluster_id")
    first: ThingOut
    second: ThingOut
    score: float | None
    reasons: list[dict[str, Any]]
    shared: list[list[str]]
    decision: str
    because: str
    decided_at: datetime.datetime | None
    again: dict[str, Any] | None


class PairPage(Schema):
    count: int
    page: int
    items: list[PairOut]


class PairsIn(PageIn):
    """``view`` is open, same, different or merge."""

    view: str = "open"
    kind: str = ""
    q: str = ""


class DecisionIn(Schema):
    """``decision`` is same, different (with ``because``) or merge; it holds for every pair among ``assets``."""

    assets: list[int]
    decision: str
    because: str = ""


class BandOut(Schema):
    low: float
    high: float
    judged: int
    same: int
    share: float | None


@router.get("", response=PairPage, summary="Similar pairs")
def pairs(request: HttpRequest, given: Query[PairsIn]) -> dict[str, Any]:
    """Pairs inside the caller's area, the most alike first, one page at a time."""
    found = queries.pairs_for(request.user, queries.SimilarFilters.read(given.dict(exclude={"page", "size"})))
    return given.of(found)


@router.get("/precision", response=list[BandOut], summary="How often the comparison is right")
def precision(request: HttpRequest) -> list[Band]:
    """Of the pairs judged in the caller's area, by the score they had."""
    return queries.precision_for(request.user)


@router.post("/decisions", response=list[PairOut], auth=django_auth, summary="Decide on similar things")
def decide(request: HttpRequest, given: DecisionIn) -> list[SimilarPair]:
    """A person of the governance office decides; systems do not."""
    office = queries.deciding_office(request.user)
    if office is None:
        raise Http404
    decided = actions.decide_similar(office, actor=request.user, **given.dict())
    return list(
        SimilarPair.objects.filter(pk__in=[pair.pk for pair in decided]).select_related(
            "first__sponsor", "second__sponsor"
        )
    )
