"""What people complained of since the last self-check, and what was not answered in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.utils import timezone

from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Asset, Complaint
from qingzhuang.registry.seen import NONE, Seen, SelfCheckFacts, self_check_facts

_LABEL = Text("投诉建议", "Complaints")


def complaints_seen(assets: Sequence[Asset]) -> Mapping[int, list[Seen]]:
    """All complaints of an entry; those past their day without an answer need a word."""
    late = Q(answered_at=None, due_on__lt=timezone.localdate())
    found = Complaint.objects.filter(asset__in=assets).order_by().values_list("asset")
    counted = found.annotate(
        all=Count("pk"), open=Count("pk", filter=Q(answered_at=None)), late=Count("pk", filter=late)
    )
    return {pk: [_told(count, waiting, overdue)] for pk, count, waiting, overdue in counted}


def _told(count: int, waiting: int, overdue: int) -> Seen:
    seen = Text(
        f"共 {count} 件，未答复 {waiting} 件，其中逾期 {overdue} 件",
        f"{count} in all, {waiting} not answered, {overdue} of them late",
    )
    return Seen("complaints", _LABEL, NONE, seen, bool(overdue))


self_check_facts.register(SelfCheckFacts("complaints", 60, complaints_seen))
