"""Merges, closures and announcements as pages and the API show them. Lists cost the same at any length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from qingzhuang.core import journal
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions.links import normal_address
from qingzhuang.registry.actions.merges import BEFORE
from qingzhuang.registry.likeness import SORTS, alike_assets
from qingzhuang.registry.merging.marks import assets_of, mark_of
from qingzhuang.registry.models import (
    Announcement,
    Asset,
    AssetLink,
    Closure,
    FunctionFate,
    Merge,
    MergePart,
    Tally,
)
from qingzhuang.registry.models.closures import CLOSURE_STEPS
from qingzhuang.registry.models.merges import DONE, OPEN
from qingzhuang.registry.queries.assets import AssetFilters, assets_for

MOST = 100
FOUND = 12


def merges_for(person: Any, view: str = "open") -> QuerySet[Merge]:
    """Merges the person may see: those that are ``open``, or ``over``."""
    found = Merge.objects.visible_to(person).select_related("survivor__sponsor", "job")
    found = found.prefetch_related(Prefetch("parts", MergePart.objects.select_related("asset")))
    return found.filter(step__in=OPEN) if view == "open" else found.exclude(step__in=OPEN)


def merge_counts(person: Any) -> dict[str, int]:
    """How many merges are open and over."""
    seen = Merge.objects.visible_to(person)
    return seen.aggregate(open=Count("pk", filter=Q(step__in=OPEN)), over=Count("pk", filter=~Q(step__in=OPEN)))


def parts_of(merge: Merge) -> list[MergePart]:
    """The parts with their functions' fates and counts, at a fixed number of queries."""
    parts = merge.parts.select_related("asset__sponsor", "asset__keeper")
    return list(parts.prefetch_related("fates", "tallies", "moves"))


def course_of(merge: Merge, limit: int = 50) -> list[tuple[Any, Text, str]]:
    """What people did about a merge, newest first: ``(entry, its words, the reason given)``."""
    entries = journal.history_of(merge)[:limit]
    return [(entry, journal.label_of(entry), entry.details.get("reason", "")) for entry in entries]


def stale_names(merge: Merge) -> list[str]:
    """What changed since the rehearsal, while that still matters; entries nobody wrote to since are not looked into."""
    if merge.report is None or merge.step not in BEFORE:
        return []
    written = [asset for asset in assets_of(merge) if asset.updated_at > merge.changed_at]
    return [asset.name for asset in written if merge.seen.get(str(asset.pk)) != mark_of(asset)]


def mapped_counts(parts: Sequence[MergePart]) -> dict[str, int]:
    """How many functions have which fate; ``undecided`` are those nobody confirmed."""
    fates = [fate for part in parts for fate in part.fates.all()]
    counted = {code: sum(fate.fate == code for fate in fates) for code in ("kept", "moved", "dropped")}
    return {**counted, "undecided": sum(not fate.decided for fate in fates), "total": len(fates)}


def candidates(person: Any, ids: Sequence[str], q: str = "") -> tuple[list[Asset], list[Asset]]:
    """The chosen assets in the order given, and those found by words to be added: of one sort, alive."""
    wanted = [int(each) for each in dict.fromkeys(ids) if each.isdecimal() and len(each) < 18][:MOST]
    held = {
        asset.pk: asset
        for asset in Asset.objects.visible_to(person).filter(pk__in=wanted).select_related("sponsor", "keeper")
    }
    chosen = [held[pk] for pk in wanted if pk in held]
    if not q:
        return chosen, []
    found = assets_for(person, AssetFilters(q=q, status="alive")).exclude(pk__in=wanted)
    if chosen:
        sort = SORTS[chosen[0].kind]
        found = found.filter(kind__in=[kind for kind, each in SORTS.items() if each == sort])
    return chosen, list(found[:FOUND])


def likely_survivor(assets: Sequence[Asset]) -> Asset | None:
    """The one to propose as survivor: filed rather than not, with the most functions, then the oldest."""
    return max(assets, key=lambda each: (each.filed_on is not None, len(each.functions), -each.pk), default=None)


def likely_successors(person: Any, asset: Asset) -> list[Asset]:
    """What resembles a thing and runs, the likest first: proposals for what takes its place."""
    ids = [int(each.id) for each in alike_assets(asset, FOUND)]
    held = {each.pk: each for each in Asset.objects.visible_to(person).filter(pk__in=ids).alive()}
    return [held[pk] for pk in ids if pk in held]


def tally_for(person: Any, pk: int) -> Tally | None:
    seen = Merge.objects.visible_to(person).values("pk")
    found = Tally.objects.filter(pk=pk, part__merge__in=seen)
    return found.select_related("part__merge__survivor__sponsor", "part__asset__sponsor").first()


def closures_for(person: Any, view: str = "open") -> QuerySet[Closure]:
    """Closures the person may see: ``open`` ones, those ``over`` (archived, withdrawn), and what was ``gone``."""
    found = Closure.objects.visible_to(person).select_related("asset__sponsor", "successor", "merge__survivor")
    return found.filter(_closure_view(view))


def closure_counts(person: Any) -> dict[str, int]:
    seen = Closure.objects.visible_to(person)
    return seen.aggregate(**{view: Count("pk", filter=_closure_view(view)) for view in ("open", "over", "gone")})


def _closure_view(view: str) -> Q:
    over = Q(step="archived") | Q(withdrawn_on__isnull=False)
    if view == "gone":
        return Q(gone=True)
    return Q(gone=False) & (over if view == "over" else ~over)


@dataclass(frozen=True)
class PlanStep:
    """One line of a closure plan: its fact when taken, else whether it is next."""

    code: str
    label: Any
    fact: Any
    next: bool
    skipped: bool


def plan_of(closure: Closure) -> list[PlanStep]:
    """Every step of a closure in order."""
    facts = {fact.step: fact for fact in closure.facts.select_related("actor")}
    following = closure.next_step
    return [
        PlanStep(code, label, facts.get(code), code == following, code in closure.skipped)
        for code, label in CLOSURE_STEPS.items()
    ]


def public_announcements() -> QuerySet[Announcement]:
    """What anybody may read, the newest first."""
    return Announcement.objects.public().select_related("asset__sponsor", "successor")


def public_ending(pk: int) -> Announcement | None:
    """The latest public announcement about a thing."""
    return public_announcements().filter(asset__pk=pk).first()


def where_functions_went(asset: Asset) -> list[FunctionFate]:
    """The fate of each function of a thing that was merged, from the latest merge that took effect."""
    part = MergePart.objects.filter(asset=asset, merge__step__in=DONE).order_by("-id").first()
    return list(part.fates.all()) if part else []


def asset_at(address: str) -> Asset | None:
    """The thing for which an address was registered first; raises ``registry.link_address``."""
    link = AssetLink.objects.filter(address=normal_address(address)).select_related("first").first()
    return link.first if link else None


def redirects_of(merge: Merge) -> list[tuple[str, str, str]]:
    """``(old address, where it leads, whose it was)`` of every address of the parts; for the old site's server."""
    target = AssetLink.objects.filter(asset=merge.survivor, first=merge.survivor).first()
    parts = [part.asset_id for part in merge.parts.all()]
    links = AssetLink.objects.filter(first_id__in=parts).select_related("first")
    return [(link.address, target.address if target else "", link.first.name) for link in links]
