"""Which groups share members, exactly, and which of one unit serve one purpose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from qingzhuang.analytics.likeness import Entry, LikenessIndex
from qingzhuang.registry.models import Asset, Member, Overlap, Roster
from qingzhuang.registry.rosters import BASES
from qingzhuang.registry.rules import parameter

WORTH_KEEPING = 0.2
SAME_PURPOSE = 0.75


@dataclass(frozen=True)
class Shared:
    """What two member lists share. ``containment`` is the share of the smaller list that is in the other."""

    roster: Roster
    basis: str
    shared: int
    size: int
    other_size: int

    @property
    def containment(self) -> float:
        return self.shared / min(self.size, self.other_size)

    @property
    def jaccard(self) -> float:
        return self.shared / (self.size + self.other_size - self.shared)


def shared_with(roster: Roster, marks: Mapping[str, Sequence[str]]) -> list[Shared]:
    """Every other list of a group in the register that shares members with these, the most contained first.

    Each pair is compared on the surest basis that both lists have for everybody. One indexed query a basis.
    """
    found: dict[int, Shared] = {}
    for basis in BASES:
        if basis not in marks:
            continue
        counted = _counted(basis, roster)
        known = Roster.objects.in_bulk(counted)
        sizes = _sizes(basis, list(known))
        for pk, shared in counted.items():
            other = known[pk]
            if pk not in found and other.key == roster.key and other.asset_id and basis in other.bases:
                found[pk] = Shared(other, basis, shared, len(marks[basis]), sizes[pk])
    surest = {pk: each for pk, each in found.items() if each.basis == _common(marks, each.roster)}
    return sorted(surest.values(), key=lambda each: (-each.containment, each.roster.pk))


def _common(marks: Mapping[str, Sequence[str]], other: Roster) -> str:
    return next((basis for basis in BASES if basis in marks and basis in other.bases), "")


def _counted(basis: str, roster: Roster) -> dict[int, int]:
    own = Member.objects.filter(roster=roster, basis=basis).values("mark")
    same = Member.objects.filter(basis=basis, mark__in=own).exclude(roster=roster)
    return dict(same.order_by().values_list("roster").annotate(shared=Count("pk")))


def _sizes(basis: str, rosters: list[int]) -> dict[int, int]:
    members = Member.objects.filter(roster__in=rosters, basis=basis)
    return dict(members.order_by().values_list("roster").annotate(size=Count("pk")))


def same_purpose(groups: Sequence[Asset]) -> Iterator[tuple[Asset, Asset, float]]:
    """Pairs among the groups of one unit that likeness finds to serve one purpose, with the score."""
    by_id = {str(each.pk): each for each in groups}
    index = LikenessIndex.build(entry_of(each) for each in groups)
    seen = set()
    for group in groups:
        for like in index.similar(entry_of(group), limit=20, threshold=SAME_PURPOSE):
            pair = tuple(sorted((group.pk, int(like.id))))
            if group.pk != int(like.id) and pair not in seen:
                seen.add(pair)
                yield by_id[str(pair[0])], by_id[str(pair[1])], like.score


def entry_of(asset: Asset) -> Entry:
    return Entry(
        id=str(asset.pk),
        kind=asset.kind,
        name=asset.name,
        sponsor=asset.sponsor_name,
        functions=tuple(map(str, asset.functions)),
        description=asset.purpose,
        users=asset.audience,
    )


def overlaps_of(assets: Sequence[int]) -> QuerySet[Overlap]:
    """What is known to overlap with these groups, among those that are alive; the closest first."""
    ends = Q(first__in=assets) | Q(second__in=assets)
    alive = Overlap.objects.filter(ends, first__in=Asset.objects.alive(), second__in=Asset.objects.alive())
    return alive.select_related("first", "second").order_by("-score", "pk")


def member_threshold() -> float:
    """From which containment on two groups of one unit are one too many (R32)."""
    return parameter("R32", "overlap") / 100
