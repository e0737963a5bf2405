"""What is held, where, from whom, how fresh and on what terms: of fields, never of persons."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Sum

from qingzhuang.datahub.models import Agreement, Coverage, Source, Subject
from qingzhuang.datahub.models.sources import SHARING
from qingzhuang.datahub.sharing import SMALLEST
from qingzhuang.datahub.terms import agreements_for, elements
from qingzhuang.domain.elements import Element
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import subtree_filter

# From this share of an area's subjects on, a field counts as held; below it, most would still have to be asked.
ENOUGH = 0.8
# Shares about people are told in so many steps, and of no fewer people than make each step too many to point at anybody.
STEPS = 20
_FEW = Text("对象太少，不公布比例", "too few to say")


@dataclass(frozen=True)
class Holding:
    """One element in one area: held for ``subjects`` of ``total``, mostly from ``source``."""

    element: Element
    subjects: int
    fresh: int
    total: int
    source: Source
    oldest: str
    newest: str
    agreement: Agreement | None

    @property
    def share(self) -> float:
        return min(1.0, self.subjects / self.total) if self.total else 0.0

    @property
    def fresh_share(self) -> float:
        """How much of what is held may be used today without asking again."""
        return min(1.0, self.fresh / self.subjects) if self.subjects else 0.0

    @property
    def rough_share(self) -> float | None:
        """The share for those who may not look at the people themselves; ``None`` where there are too few."""
        return self._rough(self.share, self.total)

    @property
    def rough_fresh_share(self) -> float | None:
        """As ``rough_share``, of those it is held of."""
        return self._rough(self.fresh_share, self.subjects)

    @property
    def about(self) -> Text:
        """``rough_share`` in words."""
        share = self.rough_share
        return _FEW if share is None else Text(f"约{share:.0%}", f"about {share:.0%}")

    @property
    def fresh_about(self) -> Text:
        """``rough_fresh_share`` in words."""
        share = self.rough_fresh_share
        return _FEW if share is None else Text(f"约{share:.0%}在有效期内", f"about {share:.0%} still good")

    def _rough(self, share: float, of: int) -> float | None:
        if self.element.sensitivity == "none":
            return round(share, 2)
        return round(share * STEPS) / STEPS if of >= STEPS * SMALLEST else None

    @property
    def terms(self) -> Text:
        """On what terms others have it; what nobody agreed on is treated as conditional."""
        return SHARING[self.agreement.sharing if self.agreement else "conditional"]

    @property
    def shared(self) -> bool:
        """Whether others may have it at all."""
        return self.agreement is None or self.agreement.sharing != "not_shared"

    @property
    def answers(self) -> bool:
        """Whether the field need not be asked again."""
        return self.share >= ENOUGH and self.shared

    @property
    def missing(self) -> int:
        return max(0, self.total - self.subjects)


def holdings_for(area: Organisation, codes: Collection[str] | None = None) -> dict[str, Holding]:
    """What is held within an area, by element code; only of ``codes`` when given. Five queries."""
    known, agreed = elements(), agreements_for(area)
    within = subtree_filter("area", area)
    totals = dict(
        Subject.objects.filter(within, merged_into=None).order_by().values_list("kind").annotate(n=Count("pk"))
    )
    rows = Coverage.objects.filter(within)
    if codes is not None:
        rows = rows.filter(element__in=codes)
    counted = (
        rows.order_by()
        .values("element", "source")
        .annotate(held=Sum("subjects"), good=Sum("fresh"), oldest=Min("oldest"), newest=Max("newest"))
    )
    by_element: dict[str, list[dict[str, Any]]] = {}
    for row in counted:
        if row["element"] in known:
            by_element.setdefault(row["element"], []).append(row)
    sources = Source.objects.select_related("owner").in_bulk()
    return {
        code: Holding(
            known[code],
            sum(row["held"] for row in each),
            sum(row["good"] for row in each),
            totals.get(known[code].concept, 0),
            sources[max(each, key=lambda row: row["held"])["source"]],
            min(row["oldest"] for row in each),
            max(row["newest"] for row in each),
            agreed.get(code),
        )
        for code, each in by_element.items()
    }
