"""The desk of work groups: what speaks for dissolving one, as conditions on the database."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import offices_of, organisations_of, subtree_filter
from qingzhuang.registry.models import Asset, GroupFile, GroupKept, Overlap
from qingzhuang.registry.queries.overlaps import SAME_PURPOSE, member_threshold, overlaps_of
from qingzhuang.registry.rules import parameter, rule

KEPT_DAYS = 180


@dataclass(frozen=True)
class Sign:
    """Something that speaks for dissolving a group; ``rule`` is the one that says so."""

    code: str
    label: Text
    rule: str


SIGNS = {
    sign.code: sign
    for sign in (
        Sign("idle", Text("长期无消息", "No messages"), "R33"),
        Sign("expired", Text("已到期或任务已结束", "Past its end or task"), "R31"),
        Sign("ownerless", Text("缺群主", "No owner"), "R30"),
        Sign("overlapping", Text("与本单位他群重合", "Overlaps with another of the unit"), "R32"),
        Sign("capped", Text("单位超过上限", "Unit over the cap"), "R34"),
    )
}


def groups_for(person: Any) -> QuerySet[Asset]:
    """The living groups a person may see, each with a 0 or 1 for each sign."""
    living = Asset.objects.visible_to(person).alive().filter(kind="group").select_related("sponsor", "keeper")
    return with_signs(living)


def with_signs(groups: QuerySet[Asset]) -> QuerySet[Asset]:
    """Annotate ``sign_<code>`` for every sign, and ``signs`` with their number."""
    marked = groups.annotate(
        **{
            f"sign_{code}": Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
            for code, condition in _conditions().items()
        }
    )
    total = F("sign_idle") + F("sign_expired") + F("sign_ownerless") + F("sign_overlapping") + F("sign_capped")
    return marked.annotate(signs=total)


def _conditions() -> dict[str, Any]:
    today = timezone.localdate()
    standing = Q(attributes__group_type="standing", exception_scene__in=("emergency", "security"))
    quiet_since = today - datetime.timedelta(days=parameter("R33", "days"))
    task_over = (today - datetime.timedelta(days=parameter("R31", "days"))).isoformat()
    return {
        "idle": Q(last_update_on__lt=quiet_since) & ~standing,
        "expired": Q(ends_on__lt=today) | Q(attributes__task_ended_on__lt=task_over),
        "ownerless": Q(attributes__owner_name__isnull=True) | Q(attributes__owner_name=""),
        "overlapping": Exists(_flagged().filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")))),
        "capped": Q(sponsor__in=_over_cap()),
    }


def _flagged() -> QuerySet[Overlap]:
    """Overlaps within one unit that reach the rule's threshold, both groups alive."""
    close = Q(sort="members", score__gte=member_threshold()) | Q(sort="purpose", score__gte=SAME_PURPOSE)
    alive = Asset.objects.alive().values("pk")
    return Overlap.objects.filter(close, same_unit=True, first__in=alive, second__in=alive)


def _over_cap() -> QuerySet[Asset]:
    """Units with more living groups than the cap (R34)."""
    living = Asset.objects.alive().filter(kind="group", sponsor__isnull=False)
    counted = living.order_by().values("sponsor").annotate(groups=Count("pk"))
    return counted.filter(groups__gt=parameter("R34", "cap")).values("sponsor")


def sign_counts(person: Any) -> dict[str, int]:
    """How many groups bear each sign, and ``all``."""
    counted = {code: Count("pk", filter=Q(**{f"sign_{code}": 1})) for code in SIGNS}
    return groups_for(person).order_by().aggregate(all=Count("pk"), **counted)


def signs_of(group: Asset) -> list[Sign]:
    """The signs of an annotated group."""
    return [sign for code, sign in SIGNS.items() if getattr(group, f"sign_{code}")]


def sign_words(group: Asset, sign: Sign) -> Text:
    """A sign with its facts, for the list and for the basis of dissolving."""
    title = rule(sign.rule).title
    if sign.code == "idle":
        return Text(f"最近消息 {group.last_update_on}", f"last message {group.last_update_on}")
    if sign.code == "expired":
        day = group.ends_on or group.attributes.get("task_ended_on")
        return Text(f"应于 {day} 结束", f"was to end on {day}")
    return title


@dataclass(frozen=True)
class Proposed:
    """A group on the list to dissolve: its signs in words, and the group that goes on in its place, if one does."""

    group: Asset
    signs: list[Sign]
    words: list[Text]
    instead: Asset | None = None


