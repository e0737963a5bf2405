"""Asking for data, reading under a grant, what changed, and the log of what was given."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema, Status

from qingzhuang.datahub import actions
from qingzhuang.datahub.announcements import told_since
from qingzhuang.datahub.exchanging import Asked, Key, ask_correction_under, read
from qingzhuang.datahub.models import Correction, Exchange, Grant
from qingzhuang.datahub.queries.sharing import catalogue_area, exchanges_for
from qingzhuang.datahub.sharing import refuse_unless_in_force
from qingzhuang.identity.bearer import signed_in
from qingzhuang.identity.queries import organisation_of
from qingzhuang.registry.api.paging import PageIn

router = Router(tags=["data"], auth=signed_in("data.read"))
LONGEST_PAGE = 500


class GrantIn(Schema):
    """``form`` is counts or rows; ``area`` a code, one's own area when left out; ``until`` within a year."""

    elements: list[str] = Field(min_length=1, max_length=200)
    purpose: str = Field("", max_length=300)
    basis: str = Field("", max_length=300)
    until: datetime.date
    form: Literal["counts", "rows"] = "counts"
    area: str = Field("", max_length=40)


class GrantOut(Schema):
    """``state`` is requested, granted, refused or revoked; ``in_force`` says whether it can be read under now."""

    id: int
    state: str
    in_force: bool
    requester: str = Field(alias="requester.name")
    steward: str = Field(alias="steward.name")
    area: str = Field(alias="area.code")
    kind: str
    elements: list[str]
    form: str
    purpose: str
    basis: str
    until: datetime.date
    due: datetime.date | None
    answer: str
    asked_at: datetime.datetime


class GrantPage(Schema):
    count: int
    page: int
    items: list[GrantOut]


class SubjectKey(Schema):
    """``key`` is a resident number, a credit code, or a household number with ``area``, the code of its village; or
    ``subject`` is the name by which an earlier answer under this grant called somebody."""

    key: str = Field("", max_length=60)
    area: str = Field("", max_length=40)
    subject: str = Field("", max_length=100)


class ReadIn(Schema):
    """``elements`` are among those of the grant, all of them when left out. Either ``subjects`` by key, or everybody
    under the grant narrowed by ``area``, ``where`` (element: value) and ``changed_after`` (a cursor of changes)."""

    purpose: str = Field("", max_length=300)
    elements: list[str] = Field([], max_length=200)
    subjects: list[SubjectKey] = []
    area: str = Field("", max_length=40)
    where: dict[str, str] = {}
    changed_after: int | None = Field(None, ge=0)
    cursor: str = Field("", max_length=200)
    size: int = Field(100, ge=1, le=LONGEST_PAGE)


class ExchangeOut(Schema):
    """``digest`` is the SHA-256 of the answer, ``request`` that of the body asked with; ``signed`` holds both.

    ``broken_off``: whoever read went away early; ``subjects`` and ``digest`` are of what was given until then.
    """

    id: int
    grant: int = Field(alias="grant_id")
    requester: str = Field(alias="grant.requester.name")
    steward: str = Field(alias="grant.steward.name")
    by: str | None
    purpose: str
    channel: str
    subjects: int
    request: str
    digest: str
    broken_off: bool
    signed: str
    at: datetime.datetime

    @staticmethod
    def resolve_by(exchange: Exchange) -> str | None:
        return str(exchange.person) if exchange.person else None


class ReadOut(Schema):
    """``answer`` holds ``items`` and ``next`` (rows) or ``counts``; its canonical JSON has the exchange's digest."""

    answer: dict[str, Any]
    exchange: ExchangeOut


class ChangesOut(Schema):
    """No values: which elements changed. Read them with ``changed_after`` set to the cursor asked with."""

    grant: int
    elements: list[str]
    cursor: int
    more: bool


class CorrectionIn(Schema):
    """``subject`` is the name by which the answer called somebody; ``value`` what the element should say."""

    subject: str = Field(max_length=100)
    element: str = Field(max_length=60)
    value: str = Field(max_length=500)
    because: str = Field("", max_length=300)


