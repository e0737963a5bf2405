"""Where apps run and how they are protected, and what of that is missing, old or belied by the cloud bill (R20)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import within
from qingzhuang.registry.models import Asset, Resource
from qingzhuang.registry.models.search import matching
from qingzhuang.registry.rules import parameter

KINDS = ("app", "mini_program")
RULE = "R20"
GAPS = {
    "untold": Text("未说明部署", "Hosting not told"),
    "elsewhere": Text("不在政务云", "Not on the government cloud"),
    "grade": Text("等保缺失或过期", "Protection grade missing or old"),
    "test": Text("安全检测缺失或过期", "Security test missing or old"),
    "bill": Text("与云账单不符", "Belied by the cloud bill"),
}
SHOWN = ("hosting", "network", "mlps_level", "mlps_date", "security_test_date")
LISTS = ("gaps", *GAPS, "fine")


@dataclass(frozen=True)
class PlacementFilters:
    list: str = "gaps"
    q: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> PlacementFilters:
        wanted = given.get("list", "gaps")
        return cls(wanted if wanted in (*LISTS, "") else "gaps", " ".join(given.get("q", "").split())[:100])


@dataclass(frozen=True)
class Sizes:
    """What the cloud bills list for one app, together."""

    processors: float = 0
    memory_gib: float = 0
    storage_gib: float = 0


@dataclass(frozen=True)
class Placement:
    """Where one app runs: its answers in words by code, what bills list for it, what is to be mended."""

    asset: Asset
    told: dict[str, Text]
    sizes: Sizes | None
    gaps: list[Text]


def placements_for(person: Any, wanted: PlacementFilters) -> QuerySet[Asset]:
    """Running apps within a person's reach, by name."""
    found = _within(person, wanted.q).select_related("sponsor").order_by("name", "pk")
    return found.filter(_lists()[wanted.list]) if wanted.list else found


def counts_by_list(person: Any, q: str) -> dict[str, int]:
    """How many each list has, and all of them under ''; one query."""
    conditions = _lists()
    counts = {f"n{at}": Count("pk", filter=condition) for at, condition in enumerate(conditions.values())}
    found = _within(person, q).order_by().aggregate(all=Count("pk"), **counts)
    return {"": found["all"], **{name: found[f"n{at}"] for at, name in enumerate(conditions)}}


def placements_of(assets: Iterable[Asset]) -> list[Placement]:
    """What is known of each of the entries, in the same order; the same queries for any number of them."""
    entries = list(assets)
    gaps, sizes = _gaps_of(entries), _sizes_of(entries)
    return [
        Placement(each, _told_by(each), sizes.get(each.pk), [GAPS[gap] for gap in gaps[each.pk]]) for each in entries
    ]


def _told_by(asset: Asset) -> dict[str, Text]:
    """Its answers in words; what nobody told is left out."""
    answers = {code: asset.attributes[code] for code in SHOWN if asset.attributes.get(code)}
    fields = {code: asset.definition.field(code) for code in answers}
    return {
        code: Text(fields[code].show(value, "zh-hans"), fields[code].show(value, "en"))
        for code, value in answers.items()
    }


def _gaps_of(assets: Iterable[Asset]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {each.pk: [] for each in assets}
    for code, condition in _gaps().items():
        for pk in Asset.objects.filter(condition, pk__in=list(found)).order_by().values_list("pk", flat=True):
            found[pk].append(code)
    return found


def _sizes_of(assets: Iterable[Asset]) -> dict[int, Sizes]:
    rows = _billed().filter(asset__in=list(assets)).order_by().values("asset")
    names = ("processors", "memory_gib", "storage_gib")
    summed = rows.annotate(**{f"all_{name}": Sum(name) for name in names})
    return {row["asset"]: Sizes(*(row[f"all_{name}"] or 0 for name in names)) for row in summed}


def _within(person: Any, q: str) -> QuerySet[Asset]:
    """Of one's own area alone: how others are protected is not for everybody who may use their apps."""
    own = within(person, "keeper") | within(person, "sponsor")
    found = Asset.objects.visible_to(person).alive().filter(own, kind__in=KINDS)
    return found.filter(pk__in=matching(Asset.objects.all(), q).order_by().values("pk")) if q else found


def _billed() -> QuerySet[Resource]:
    return Resource.objects.exclude(state="released")


def _lists() -> dict[str, Q]:
    gaps = _gaps()
    some = Q(pk__in=[])
    for condition in gaps.values():
        some |= condition
    return {"gaps": some, **gaps, "fine": ~some}


def _gaps() -> dict[str, Q]:
    since = (timezone.localdate() - datetime.timedelta(days=parameter(RULE, "days"))).isoformat()
    on_bill = Q(Exists(_billed().filter(asset=OuterRef("pk"))))
    bills = Q(Exists(_billed()))
    here = _told("hosting") & Q(attributes__hosting="gov_cloud")
    return {
        "untold": ~_told("hosting"),
        "elsewhere": _told("hosting") & Q(attributes__hosting="other"),
        "grade": ~(_told("mlps_level") & _told("mlps_date") & Q(attributes__mlps_date__gte=since)),
        "test": ~(_told("security_test_date") & Q(attributes__security_test_date__gte=since)),
        "bill": (here & ~on_bill & bills) | (_told("hosting") & ~Q(attributes__hosting="gov_cloud") & on_bill),
    }


def _told(code: str) -> Q:
    """A condition on the answer is unknown, not false, where nobody answered; so that is asked first."""
    return Q(attributes__has_key=code)