def to_dissolve(person: Any, units: Sequence[Organisation]) -> list[Proposed]:
    """The groups of these units that are proposed to dissolve, unit by unit; at most 500.

    Of two that overlap, the one with the older last message; over the cap, those beyond it with the oldest. A group that
    only lacks an owner needs one, not an end. Kept ones come back only for a new sign or when the answer has aged.
    """
    own = list(
        with_signs(Asset.objects.visible_to(person).alive().filter(kind="group", sponsor__in=units))
        .filter(signs__gt=0)
        .select_related("sponsor")
        .order_by("sponsor__path", "last_update_on", "pk")[:2000]
    )
    kept = _kept([group.pk for group in own])
    instead = _instead(own)
    found, staying = [], _staying(own)
    for group in own:
        signs = [
            sign
            for sign in signs_of(group)
            if (sign.code != "capped" or group.pk not in staying)
            and (sign.code != "overlapping" or group.pk in instead)
        ]
        if not {sign.code for sign in signs} <= {"ownerless"} | kept.get(group.pk, set()):
            found.append((group, signs))
    leaving = {group.pk for group, _signs in found}
    return [
        Proposed(group, signs, [sign_words(group, sign) for sign in signs], _heir(group.pk, instead, leaving))
        for group, signs in found[:500]
    ]


def _heir(pk: int, instead: dict[int, Asset], leaving: set[int]) -> Asset | None:
    """The group that goes on in its place: one that is not proposed to dissolve itself."""
    passed = {pk}
    heir = instead.get(pk)
    while heir is not None and heir.pk in leaving:
        if heir.pk in passed:
            return None
        passed.add(heir.pk)
        heir = instead.get(heir.pk)
    return heir


def _kept(ids: list[int]) -> dict[int, set[str]]:
    """For which signs each group was kept, while the answer holds."""
    found: dict[int, set[str]] = {}
    for pk, signs in GroupKept.objects.filter(asset__in=ids, until__gte=timezone.localdate()).values_list(
        "asset", "signs"
    ):
        found.setdefault(pk, set()).update(signs)
    return found


def _recency(group: Asset) -> tuple[datetime.date, int]:
    return (group.last_update_on or datetime.date.min, -group.pk)


def _instead(groups: Iterable[Asset]) -> dict[int, Asset]:
    """For each group that overlaps: the livelier one of its unit that covers it."""
    overlapping = [group.pk for group in groups if group.sign_overlapping]
    pairs = _flagged().filter(first__in=overlapping, second__in=overlapping).select_related("first", "second")
    found: dict[int, Asset] = {}
    for pair in pairs.order_by("-score", "pk")[:5000]:
        lesser, better = sorted((pair.first, pair.second), key=_recency)
        found.setdefault(lesser.pk, better)
    return found


def _staying(groups: Iterable[Asset]) -> set[int]:
    """Of each unit over the cap, as many of the liveliest as the cap allows."""
    cap, taken, staying = parameter("R34", "cap"), {}, set()
    for group in sorted(groups, key=_recency, reverse=True):
        if group.sign_capped and not (group.sign_idle or group.sign_expired):
            taken[group.sponsor_id] = taken.get(group.sponsor_id, 0) + 1
            if taken[group.sponsor_id] <= cap:
                staying.add(group.pk)
    return staying


def units_answered_for(person: Any) -> list[Organisation]:
    """The units whose groups a person decides on: those they work for."""
    return organisations_of(person)


def units_for_groups(person: Any) -> list[Organisation]:
    """For which units a person may bring in groups: their own first; the office, for every unit of its area."""
    reach = Q(pk__in=[own.pk for own in organisations_of(person)])
    for office in offices_of(person, "reviewer"):
        reach |= subtree_filter("", office.area)
    own = {unit.pk for unit in organisations_of(person)}
    return sorted(Organisation.objects.filter(reach).order_by("path")[:2000], key=lambda unit: unit.pk not in own)


def group_files(person: Any) -> QuerySet[GroupFile]:
    return GroupFile.objects.visible_to(person).select_related("unit", "person").defer("plan")


def about_group(asset: Asset, person: Any) -> dict[str, Any] | None:
    """What an entry's page shows of a group: its signs, its members' number and what it overlaps with."""
    if asset.kind != "group":
        return None
    marked = with_signs(Asset.objects.visible_to(person).filter(pk=asset.pk)).first()
    if marked is None:
        return None
    pairs = [(each, each.second if each.first_id == asset.pk else each.first) for each in overlaps_of([asset.pk])[:20]]
    kept = asset.kept.first()
    roster = getattr(asset, "roster", None)
    if not (pairs or kept or roster or marked.signs):
        return None
    return {
        "signs": [(sign, sign_words(marked, sign)) for sign in signs_of(marked)] if asset.alive else [],
        "pairs": pairs,
        "kept": kept,
        "roster": roster,
    }