class CorrectionOut(Schema):
    """``state`` says whether it waits, was taken over or refused; ``due`` is the day by which the owner answers."""

    id: int
    element: str
    owner: str = Field(alias="source.owner.name")
    state: str
    due: datetime.date
    answer: str


class ExchangePage(Schema):
    count: int
    page: int
    items: list[ExchangeOut]


@router.get("/grants", response=GrantPage, summary="Grants asked for or answered by one's units")
def grants(request: HttpRequest, given: Query[PageIn], state: str = "") -> Any:
    found = Grant.objects.visible_to(request.user).select_related("requester", "steward", "area")
    return given.of(found.filter(state=state) if state else found)


@router.post("/grants", response={201: list[GrantOut]}, summary="Ask for data")
def ask(request: HttpRequest, given: GrantIn) -> Status:
    """One grant for each steward and kind of subject; what is shared without conditions is granted at once."""
    unit = organisation_of(request.user)
    area = catalogue_area(given.area) if given.area else unit and unit.area
    if unit is None or area is None:
        raise Http404
    made = actions.request_data(
        unit,
        actor=request.user,
        area=area,
        codes=given.elements,
        purpose=given.purpose,
        basis=given.basis,
        until=given.until,
        form=given.form,
    )
    return Status(201, made)


@router.get("/grants/{int:pk}", response=GrantOut, summary="One grant and its state")
def grant(request: HttpRequest, pk: int) -> Any:
    return _grant(request, pk)


@router.post("/grants/{int:pk}/read", response=ReadOut, summary="Read under a grant")
def read_under(request: HttpRequest, pk: int, given: ReadIn) -> Any:
    """Rows a page at a time, or counts: small ones hidden, those about people right within 2. Each read is logged and
    signed.

    Elements beyond the grant answer 404, no purpose 400, a grant that is over 409; all of it is on record.
    """
    asked = Asked(
        purpose=given.purpose,
        codes=given.elements,
        keys=[Key(each.key, each.area, each.subject) for each in given.subjects],
        area=given.area,
        where=given.where,
        changed_after=given.changed_after,
        cursor=given.cursor,
        size=given.size,
        request=hashlib.sha256(request.body).hexdigest(),
    )
    answer, exchange = read(_grant(request, pk), asked, actor=request.user)
    return {"answer": answer, "exchange": exchange}


@router.get("/grants/{int:pk}/changes", response=ChangesOut, summary="What changed under a grant since a cursor")
def changes(request: HttpRequest, pk: int, after: int = Query(0, ge=0)) -> Any:
    found = _grant(request, pk)
    refuse_unless_in_force(found, request.user)
    told = told_since(found, after)
    return {"grant": pk, "elements": list(told.elements), "cursor": told.cursor, "more": told.more}


@router.post("/grants/{int:pk}/corrections", response={201: CorrectionOut}, summary="Say that a value is wrong")
def correct(request: HttpRequest, pk: int, given: CorrectionIn) -> Status:
    """The owner of the source answers; what is put right is told as a change."""
    made = ask_correction_under(_grant(request, pk), actor=request.user, **given.dict())
    return Status(201, made)


@router.get("/corrections/{int:pk}", response=CorrectionOut, summary="What became of a correction")
def correction(request: HttpRequest, pk: int) -> Any:
    return Correction.objects.select_related("source__owner").get_or_404_for(request.user, pk=pk)


@router.get("/exchanges", response=ExchangePage, summary="The log of what was given")
def exchanges(request: HttpRequest, given: Query[PageIn], side: Literal["", "had", "gave"] = "") -> Any:
    """``had``: what one's unit was given; ``gave``: what others were given of what one's unit answers for."""
    return given.of(exchanges_for(request.user, side))


@router.get("/exchanges/{int:pk}", response=ExchangeOut, summary="One exchange with its signature")
def exchange(request: HttpRequest, pk: int) -> Any:
    return exchanges_for(request.user).get_or_404_for(request.user, pk=pk)


def _grant(request: HttpRequest, pk: int) -> Grant:
    return Grant.objects.select_related("requester", "steward", "area").get_or_404_for(request.user, pk=pk)
