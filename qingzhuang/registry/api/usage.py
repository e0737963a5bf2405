"""Use as JSON: apps report daily counts and events; what was seen of one entry and what follows from it."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema, Status

from qingzhuang.identity.bearer import signed_in
from qingzhuang.identity.queries import organisation_of
from qingzhuang.registry import actions
from qingzhuang.registry.models import Asset, UsageReport
from qingzhuang.registry.queries import liveness as queries
from qingzhuang.registry.usage.months import days_of
from qingzhuang.registry.usage.rows import refused_text

router = Router(tags=["use"])
REPORTS, READS = signed_in("usage.report"), signed_in("register.read")


class CountIn(Schema):
    """What one thing was used on one day. ``asset`` is its id, filing number or id in the ledger.

    Zeros are worth telling: a day that was not told is a day nobody saw. Counts told later replace earlier ones.
    """

    asset: str | int
    day: str = Field(..., description="2026-11-22")
    uses: Any = Field(None, description="Sessions or calls; of an account reads; of a group messages.")
    users: Any = Field(None, description="Different people that day.")
    updates: Any = Field(None, description="Releases, posts or notices published.")
    messages: Any = Field(None, description="The same as uses, for groups.")


class EventIn(Schema):
    """One use or update. ``person`` is any stable mark; it is hashed with the asset and never kept as it is."""

    asset: str | int
    day: str
    what: str = "use"
    person: str = ""


class BatchIn(Schema):
    """``batch`` is the sender's own id of this batch: sent twice it counts once."""

    batch: str = Field(..., max_length=120)
    counts: list[CountIn] = []
    events: list[EventIn] = []


class RefusedOut(Schema):
    row: int
    field: str
    why: str
    reason: dict[str, str]


class ReceiptOut(Schema):
    """``refused`` rows count from 1, counts before events. ``written`` turns true within a minute or two."""

    batch: str
    accepted: int
    refused: list[RefusedOut]
    received_at: datetime.datetime
    written: bool

    @staticmethod
    def resolve_refused(report: UsageReport) -> list[dict[str, Any]]:
        return [{**each, "reason": refused_text(each).as_dict()} for each in report.refused]

    @staticmethod
    def resolve_written(report: UsageReport) -> bool:
        return report.written_at is not None


class MonthOut(Schema):
    month: datetime.date
    uses: int
    updates: int
    days_told: int


class UseOut(Schema):
    """``verdict`` is live, reserve, unclear or zombie; ``missing`` what would be needed for a certain one."""

    asset: int
    verdict: str | None
    judged_on: datetime.date | None
    last_use: datetime.date | None
    active_share: float | None
    months_low: int | None
    signals: dict[str, Any]
    missing: list[str]
    contrary: list[str]
    months: list[MonthOut]


@router.post("", response={202: ReceiptOut}, auth=REPORTS, summary="Report use")
def report(request: HttpRequest, given: BatchIn) -> Status[UsageReport]:
    """Accepted at once, written within a minute or two. Rows that cannot be are refused one by one, the rest is kept.

    Over the limit: 429 with Retry-After; send the same batch again, nothing accepted is lost.
    """
    counts = [each.dict() for each in given.counts]
    events = [each.dict() for each in given.events]
    made = actions.report_usage(_sender(request), actor=request.user, batch=given.batch, counts=counts, events=events)
    return Status(202, made)


@router.get("/batches/{batch}", response=ReceiptOut, auth=REPORTS, summary="The receipt of a batch")
def receipt(request: HttpRequest, batch: str) -> UsageReport:
    sender = _sender(request)
    office = sender.keeper_id if isinstance(sender, Asset) else sender.pk
    found = UsageReport.objects.filter(office=office, batch=batch, source="api").first()
    if found is None:
        raise Http404
    return found


@router.get("/assets/{int:pk}", response=UseOut, auth=READS, summary="Use of one entry")
def use(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What was seen of it in the last twelve months, and what follows."""
    asset = Asset.objects.get_or_404_for(request.user, pk=pk)
    found = queries.liveness_of(asset)
    names = ("verdict", "judged_on", "last_use", "active_share", "months_low")
    return {
        "asset": asset.pk,
        **{name: getattr(found, name, None) for name in names},
        "signals": found.signals if found else {},
        "missing": found.missing if found else [],
        "contrary": found.contrary if found else [],
        "months": [
            {"month": each.month, "uses": each.uses, "updates": each.updates, "days_told": len(list(days_of(each)))}
            for each in queries.months_of(asset)
        ],
    }


def _sender(request: HttpRequest) -> Any:
    """The caller's unit, or the one thing the caller's key is limited to."""
    limit = getattr(request.user, "limit", None)
    if limit is not None and limit.only_type == "registry.asset":
        return Asset.objects.select_related("keeper").filter(pk=limit.only_id).first() or _nothing()
    return organisation_of(request.user) or _nothing()


def _nothing() -> Any:
    raise Http404
