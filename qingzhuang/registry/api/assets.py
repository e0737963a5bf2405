"""The register as JSON, read only: list, search, one entry. Scoped like the pages; secret answers are left out."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from qingzhuang.identity.bearer import signed_in
from qingzhuang.registry.api.paging import MOST, PageIn
from qingzhuang.registry.models import Asset
from qingzhuang.registry.queries import assets as queries

router = Router(tags=["register"], auth=signed_in("register.read"))


class SponsorOut(Schema):
    id: int
    code: str
    name: str


class AssetOut(Schema):
    """One registered thing as lists show it."""

    id: int
    kind: str
    number: str | None
    name: str
    sponsor: SponsorOut | None
    sponsor_name: str
    facing: str
    platform: str
    status: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    filed_on: datetime.date | None
    closed_on: datetime.date | None
    last_update_on: datetime.date | None
    exception_scene: str
    updated_at: datetime.datetime
    url: str

    @staticmethod
    def resolve_url(asset: Asset) -> str:
        return asset.get_absolute_url()


class EventOut(Schema):
    verb: str
    on: datetime.date
    basis: str


class AssetDetailOut(AssetOut):
    """One registered thing with its answers by field code and its dated facts."""

    audience: str
    functions: list[str]
    purpose: str
    answers: dict[str, Any]
    events: list[EventOut]

    @staticmethod
    def resolve_answers(asset: Asset) -> dict[str, Any]:
        return {each.code: value for each, value in asset.answers()}

    @staticmethod
    def resolve_events(asset: Asset) -> list[Any]:
        return list(asset.events.all())


class AssetPage(Schema):
    """``count`` is of all pages."""

    count: int
    page: int
    items: list[AssetOut]


class FiltersIn(PageIn):
    """The same filters as the page's address; words that are not known are dropped."""

    q: str = ""
    kind: str = ""
    status: str = ""
    facing: str = ""
    sponsor: str = ""
    ends_before: str = ""
    exception: str = ""
    sort: str = ""


@router.get("", response=AssetPage, summary="List the register")
def list_assets(request: HttpRequest, given: Query[FiltersIn]) -> dict[str, Any]:
    """What the caller may see, narrowed and in order, one page at a time."""
    wanted = queries.AssetFilters.read(given.dict(exclude={"page", "size"}))
    found = queries.assets_for(request.user, wanted)
    return given.of(found)


@router.get("/search", response=list[AssetOut], summary="Search the register")
def search(request: HttpRequest, q: str, limit: int = Query(20, ge=1, le=MOST)) -> list[Asset]:
    """The best matches, those whose name says it first; two Chinese characters are enough."""
    return queries.search_assets(request.user, q, limit)


@router.get("/{int:pk}", response=AssetDetailOut, summary="One entry")
def asset(request: HttpRequest, pk: int) -> Asset:
    """404 both when there is none and when the caller may not see it."""
    return Asset.objects.select_related("sponsor").prefetch_related("events").get_or_404_for(request.user, pk=pk)
