"""What becomes of a resource: idle, of an app that has ended, in use, unclear, or no longer billed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import Max, Q
from django.utils import timezone

from qingzhuang.domain.idleness import Found, found_of
from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Resource, ResourceMonth
from qingzhuang.registry.states import ALIVE
from qingzhuang.registry.thresholds import idleness

_RELEASED = Found("released", (Text("最近一期账单里已没有它", "the latest bill no longer lists it"),))


def judge_resources(keys: Iterable[int]) -> int:
    """Judge these anew; returns how many states changed. A new state asks its owner anew."""
    resources = list(
        Resource.objects.select_for_update(of=("self",))
        .filter(pk__in=list(keys))
        .select_related("asset")
        .prefetch_related("months")
    )
    newest, wanted, changed = _newest(resources), idleness(), 0
    for each in resources:
        months = list(each.months.all())
        # A table of use has no amounts: what it leaves out may well still be billed.
        billed = [month for month in months if month.bill_id]
        last_bill = newest[each.office_id, each.provider]
        each.monthly_fen = billed[-1].fen if billed else 0
        if billed and last_bill and billed[-1].month < last_bill:
            found = _RELEASED
        elif each.asset and each.asset.status not in ALIVE:
            found = Found("of_ended", (Text(f"“{each.asset.name}”已停止", f"“{each.asset.name}” has ended"),))
        else:
            found = found_of(each.kind, _in_a_row(months), wanted)
        each.reasons = [reason.as_dict() for reason in found.reasons]
        if found.state != each.state:
            changed += 1
            each.state, each.state_since = found.state, timezone.localdate()
            if found.state != "released":
                each.answer, each.because, each.release_by = "", "", None
    fields = ["monthly_fen", "state", "state_since", "reasons", "answer", "because", "release_by"]
    Resource.objects.bulk_update(resources, fields, batch_size=200)
    return changed


def _in_a_row(months: Sequence[ResourceMonth]) -> list[dict[str, float]]:
    """What was measured in the last months without a gap: a month nobody told of was not seen."""
    found: list[dict[str, float]] = []
    following = None
    for each in reversed(months):
        if following and (each.month + datetime.timedelta(days=31)).replace(day=1) != following:
            break
        found.insert(0, each.measured)
        following = each.month
    return found


def _newest(resources: Iterable[Resource]) -> dict[tuple[int, str], datetime.date | None]:
    """The last month that a bill with amounts tells of, by office and provider."""
    offices = {each.office_id for each in resources}
    bills = Resource.objects.filter(office__in=offices).order_by().values_list("office", "provider")
    last = Max("months__month", filter=Q(months__bill__isnull=False))
    return {(office, provider): month for office, provider, month in bills.annotate(last=last)}
