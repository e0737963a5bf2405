"""Merges as JSON: read, draft, map, count, and each step. Lists of ids are uploaded and counted by the platform."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from qingzhuang.identity.bearer import signed_in
from qingzhuang.registry import actions
from qingzhuang.registry.api.paging import PageIn
from qingzhuang.registry.models import Asset, Merge, Tally
from qingzhuang.registry.queries import merges as queries

router = Router(tags=["merges"], auth=signed_in("register.read"))
COUNTING = signed_in("merges.count")


class NamedOut(Schema):
    id: int
    name: str
    kind: str


class FateOut(Schema):
    """``alike`` runs from 0 to 1 where the machine matched two functions; ``decided`` is true once a person looked."""

    id: int
    function: str
    fate: str
    target: str
    reason: str
    alike: float | None
    decided: bool


class TallyOut(Schema):
    """``element`` is a code of the catalogue of data elements; ``missing`` and ``extra`` come from comparing lists."""

    id: int
    thing: str
    element: str
    before: int | None
    after: int | None
    left: int
    left_reason: str
    missing: int | None
    extra: int | None
    unclear: int
    agrees: bool


class PartOut(Schema):
    id: int
    asset: NamedOut
    moved_at: datetime.datetime | None
    fates: list[FateOut]
    tallies: list[TallyOut]


class MergeOut(Schema):
    """One merge as lists show it."""

    id: int
    step: str
    survivor: NamedOut
    basis: str
    reason: str
    announced_on: datetime.date | None
    execute_from: datetime.date | None
    executed_on: datetime.date | None
    confirm_by: datetime.date | None
    confirmed_on: datetime.date | None
    url: str = Field(alias="get_absolute_url")


class MergeDetailOut(MergeOut):
    """``report`` is the last rehearsal: functions, moves and findings, of which those of level ``stop`` come first."""

    parts: list[PartOut]
    report: dict[str, Any] | None
    trouble: dict[str, str] | None

    @staticmethod
    def resolve_parts(merge: Merge) -> list[Any]:
        return queries.parts_of(merge)


class MergePage(Schema):
    count: int
    page: int
    items: list[MergeOut]


class MergeIn(Schema):
    survivor: int
    parts: list[int] = Field(..., min_length=1, max_length=queries.MOST)
    basis: str
    reason: str = ""


class FateIn(Schema):
    """``fate`` is kept, moved or dropped; ``target`` the name at the survivor; ``reason`` is needed for dropped."""

    fate: str
    target: str = ""
    reason: str = ""


class FatesIn(Schema):
    """Row id → fate."""

    fates: dict[int, FateIn]


class TallyIn(Schema):
    side: str
    count: int
    source: str


class LeftIn(Schema):
    count: int
    reason: str = ""


class AnnounceIn(Schema):
    execute_from: datetime.date | None = None
    short_reason: str = ""
    instead: str = ""


class ReasonIn(Schema):
    reason: str


class ListIn(Schema):
    side: str
    column: str = ""


@router.get("", response=MergePage, summary="List merges")
def list_merges(request: HttpRequest, given: Query[PageIn], view: str = "open") -> dict[str, Any]:
    """``view`` is ``open`` or ``over``."""
    return given.of(queries.merges_for(request.user, view))


@router.post("", response={201: MergeDetailOut}, summary="Draft a merge")
def draft(request: HttpRequest, given: MergeIn) -> Status:
    """Every function comes back with a proposed fate, every thing outside with a count to be filled."""
    survivor = Asset.objects.get_or_404_for(request.user, pk=given.survivor)
    parts = [Asset.objects.get_or_404_for(request.user, pk=each) for each in given.parts]
    made = actions.draft_merge(survivor, actor=request.user, parts=parts, basis=given.basis, reason=given.reason)
    return Status(201, made)


@router.get("/{int:pk}", response=MergeDetailOut, summary="One merge")
def merge(request: HttpRequest, pk: int) -> Merge:
    return _merge(request, pk)


def _merge(request: HttpRequest, pk: int) -> Merge:
    return Merge.objects.select_related("survivor", "job").get_or_404_for(request.user, pk=pk)


@router.put("/{int:pk}/fates", response=MergeDetailOut, summary="Map functions")
def map_functions(request: HttpRequest, pk: int, given: FatesIn) -> Merge:
    """All rows given count as decided."""
    plain = {row: each.dict() for row, each in given.fates.items()}
    return actions.map_functions(_merge(request, pk), actor=request.user, fates=plain)


@router.post("/{int:pk}/rehearse", response={202: MergeOut}, summary="Rehearse it")
def rehearse(request: HttpRequest, pk: int) -> Status:
    """A job tries everything out and rolls it back; read the merge again for its report."""
    return Status(202, actions.rehearse_merge(_merge(request, pk), actor=request.user))


@router.post("/{int:pk}/announce", response=MergeOut, summary="Announce it")
def announce(request: HttpRequest, pk: int, given: AnnounceIn) -> Merge:
    return actions.announce_merge(_merge(request, pk), actor=request.user, **given.dict())


@router.post("/{int:pk}/execute", response={202: MergeOut}, summary="Execute it")
def execute(request: HttpRequest, pk: int) -> Status:
    """A job moves part by part; what does not agree brings everything back."""
    return Status(202, actions.execute_merge(_merge(request, pk), actor=request.user))


@router.post("/{int:pk}/confirm", response=MergeOut, summary="Confirm it: there is no way back afterwards")
def confirm(request: HttpRequest, pk: int) -> Merge:
    return actions.confirm_merge(_merge(request, pk), actor=request.user)


@router.post("/{int:pk}/undo", response={202: MergeOut}, summary="Take it back")
def undo(request: HttpRequest, pk: int, given: ReasonIn) -> Status:
    return Status(202, actions.undo_merge(_merge(request, pk), actor=request.user, reason=given.reason))


@router.put("/counts/{int:pk}", auth=COUNTING, response=TallyOut, summary="State a count")
def state_count(request: HttpRequest, pk: int, given: TallyIn) -> Tally:
    return actions.state_count(_tally(request, pk), actor=request.user, **given.dict())


@router.put("/counts/{int:pk}/left", auth=COUNTING, response=TallyOut, summary="Say what is left behind")
def leave_behind(request: HttpRequest, pk: int, given: LeftIn) -> Tally:
    return actions.leave_behind(_tally(request, pk), actor=request.user, **given.dict())


@router.post(
    "/counts/{int:pk}/lists", auth=COUNTING, response={202: TallyOut}, summary="Upload a list of ids to be counted"
)
def upload_list(request: HttpRequest, pk: int, given: Form[ListIn], file: File[UploadedFile]) -> Status:
    """A job counts the ids and compares them with the other side's list."""
    tally = _tally(request, pk)
    actions.upload_list(
        tally, actor=request.user, side=given.side, name=file.name or "", data=file.read(), column=given.column
    )
    return Status(202, tally)


def _tally(request: HttpRequest, pk: int) -> Tally:
    found = queries.tally_for(request.user, pk)
    if found is None:
        raise Http404
    return found
