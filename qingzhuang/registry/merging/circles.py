"""Where things go: following merges from one thing to the next, and refusing those that would run in a circle."""

from __future__ import annotations

from collections.abc import Iterable

from qingzhuang.core.problems import Refused
from qingzhuang.registry.models import Asset, Closure, MergePart
from qingzhuang.registry.models.merges import DONE, OPEN, STANDING


def successor_of(asset: Asset) -> Asset | None:
    """What people use instead of an ended thing, through later merges to the last; ``None`` when nothing is known."""
    here, seen = asset, {asset.pk}
    while (there := _next(here)) is not None and there.pk not in seen:
        seen.add(there.pk)
        here = there
    return here if here.pk != asset.pk else None


def _next(asset: Asset) -> Asset | None:
    part = MergePart.objects.filter(asset=asset, merge__step__in=DONE).select_related("merge__survivor").last()
    if part is not None:
        return part.merge.survivor
    closed = Closure.objects.filter(asset=asset, successor__isnull=False, withdrawn_on=None)
    found = closed.select_related("successor").first() if not asset.alive else None
    if found:
        return found.successor
    told = asset.attributes.get("ledger_successor")
    return Asset.objects.filter(pk=told).first() if told and not asset.alive else None


def refuse_circles(survivor: Asset, parts: Iterable[Asset]) -> None:
    """Raise ``registry.merge_circle`` with the path when a part would lead back to itself, ``registry.merge_chain``
    when a thing stands in another merge that is still open."""
    coming = list(parts)
    goes = dict(MergePart.objects.filter(merge__step__in=STANDING).values_list("asset_id", "merge__survivor_id"))
    path = [survivor.pk]
    while path[-1] in goes and goes[path[-1]] not in path:
        path.append(goes[path[-1]])
    for part in coming:
        if part.pk in path:
            whole = [part.pk, *path[: path.index(part.pk) + 1]]
            raise Refused("registry.merge_circle", path=_named(whole))
    _refuse_chains(survivor, coming)


def _refuse_chains(survivor: Asset, parts: list[Asset]) -> None:
    ends = {asset.pk: asset for asset in parts}
    open_parts = MergePart.objects.filter(merge__step__in=OPEN).select_related("merge")
    for other in open_parts.filter(asset_id__in=[survivor.pk, *ends]):
        raise Refused("registry.merge_chain", path=_named([other.asset_id, other.merge.survivor_id]))
    for other in open_parts.filter(merge__survivor_id__in=list(ends)):
        path = [other.asset_id, other.merge.survivor_id, survivor.pk]
        raise Refused("registry.merge_chain", path=_named(path))


def _named(ids: list[int]) -> str:
    names = dict(Asset.objects.filter(pk__in=ids).values_list("pk", "name"))
    return " → ".join(f"“{names[pk]}”" for pk in ids)
