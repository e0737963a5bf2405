"""Keeping the pairs of similar things up to date: each entry that changed is compared with the whole register at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from qingzhuang.analytics.likeness import Reason, Similar
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.clustering import stand
from qingzhuang.registry.likeness import neighbours_of
from qingzhuang.registry.models import Asset, ClusterMember, SimilarCluster, SimilarPair
from qingzhuang.registry.states import ALIVE
from qingzhuang.registry.tokens import fold

# From this score on two things are put before a person, at most so many for each thing.
WORTH_ASKING = 0.6
MOST = 10
# Functions that stayed the same, of all there were or are: below this a decision is asked again.
STAYED = 2 / 3
Found = tuple[float, list[dict[str, Any]], list[list[str]]]


def compare(ids: Iterable[int]) -> int:
    """Compare these entries with all others and write the pairs down; returns how many are new.

    What ended loses the pairs nobody decided; a decision stays as long as both entries do.
    """
    wanted = sorted(set(ids))
    assets = {
        asset.pk: asset for asset in Asset.objects.filter(pk__in=wanted, status__in=ALIVE).select_related("keeper")
    }
    around = neighbours_of(assets, limit=MOST, threshold=WORTH_ASKING)
    found = _pairs(around, {pk: asset.name for pk, asset in assets.items()})
    with transaction.atomic():
        kept = _lock(wanted)
        _drop(kept, found, assets, around)
        fresh = _add({key: each for key, each in found.items() if key not in kept})
        _renew(kept, found, assets)
        _join(assets, around)
    return fresh


def reach_of(units: Iterable[Organisation]) -> str:
    """The path of the lowest unit above all of these, themselves included."""
    paths = [unit.path for unit in units]
    step, common = Organisation.steplen, min(paths, key=len)
    while not all(path.startswith(common) for path in paths):
        common = common[:-step]
    return common


def order(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def functions_of(asset: Asset) -> list[str]:
    return sorted({fold(str(each)) for each in asset.functions})


def changes_since(before: Mapping[str, list[str]], pair: SimilarPair) -> dict[str, Any] | None:
    """How functions changed since a decision, by side, if it was materially; ``None`` otherwise."""
    told = {}
    for side, asset in (("first", pair.first), ("second", pair.second)):
        then, now = set(before.get(side, ())), set(functions_of(asset))
        if len(then & now) < STAYED * len(then | now):
            told[side] = {"added": sorted(now - then), "removed": sorted(then - now)}
    return told or None


def _pairs(around: Mapping[int, list[Similar]], names: Mapping[int, str]) -> dict[tuple[int, int], Found]:
    found: dict[tuple[int, int], Found] = {}
    for pk, alike in around.items():
        for each in alike:
            other = int(each.id)
            swap = pk > other
            if swap and order(pk, other) in found:
                continue
            shared = [[there, here] if swap else [here, there] for here, there in each.shared]
            reasons = [{"code": r.code, "text": _said(r, names[pk], each.name).as_dict()} for r in each.reasons]
            found[order(pk, other)] = (each.score, reasons, shared)
    return found


def _said(reason: Reason, name: str, other: str) -> Text:
    """A reason as it is said of two registered things; the comparison speaks of what somebody asks for."""
    inner, outer = (name, other) if reason.code == "contained_in" else (other, name)
    if reason.code in ("contained_in", "contains"):
        return Text(
            f"“{inner}”的功能大多在“{outer}”之中，可作为其模块",
            f"Most of “{inner}” is inside “{outer}”: it could be a module of it",
        )
    return reason.text


def _lock(ids: list[int]) -> dict[tuple[int, int], SimilarPair]:
    touched = SimilarPair.objects.filter(Q(first__in=ids) | Q(second__in=ids)).select_related("first", "second")
    return {(pair.first_id, pair.second_id): pair for pair in touched.select_for_update(of=("self",))}


def _drop(kept: dict, found: Mapping, assets: Mapping[int, Asset], around: Mapping[int, list[Similar]]) -> None:
    """Forget undecided pairs that are alike no more. Where a list of neighbours is full, a missing one may just not
    have found room."""
    gone = []
    for key, pair in kept.items():
        whole = any(pk in around and len(around[pk]) < MOST for pk in key)
        ended = any(asset.status not in ALIVE for asset in (pair.first, pair.second))
        if not pair.decision and key not in found and (whole or ended):
            gone.append(pair.pk)
    SimilarPair.objects.filter(pk__in=gone).delete()


def _add(found: Mapping[tuple[int, int], Found]) -> int:
    ids = {pk for key in found for pk in key}
    keepers = {asset.pk: asset.keeper for asset in Asset.objects.filter(pk__in=ids).select_related("keeper")}
    paths = {key: reach_of(keepers[pk] for pk in key) for key in found if all(pk in keepers for pk in key)}
    units = {unit.path: unit for unit in Organisation.objects.filter(path__in=set(paths.values()))}
    made = [
        SimilarPair(
            first_id=key[0], second_id=key[1], reach=units[path], score=found[key][0], reasons=found[key][1],
            shared=found[key][2],
        )
        for key, path in paths.items()
    ]  # fmt: skip
    SimilarPair.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    return len(made)


def _renew(kept: dict, found: Mapping, assets: Mapping[int, Asset]) -> None:
    """Bring the score and the reasons of known pairs up to date; ask again where the functions are others now."""
    changed = []
    for key, pair in kept.items():
        score, reasons, shared = found.get(key, (pair.score, pair.reasons, pair.shared))
        other = changes_since(pair.functions, pair) if pair.decision else None
        if (score, shared) != (pair.score, pair.shared) or other:
            pair.score, pair.reasons, pair.shared = score, reasons, shared
            changed.append(pair)
        if other:
            pair.again = {"decision": pair.decision, "because": pair.because, "changes": other}
            pair.decision = ""
    SimilarPair.objects.bulk_update(changed, ["score", "reasons", "shared", "decision", "again"], batch_size=200)


def _join(assets: Mapping[int, Asset], around: Mapping[int, list[Similar]]) -> None:
    """Let each thing stand in the cluster of the one it resembles most; the first of a kind opens one.

    By the best likeness alone, so that unlike things are not chained together over what lies between.
    """
    known = {int(each.id) for alike in around.values() for each in alike} | assets.keys()
    stands = dict(ClusterMember.objects.filter(asset__in=known).values_list("asset", "cluster"))
    for pk, alike in around.items():
        if not alike:
            ClusterMember.objects.filter(asset=pk).delete()
            continue
        best = [int(each.id) for each in alike if each.score >= alike[0].score - 0.05]
        home = next((stands[other] for other in best if other in stands), None)
        if home is None:
            home = stands.get(pk) or SimilarCluster.objects.create(sort=assets[pk].kind).pk
        stands[pk] = home
        for other in best:
            stands.setdefault(other, home)
    stand(stands)
