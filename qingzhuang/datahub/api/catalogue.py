"""What is shared and on what terms: the public list, and for systems with a key also how much is held."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from qingzhuang.core.throttling import count_visitor
from qingzhuang.datahub.queries.coverage import holdings_for
from qingzhuang.datahub.queries.sharing import catalogue_area, shared_elements
from qingzhuang.datahub.signing import BadSignature, own_public_key, verify
from qingzhuang.identity.bearer import signed_in
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import organisation_of
from qingzhuang.registry.api.paging import PageIn

router = Router(tags=["data"], auth=signed_in("data.read"))
public = Router(tags=["public"], auth=count_visitor)
MOST = 200


class Words(Schema):
    """The same words in Chinese and in English."""

    zh: str
    en: str


class ElementOut(Schema):
    """``sharing`` is unconditional, conditional or not_shared (Regulation on sharing, article 9)."""

    code: str
    name: Words
    concept: str
    datatype: str
    sensitivity: str
    sharing: str
    steward: str


class HeldElementOut(ElementOut):
    """``share`` of the area's subjects have a value, ``fresh_share`` of those within its time, 0 to 1.

    Of what is about people both are told in twentieths, and are ``null`` where fewer than a hundred stand behind them;
    ``newest`` (a day) and ``source`` are blank where no share is told. Counts of people come under a grant.
    """

    share: float | None
    fresh_share: float | None
    newest: str
    source: str


class ElementPage(Schema):
    count: int
    page: int
    items: list[ElementOut]


class HeldElementPage(Schema):
    count: int
    page: int
    items: list[HeldElementOut]


class CatalogueFilters(PageIn):
    """``area`` is an area's code: the largest one when left out in public, one's own with a key."""

    area: str = Field("", max_length=40)
    size: int = Field(100, ge=1, le=MOST)


class SignedIn(Schema):
    signed: str = Field(max_length=8_000)
    public_key: str = Field("", max_length=100)


class Verified(Schema):
    """``facts`` are what was signed; nothing when the signature is not good."""

    valid: bool
    facts: dict[str, Any] | None


class KeyOut(Schema):
    algorithm: str
    public_key: str


def _area(code: str, default: Organisation | None) -> Organisation:
    area = catalogue_area(code) if code else default
    if area is None:
        raise Http404
    return area


@public.get("/data-elements", response=ElementPage, summary="The catalogue of shared data")
def public_elements(request: HttpRequest, given: Query[CatalogueFilters]) -> Any:
    """Published to everybody (Regulation on sharing, article 16); how much is held is not here."""
    return _page(shared_elements(_area(given.area, catalogue_area())), given)


@public.post("/signatures/verify", response=Verified, summary="Whether this site signed something")
def verify_signature(request: HttpRequest, given: SignedIn) -> dict[str, Any]:
    """Checks a signed exchange or receipt; with ``public_key`` against that other site's key."""
    try:
        return {"valid": True, "facts": verify(given.signed, given.public_key or None)}
    except BadSignature:
        return {"valid": False, "facts": None}


@public.get("/signatures/key", response=KeyOut, summary="The public key of this site")
def public_key(request: HttpRequest) -> dict[str, str]:
    return {"algorithm": "Ed25519", "public_key": own_public_key()}


@router.get("/elements", response=HeldElementPage, summary="What can be asked for, and how much of it is held")
def elements(request: HttpRequest, given: Query[CatalogueFilters]) -> Any:
    unit = organisation_of(request.user)
    area = _area(given.area, unit.area if unit else None)
    page = _page(shared_elements(area), given)
    held = holdings_for(area, [each["code"] for each in page["items"]])
    for each in page["items"]:
        found = held.get(each["code"])
        share = found.rough_share if found else 0.0
        each |= {
            "share": share,
            "fresh_share": found.rough_fresh_share if found else None,
            "newest": found.newest if share else "",
            "source": found.source.name if share else "",
        }
    return page


def _page(found: list[dict[str, Any]], given: CatalogueFilters) -> dict[str, Any]:
    return {"count": len(found), "page": given.page, "items": given.cut(found)}
