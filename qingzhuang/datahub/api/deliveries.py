"""Delivering data of one's own source: checked like a file, row by row, taken once for each number."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema, Status

from qingzhuang.datahub import actions
from qingzhuang.datahub.models import Intake
from qingzhuang.datahub.queries.desks import sources_for
from qingzhuang.identity.bearer import signed_in

router = Router(tags=["data"], auth=signed_in("data.deliver"))
MOST_ROWS = 5_000
REMARKS = 200


class DeliveryIn(Schema):
    """``delivery`` is the sender's own number of it; ``observed`` the day the data are of; ``rows`` values by element."""

    delivery: str = Field(max_length=200)
    observed: str = Field(max_length=10)
    rows: list[dict[str, Any]] = Field(min_length=1, max_length=MOST_ROWS)


class RemarkOut(Schema):
    """``row`` counts from 1; without ``element`` the whole row was left out."""

    row: int
    element: str | None
    message: dict[str, str]


class DataDeliveryOut(Schema):
    """``state`` is running, done or failed; ``remarks`` are the first problems, ``wrong`` rows were left out."""

    id: int
    source: str
    delivery: str
    state: str
    new: int
    known: int
    doubtful: int
    wrong: int
    remarks: list[RemarkOut]


class SourceOut(Schema):
    code: str
    name: str


@router.get("/sources", response=list[SourceOut], summary="Sources one may deliver data of")
def sources(request: HttpRequest) -> Any:
    return sources_for(request.user)[:200]


@router.post(
    "/sources/{code}/deliveries",
    response={202: DataDeliveryOut, 200: DataDeliveryOut},
    summary="Deliver rows of a source",
)
def deliver(request: HttpRequest, code: str, given: DeliveryIn) -> Status:
    """202 and taken in shortly; the same number with the same rows answers 200 with what became of them."""
    source = next((each for each in sources_for(request.user) if each.code == code), None)
    if source is None:
        raise Http404
    intake = actions.push_delivery(
        source, actor=request.user, delivery=given.delivery, observed=given.observed, rows=given.rows
    )
    return Status(202 if intake.step == "running" else 200, _said(intake))


@router.get("/deliveries/{int:pk}", response=DataDeliveryOut, summary="What became of a delivery")
def delivery(request: HttpRequest, pk: int, page: int = Query(1, ge=1, le=10_000)) -> Any:
    intake = Intake.objects.exclude(delivery="").select_related("source").get_or_404_for(request.user, pk=pk)
    return _said(intake, page)


def _said(intake: Intake, page: int = 1) -> dict[str, Any]:
    remarks = intake.remarks.all()[(page - 1) * REMARKS : page * REMARKS]
    counts = {name: getattr(intake, name) for name in ("new", "known", "doubtful", "wrong")}
    return {
        "id": intake.pk,
        "source": intake.source.code,
        "delivery": intake.delivery,
        "state": intake.step,
        **counts,
        "remarks": [
            {
                "row": each.row,
                "element": intake.mapping.get(str(each.column)) if each.column is not None else None,
                "message": each.message,
            }
            for each in remarks
        ],
    }
