"""The life of an entry as JSON: where it stands, what can come next, taking a step, and telling what is live."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from qingzhuang.identity.bearer import signed_in
from qingzhuang.registry import actions, life
from qingzhuang.registry.models import Asset, ChangeFiling
from qingzhuang.registry.queries import life as queries

router = Router(tags=["register"], auth=signed_in("register.read"))


class Words(Schema):
    """The same words in Chinese and in English."""

    zh: str
    en: str


class PointOut(Schema):
    state: Words
    on: datetime.date | None
    here: bool


class StepOut(Schema):
    """A step that can follow: ``asks`` are the answers it needs besides ``on``, ``basis`` and ``cites``."""

    code: str
    label: Words
    who: Words
    may: bool
    asks: list[str]
    provisions: list[str]


class ChangeFilingOut(Schema):
    """A change that has to be filed, with what the gate's rules say of the added functions."""

    state: str
    added: list[str]
    removed: list[str]
    findings: list[dict[str, Any]]
    opened_on: datetime.date
    due_on: datetime.date


class LifeOut(Schema):
    status: str
    line: list[PointOut]
    next: list[StepOut]
    change: ChangeFilingOut | None


class LifeStepIn(Schema):
    """``cites`` are provisions by reference such as ``MM-CLOSE``; ``answers`` what the step asks."""

    on: datetime.date | None = None
    basis: str = ""
    cites: list[str] = []
    answers: dict[str, str] = {}


class LiveIn(Schema):
    functions: list[str]
    on: datetime.date | None = None
    note: str = ""


@router.get("/{int:pk}/life", response=LifeOut, summary="Where an entry stands and what can come next")
def life_of(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _life(_asset(request, pk), request.user)


@router.post(
    "/{int:pk}/life/{step}", response=LifeOut, auth=signed_in("register.write"), summary="Take a step in its life"
)
def take_step(request: HttpRequest, pk: int, step: str, given: LifeStepIn) -> dict[str, Any]:
    """The same step again, as a retry sends it, changes nothing."""
    answers = {**given.answers, "on": given.on.isoformat() if given.on else "", "basis": given.basis}
    life.take(_asset(request, pk), step, actor=request.user, given=answers, cites=given.cites)
    return _life(_asset(request, pk), request.user)


@router.put(
    "/{int:pk}/live",
    response=ChangeFilingOut | None,
    auth=signed_in("live.report"),
    summary="Tell which functions are live",
)
def tell_live(request: HttpRequest, pk: int, given: LiveIn) -> ChangeFiling | None:
    """Answers with the change that now has to be filed, or nothing when the list is as filed."""
    asset = _asset(request, pk)
    actions.report_live(asset, actor=request.user, functions=given.functions, on=given.on, note=given.note)
    return queries.pending_change(asset)


@router.get("/{int:pk}/filing-pack", summary="The filing form, filled from what is known")
def filing_pack(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Shape: ``docs/reference/filing.schema.json``. For the sponsor and the governance office; written down."""
    return actions.export_filing(_asset(request, pk), actor=request.user, form="api")


def _asset(request: HttpRequest, pk: int) -> Asset:
    return Asset.objects.select_related("keeper").get_or_404_for(request.user, pk=pk)


def _life(asset: Asset, person: Any) -> dict[str, Any]:
    return {
        "status": asset.status,
        "line": [{"state": point.label.as_dict(), "on": point.on, "here": point.here} for point in life.line_of(asset)],
        "next": [
            {
                "code": each.step.code,
                "label": each.step.name.as_dict(),
                "who": each.step.who.as_dict(),
                "may": each.may,
                "asks": [ask.code for ask in each.step.asks],
                "provisions": [citation.ref for citation in each.usual],
            }
            for each in life.next_steps(asset, person)
        ],
        "change": queries.pending_change(asset),
    }
