"""Finding the registered thing that a row of a list is, and what differs; the lists of the desk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from qingzhuang.analytics.likeness import Entry, LikenessIndex
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import subtree_filter
from qingzhuang.registry.models import Asset, AssetLink, Patrol, PatrolFinding, Sighting
from qingzhuang.registry.models.assets import identity_key
from qingzhuang.registry.models.patrols import SORTS
from qingzhuang.registry.states import ALIVE
from qingzhuang.registry.tokens import fold

# From which likeness on, of one sponsor, another name is taken for the same thing renamed.
RENAMED = 0.6
URL_CAPTIONS = ("网址", "链接", "地址", "下载地址", "url", "link", "address", "website")
_COLUMNS = (
    "pk", "kind", "name", "sponsor__name", "sponsor_name", "platform", "status", "identity_key",
    "attributes__account_identifier",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """What a list says of one thing."""

    name: str
    kind: str = ""
    sponsor: str = ""
    platform: str = ""
    account: str = ""
    url: str = ""

    def as_json(self) -> dict[str, str]:
        return {code: getattr(self, code) for code in ("sponsor", "platform", "account", "url") if getattr(self, code)}


@dataclass(frozen=True, slots=True)
class Held:
    """What the register says of one thing, as far as lists can differ from it."""

    pk: int
    kind: str
    name: str
    sponsor: str
    platform: str
    alive: bool


@dataclass
class Known:
    """The register of an area, ready to be asked row by row; a few hundred bytes an entry."""

    by_pk: dict[int, Held] = field(default_factory=dict)
    by_key: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=dict)
    by_address: dict[str, int] = field(default_factory=dict)
    by_account: dict[tuple[str, str], int] = field(default_factory=dict)
    addresses: dict[int, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, office: Organisation) -> Known:
        known = cls()
        assets = Asset.objects.filter(subtree_filter("keeper", office.area)).order_by("pk")
        for pk, kind, name, sponsor, sponsor_name, platform, status, key, account in assets.values_list(
            *_COLUMNS
        ).iterator(chunk_size=5000):
            held = Held(pk, kind, name, sponsor or sponsor_name, platform, status in ALIVE)
            known.by_pk[pk] = held
            known.by_key[key] = pk
            known.by_name.setdefault(fold(name), []).append(pk)
            if account:
                known.by_account[(fold(platform), fold(str(account)))] = pk
        links = AssetLink.objects.filter(subtree_filter("asset__keeper", office.area))
        for pk, address in links.values_list("asset", "address"):
            known.by_address[bare_address(address)] = pk
            known.addresses.setdefault(pk, []).append(address)
        return known

    def find(self, row: Row) -> Held | None:
        """The thing a row is, told by its key, its address, its account, or its name if that is not ambiguous."""
        found = self.by_key.get(identity_key(row.kind, row.name, row.sponsor, row.platform)) if row.kind else None
        found = found or (self.by_address.get(bare_address(row.url)) if row.url else None)
        found = found or (self.by_account.get((fold(row.platform), fold(row.account))) if row.account else None)
        return self.by_pk[found] if found else self._named(row)

    def _named(self, row: Row) -> Held | None:
        same = [self.by_pk[pk] for pk in self.by_name.get(fold(row.name), ())]
        same = [held for held in same if not row.kind or held.kind == row.kind]
        for narrower in (
            [held for held in same if _same(held.sponsor, row.sponsor) and _same(held.platform, row.platform)],
            [held for held in same if _same(held.sponsor, row.sponsor)],
            [held for held in same if _same(held.platform, row.platform)],
        ):
            if len(narrower) == 1:
                return narrower[0]
        return same[0] if len(same) == 1 else None


def bare_address(url: str) -> str:
    """An address without what makes no difference: scheme, ``www.``, a slash at the end."""
    plain = url.strip().lower().partition("://")[2] or url.strip().lower()
    return plain.removeprefix("www.").rstrip("/")


def _same(one: str, two: str) -> bool:
    """Whether two texts agree, or one of them says nothing."""
    return not one or not two or fold(one) == fold(two)


def differences(row: Row, held: Held, addresses: Sequence[str] = ()) -> list[dict[str, Any]]:
    """What a row says otherwise than the register: ``field``, ``label``, ``before``, ``after``."""
    elsewhere = bool(row.url and addresses) and bare_address(row.url) not in map(bare_address, addresses)
    pairs = (
        ("name", Text("名称", "Name"), held.name, row.name),
        ("sponsor", Text("主办单位", "Sponsor"), held.sponsor, row.sponsor),
        ("platform", Text("平台", "Platform"), held.platform, row.platform),
        ("url", Text("网址", "Address"), "；".join(addresses), row.url if elsewhere else ""),
    )
    return [
        {"field": code, "label": label.as_dict(), "before": before, "after": after}
        for code, label, before, after in pairs
        if after and fold(before) != fold(after)
    ]


class Namesakes:
    """Likeness over things that no row was found for, to tell a rename from something new."""

    def __init__(self, held: Iterable[Held]) -> None:
        self._held = {str(each.pk): each for each in held}
        self._sponsors = {fold(each.sponsor) for each in self._held.values()}
        self._index = LikenessIndex.build(
            Entry(id=pk, kind=each.kind, name=each.name, sponsor=each.sponsor) for pk, each in self._held.items()
        )

    @classmethod
    def unseen(cls, known: Known, patrol: Patrol) -> Namesakes:
        """Over the living things that the patrol's rows did not show plainly."""
        seen = set(patrol.sightings.filter(asset__isnull=False).values_list("asset", flat=True))
        return cls(held for pk, held in known.by_pk.items() if held.alive and pk not in seen)

    def renamed_from(self, row: Row) -> Held | None:
        """The thing of the same sponsor and kind whose name is nearest, if it is near enough; given once only."""
        if not row.sponsor or fold(row.sponsor) not in self._sponsors:
            return None
        asked = Entry(id="row", kind=row.kind or "app", name=row.name, sponsor=row.sponsor)
        for like in self._index.similar(asked, limit=10, threshold=RENAMED):
            held = self._held[like.id]
            if fold(held.sponsor) == fold(row.sponsor) and (not row.kind or held.kind == row.kind):
                self._index.remove(like.id)
                return held
        return None


