"""Carrying things from one asset to another inside the actions of a merge, and back; every count is proven."""

from __future__ import annotations

from collections.abc import Sequence

from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Asset, FunctionFate, MergePart, Move
from qingzhuang.registry.models.merges import DONE
from qingzhuang.registry.movables import Movable, movables

FUNCTIONS = "functions"
FUNCTIONS_LABEL = Text("功能", "Functions")


def carry(movable: Movable, source: Asset, survivor: Asset) -> Move:
    """Move one sort of thing; the unsaved record of it. Raises ``registry.merge_count_differs``."""
    here, there = movable.count(source), movable.count(survivor)
    moved = movable.move(source, survivor)
    here_after, there_after = movable.count(source), movable.count(survivor)
    if here_after or moved.moved + moved.joined != here or there_after != there + moved.moved:
        raise differs(movable.label, source, here + there, here_after + there_after + moved.joined)
    return Move(
        movable=movable.code,
        here_before=here,
        there_before=there,
        here_after=here_after,
        there_after=there_after,
        joined=moved.joined,
        receipt=moved.receipt,
    )


def carry_back(move: Move, source: Asset, survivor: Asset) -> None:
    """Undo one move; what the survivor got from elsewhere since stays. Raises ``registry.merge_count_differs``."""
    movable = movables.get(move.movable)
    here, there = movable.count(source), movable.count(survivor)
    movable.back(source, survivor, move.receipt)
    wanted = (here + move.here_before, there - (move.there_after - move.there_before))
    found = (movable.count(source), movable.count(survivor))
    if found != wanted:
        raise differs(movable.label, source, sum(wanted), sum(found))


def take_functions(part: MergePart, source: Asset, survivor: Asset) -> Move:
    """Let the survivor take over what the mapping moves; the unsaved record. Functions are conserved:
    those of the source equal those added, those the survivor has already, and those dropped with a reason."""
    fates = list(part.fates.all())
    if [fate.function for fate in fates] != [str(each) for each in source.functions]:
        raise Refused("registry.merge_stale", names=source.name)
    if any(not fate.fate or not fate.decided for fate in fates):
        raise Refused("registry.merge_unmapped", name=source.name, count=sum(not fate.decided for fate in fates))
    before = [str(each) for each in survivor.functions]
    added = additions(fates, before)
    survivor.functions = [*before, *added]
    dropped = sum(fate.fate == "dropped" for fate in fates)
    joined = len(fates) - dropped - len(added)
    unserved = [fate for fate in fates if fate.fate != "dropped" and fate.target not in survivor.functions]
    if unserved:
        raise differs(FUNCTIONS_LABEL, source, len(fates), len(fates) - len(unserved))
    return Move(
        movable=FUNCTIONS,
        here_before=len(fates),
        there_before=len(before),
        here_after=dropped,
        there_after=len(survivor.functions),
        joined=joined,
        receipt={"added": added},
    )


def additions(fates: Sequence[FunctionFate], held: Sequence[str]) -> list[str]:
    """The names a survivor with the functions ``held`` gains, in order and each once."""
    wanted = dict.fromkeys(fate.target for fate in fates if fate.fate == "moved")
    return [name for name in wanted if name not in held]


def give_functions_back(move: Move, survivor: Asset) -> list[str]:
    """Take the added functions out again, but those another standing merge leads to; returns what was taken out."""
    others = FunctionFate.objects.filter(part__merge__survivor=survivor, part__moved_at__isnull=False)
    needed = set(others.exclude(part=move.part).exclude(fate="dropped").values_list("target", flat=True))
    gone = [name for name in move.receipt["added"] if name in survivor.functions and name not in needed]
    survivor.functions = [name for name in survivor.functions if name not in gone]
    return gone


def differs(label: Text, asset: Asset, before: int, after: int) -> Refused:
    return Refused("registry.merge_count_differs", thing=label, name=asset.name, before=before, after=after)


def lock(ids: Sequence[int]) -> dict[int, Asset]:
    """The assets as they stand, locked in the order of their ids so that two merges never wait for each other."""
    return {asset.pk: asset for asset in Asset.objects.select_for_update().filter(pk__in=ids).order_by("pk")}


def proven(part: MergePart, survivor: Asset) -> None:
    """The survivor still serves every function that was mapped to it; raises ``registry.merge_count_differs``."""
    fates = [fate for fate in part.fates.all() if fate.fate != "dropped"]
    served = [fate for fate in fates if fate.target in survivor.functions]
    if len(served) != len(fates):
        raise differs(FUNCTIONS_LABEL, part.asset, len(fates), len(served))


def gone_further(survivor: Asset) -> MergePart | None:
    """The later merge in which a survivor itself went into something else."""
    later = MergePart.objects.filter(asset=survivor, merge__step__in=(*DONE, "announced", "executing"))
    return later.select_related("merge__survivor").first()
