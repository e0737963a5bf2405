"""What anybody may read without signing in: things that face the public, and of those only what is public."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from ninja import Field, Query, Router, Schema

from qingzhuang.core.throttling import count_visitor
from qingzhuang.registry.api.paging import PageIn
from qingzhuang.registry.models import Asset
from qingzhuang.registry.queries import public as queries

FRESH = 300


router = Router(tags=["public"], auth=count_visitor)


class PublicAsset(Schema):
    """``running`` says whether it is in use; nobody's name, contact or working paper is here."""

    id: int
    kind: str
    number: str | None
    name: str
    sponsor: str
    platform: str
    audience: str
    purpose: str
    functions: list[str]
    running: bool
    filed_on: datetime.date | None
    closed_on: datetime.date | None

    @staticmethod
    def resolve_sponsor(asset: Asset) -> str:
        return asset.sponsor_shown

    @staticmethod
    def resolve_running(asset: Asset) -> bool:
        return asset.alive

    @staticmethod
    def resolve_functions(asset: Asset) -> list[str]:
        return [str(each) for each in asset.functions]


class PublicPage(Schema):
    """``count`` is of all pages."""

    count: int
    page: int
    items: list[PublicAsset]


class PublicFilters(PageIn):
    """``q`` searches names and descriptions; ``kind`` is app, mini_program or account."""

    q: str = Field("", max_length=200)
    kind: str = Field("", max_length=32)


@router.get("/assets", response=PublicPage, summary="What faces the public")
def public_assets(request: HttpRequest, response: HttpResponse, given: Query[PublicFilters]) -> Any:
    """List or search; unchanged answers are told with 304 to those who send ``If-None-Match``."""
    found = queries.public_assets(given.q, given.kind)
    count, latest = queries.edition(found)

    def whole() -> dict[str, Any]:
        return {"count": count, "page": given.page, "items": list(given.cut(found))}

    return _unless_known(request, response, f"{request.get_full_path()}|{count}|{latest}", latest, whole)


@router.get("/assets/{int:pk}", response=PublicAsset, summary="One thing that faces the public")
def public_asset(request: HttpRequest, response: HttpResponse, pk: int) -> Any:
    """404 when there is none, and when it does not face the public."""
    asset = queries.public_assets().filter(pk=pk).first()
    if asset is None:
        raise Http404
    return _unless_known(request, response, f"{pk}|{asset.updated_at}", asset.updated_at, lambda: asset)


def _unless_known(
    request: HttpRequest,
    response: HttpResponse,
    edition: str,
    latest: datetime.datetime | None,
    whole: Callable[[], Any],
) -> Any:
    """The answer with its edition, or 304 for whoever has it already."""
    etag = quote_etag(hashlib.sha256(edition.encode()).hexdigest()[:32])
    modified = int(latest.timestamp()) if latest else None
    known = get_conditional_response(request, etag=etag, last_modified=modified)
    if known is not None and known.status_code == 304:
        patch_cache_control(known, public=True, max_age=FRESH)
        return known
    response["ETag"] = etag
    if latest:
        response["Last-Modified"] = latest.astimezone(datetime.UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    patch_cache_control(response, public=True, max_age=FRESH)
    return whole()