def mark_of(sort: str, *parts: Any) -> str:
    """What makes a finding the same finding at the next patrol."""
    return hashlib.sha256("\x1f".join([sort, *(fold(str(part)) for part in parts)]).encode()).hexdigest()


def missing_from(patrol: Patrol) -> QuerySet[Asset]:
    """Living things the list should show but does not: those its predecessor showed, and, of a list that is complete
    for a kind, all of that kind in the area on the platforms the list names."""
    shown = Sighting.objects.filter(patrol=patrol, asset__isnull=False)
    before = Sighting.objects.filter(patrol=patrol.previous, asset__isnull=False).values("asset")
    expected = Q(pk__in=before) if patrol.previous_id else Q(pk__in=[])
    if patrol.complete:
        platforms = patrol.sightings.values_list("told__platform", flat=True).distinct()
        named = [platform for platform in platforms if platform]
        whole = Q(kind=patrol.complete)
        expected |= whole & Q(platform__in=named) if named else whole
    return (
        Asset.objects.alive()
        .filter(expected, subtree_filter("keeper", patrol.office.area))
        .exclude(pk__in=shown.values("asset"))
        .exclude(identity_key__in=shown.values("asset__identity_key"))
        .select_related("sponsor")
        .order_by("pk")
    )


def findings_for(person: Any, patrol: Patrol | None = None) -> QuerySet[PatrolFinding]:
    found = PatrolFinding.objects.visible_to(person).select_related("asset__sponsor", "office", "decided_by")
    return found.filter(last_seen=patrol) if patrol else found


def counts_of(findings: QuerySet[PatrolFinding]) -> dict[str, int]:
    """Open findings by sort, and ``decided``."""
    counted = {sort: Count("pk", filter=Q(sort=sort, state="open")) for sort in SORTS}
    return findings.order_by().aggregate(decided=Count("pk", filter=~Q(state="open")), **counted)


def difference(patrol: Patrol) -> dict[str, int]:
    """Against the previous patrol of the source: findings that are new, that stand as before, that are seen no more."""
    seen = PatrolFinding.objects.filter(last_seen=patrol).aggregate(
        new=Count("pk", filter=Q(first_seen=patrol)), again=Count("pk", filter=~Q(first_seen=patrol))
    )
    settled = (
        PatrolFinding.objects.filter(last_seen=patrol.previous, state="settled").count() if patrol.previous_id else 0
    )
    return {**seen, "settled": settled}


def patrols_for(person: Any) -> QuerySet[Patrol]:
    open_ = Count("findings", filter=Q(findings__state="open"))
    return Patrol.objects.visible_to(person).select_related("office", "person").annotate(open=open_).order_by("-pk")


def sources_of(offices: Sequence[Organisation]) -> list[str]:
    """The sources patrolled before, to choose from."""
    return list(
        Patrol.objects.filter(office__in=offices).order_by("source").values_list("source", flat=True).distinct()[:50]
    )
