"""Closures as JSON, step by step, and the announcements for everybody."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from qingzhuang.core.throttling import count_visitor
from qingzhuang.identity.bearer import signed_in
from qingzhuang.registry import actions
from qingzhuang.registry.api.merges import NamedOut
from qingzhuang.registry.api.paging import PageIn
from qingzhuang.registry.models import Announcement, Asset, Closure
from qingzhuang.registry.queries import merges as queries

router = Router(tags=["closures"], auth=signed_in("register.read"))
announcements = Router(tags=["announcements"], auth=count_visitor)


class FactOut(Schema):
    step: str
    on: datetime.date
    note: str
    file_name: str
    digest: str


class ClosureOut(Schema):
    """``next_step`` is the one step that may follow; ``gone`` with ``skipped`` is what ended before anybody planned it."""

    id: int
    asset: NamedOut
    step: str
    next_step: str | None
    basis: str
    reason: str
    successor: NamedOut | None
    instead: str
    personal_data: bool
    gone: bool
    skipped: list[str]
    offline_from: datetime.date | None
    report_by: datetime.date | None
    withdrawn_on: datetime.date | None


class ClosureDetailOut(ClosureOut):
    facts: list[FactOut]

    @staticmethod
    def resolve_facts(closure: Closure) -> list[Any]:
        return list(closure.facts.all())


class ClosurePage(Schema):
    count: int
    page: int
    items: list[ClosureOut]


class PlanIn(Schema):
    asset: int
    basis: str
    reason: str
    successor: int | None = None
    instead: str = ""
    personal_data: bool = False


class ClosureStepIn(Schema):
    """``what``, ``how`` and ``who`` prove the disposal of data; a file can be attached on the page."""

    step: str
    on: datetime.date | None = None
    note: str = ""
    offline_from: datetime.date | None = None
    what: str = ""
    how: str = ""
    who: str = ""


@router.get("", response=ClosurePage, summary="List closures")
def list_closures(request: HttpRequest, given: Query[PageIn], view: str = "open") -> dict[str, Any]:
    """``view`` is ``open``, ``over`` or ``gone``."""
    return given.of(queries.closures_for(request.user, view))


@router.post("", response={201: ClosureDetailOut}, summary="Plan a closure")
def plan(request: HttpRequest, given: PlanIn) -> Status:
    asset = Asset.objects.get_or_404_for(request.user, pk=given.asset)
    successor = Asset.objects.get_or_404_for(request.user, pk=given.successor) if given.successor else None
    said = given.dict(exclude={"asset", "successor"})
    return Status(201, actions.plan_closure(asset, actor=request.user, successor=successor, **said))


@router.get("/{int:pk}", response=ClosureDetailOut, summary="One closure with its facts")
def closure(request: HttpRequest, pk: int) -> Closure:
    return Closure.objects.select_related("asset", "successor").get_or_404_for(request.user, pk=pk)


@router.post("/{int:pk}/steps", response=ClosureDetailOut, summary="Take the next step")
def take_step(request: HttpRequest, pk: int, given: ClosureStepIn) -> Closure:
    found = Closure.objects.get_or_404_for(request.user, pk=pk)
    details = given.dict(include={"what", "how", "who"})
    said = given.dict(exclude={"what", "how", "who"})
    return actions.take_step(found, actor=request.user, details=details, **said)


class AnnouncementOut(Schema):
    """Public fields only, in both languages."""

    id: int
    title: dict[str, str]
    words: dict[str, str]
    published_at: datetime.datetime
    until: datetime.date
    ended_on: datetime.date | None
    withdrawn_on: datetime.date | None

    @staticmethod
    def resolve_title(each: Announcement) -> dict[str, str]:
        return each.title.as_dict()

    @staticmethod
    def resolve_words(each: Announcement) -> dict[str, str]:
        return each.words.as_dict()


class AnnouncementPage(Schema):
    count: int
    page: int
    items: list[AnnouncementOut]


@announcements.get("", response=AnnouncementPage, summary="What ends and what merges, for everybody")
def list_announcements(request: HttpRequest, given: Query[PageIn]) -> dict[str, Any]:
    return given.of(queries.public_announcements())
