"""Entries, ledgers and filters. Lists cost the same number of queries at any length."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.fields.json import KT

from qingzhuang.gate.models import Decision
from qingzhuang.gate.queries import latest_decision
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import offices_of, subtree_filter
from qingzhuang.registry.models import Asset, AssetQuerySet, ImportBatch, ImportRow, SavedFilter
from qingzhuang.registry.models.assets import asset_kinds
from qingzhuang.registry.models.imports import OUTCOMES
from qingzhuang.registry.models.search import matching
from qingzhuang.registry.states import ALIVE, STATES

FACINGS = ("grassroots", "internal", "public")
_SORTED_BY = {"name": "name", "ends": "ends_on", "updates": "last_update_on"}
SORTS = {sign + word: sign + column for word, column in _SORTED_BY.items() for sign in ("", "-")}


@dataclass(frozen=True)
class AssetFilters:
    """What a list is narrowed by; empty means everything. Unknown words in an address are dropped, not refused."""

    q: str = ""
    kind: str = ""
    status: str = ""
    facing: str = ""
    sponsor: int | None = None
    ends_before: datetime.date | None = None
    exception: bool = False
    sort: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> AssetFilters:
        """Read the query string of an address."""
        sponsor = given.get("sponsor", "")
        return cls(
            q=" ".join(given.get("q", "").split())[:200],
            kind=_known(given.get("kind"), {kind.code for kind in asset_kinds()}),
            status=_known(given.get("status"), {*STATES, "alive"}),
            facing=_known(given.get("facing"), set(FACINGS)),
            sponsor=int(sponsor) if sponsor.isdecimal() and len(sponsor) < 18 else None,
            ends_before=_date(given.get("ends_before")),
            exception=given.get("exception", "") in ("1", "on", "true"),
            sort=_known(given.get("sort"), set(SORTS)),
        )

    def as_query(self) -> dict[str, str]:
        """The same filters as an address carries them, blanks left out."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: "1" if value is True else str(value) for name, value in values.items() if value}


def _known(word: str | None, allowed: set[str]) -> str:
    return word if word in allowed else ""


def _date(word: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(word or "")
    except ValueError:
        return None


def assets_for(person: Any, filters: AssetFilters | None = None) -> AssetQuerySet:
    """What the person may see, narrowed and in order; ready for paging."""
    wanted = filters or AssetFilters()
    found = narrowed(Asset.objects.visible_to(person), wanted).select_related("sponsor", "keeper")
    if wanted.sort:
        column = SORTS[wanted.sort]
        order = F(column.lstrip("-")).desc(nulls_last=True) if column[0] == "-" else F(column).asc(nulls_last=True)
        found = found.order_by(order, "pk")
    return found


def narrowed(found: AssetQuerySet, wanted: AssetFilters) -> AssetQuerySet:
    """What of these entries a filter leaves, without asking who looks."""
    found = found.filter(_condition(wanted))
    if wanted.sponsor is not None:
        unit = Organisation.objects.filter(pk=wanted.sponsor).first()
        found = found.filter(subtree_filter("keeper", unit)) if unit else found.none()
    return matching(found, wanted.q) if wanted.q else found


def _condition(wanted: AssetFilters) -> Q:
    condition = Q()
    if wanted.kind:
        condition &= Q(kind=wanted.kind)
    if wanted.status == "alive":
        condition &= Q(status__in=ALIVE)
    elif wanted.status:
        condition &= Q(status=wanted.status)
    if wanted.facing:
        condition &= Q(facing=wanted.facing)
    if wanted.ends_before:
        condition &= Q(ends_on__lte=wanted.ends_before, status__in=ALIVE)
    if wanted.exception:
        condition &= ~Q(exception_scene="")
    return condition


def search_assets(person: Any, q: str, limit: int = 20) -> list[Asset]:
    """The best matches among what the person may see; those whose name says it come first."""
    return list(assets_for(person, AssetFilters(q=q))[:limit])


def counts_by_kind(person: Any, filters: AssetFilters | None = None) -> dict[str, int]:
    """How many of each kind the other filters leave: ``{kind code: count}``, every kind present."""
    wanted = filters or AssetFilters()
    others = {each.name: getattr(wanted, each.name) for each in fields(wanted) if each.name not in ("kind", "sort")}
    found = assets_for(person, AssetFilters(**others)).order_by().values("kind").annotate(count=Count("pk"))
    counted = {row["kind"]: row["count"] for row in found}
    return {kind.code: counted.get(kind.code, 0) for kind in asset_kinds()}


def unit_named_by(wanted: AssetFilters) -> Organisation | None:
    """The unit a list is narrowed to."""
    return Organisation.objects.filter(pk=wanted.sponsor).first() if wanted.sponsor else None


def decision_on(asset: Asset) -> Decision | None:
    """The decision by which a proposal became this asset."""
    return latest_decision(asset.proposal) if asset.proposal_id else None


def saved_filters(person: Any) -> QuerySet[SavedFilter]:
    return SavedFilter.objects.filter(person=person)


def import_offices(person: Any) -> list[Organisation]:
    """The governance offices for which this person may bring in ledgers."""
    return list(offices_of(person, "reviewer"))


def imports_for(person: Any) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.visible_to(person).select_related("person", "office")


def rows_of(batch: ImportBatch, outcome: str = "") -> QuerySet[ImportRow]:
    """Rows of an import in the order of the file, wrong ones alone when asked for."""
    rows = batch.rows.select_related("asset")
    return rows.filter(outcome=outcome) if outcome else rows


def units_as_written(batch: ImportBatch, limit: int = 6) -> tuple[int, list[str]]:
    """How many rows name a unit that the directory of the area does not know, and the units named most."""
    rows = batch.rows.exclude(outcome__in=("error", "held")).filter(values__sponsor=None)
    named = rows.annotate(named=KT("values__own__sponsor")).exclude(named=None).order_by()
    most = named.values_list("named").annotate(count=Count("pk")).order_by("-count", "named")[:limit]
    return named.count(), [unit for unit, _count in most]


def twin_imports(batch: ImportBatch) -> QuerySet[ImportBatch]:
    """Earlier imports of the very same file into the same office, undone ones aside."""
    same = ImportBatch.objects.filter(digest=batch.digest, sheet=batch.sheet, office=batch.office)
    return same.filter(step__in=("running", "done")).exclude(pk=batch.pk)


def outcomes_of(batch: ImportBatch) -> dict[str, int]:
    """How many rows came out how: every outcome present."""
    counted = dict(batch.rows.order_by().values_list("outcome").annotate(count=Count("pk")))
    return {code: counted.get(code, 0) for code in OUTCOMES}


def progress_of(batch: ImportBatch) -> int:
    """How many rows the present step has behind it."""
    if batch.step == "running":
        return batch.rows.filter(number__lte=batch.reached).count()
    return batch.reached
