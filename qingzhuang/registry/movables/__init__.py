"""What moves by itself when one registered thing is merged into another.

A subject or a higher room that keeps something about things registers how to count it, to move it and to bring it
back; the merging counts before and after and refuses when the counts do not agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Asset


@dataclass(frozen=True)
class Moved:
    """What a move did: ``moved`` are now the survivor's, ``joined`` it had already (a member of both groups).

    ``receipt`` is plain JSON from which ``back`` restores both sides.
    """

    moved: int
    joined: int = 0
    receipt: Any = None


@dataclass(frozen=True)
class Movable:
    """One sort of thing kept about assets.

    ``count(asset)`` counts it; ``move(source, survivor)`` leaves none at the source; ``back(source, survivor,
    receipt)`` undoes exactly that. All run in the caller's transaction with both assets locked; a ``Refused`` says
    what is in the way. ``things`` are the tallies that need no counting by hand where this is registered.
    """

    code: str
    label: Text
    count: Callable[[Asset], int]
    move: Callable[[Asset, Asset], Moved]
    back: Callable[[Asset, Asset, Any], None]
    things: tuple[str, ...] = ()

    @classmethod
    def of_rows(cls, code: str, label: Text, model: type[Model], things: tuple[str, ...] = ()) -> Movable:
        """Rows of which each belongs to one ``asset``: they are the survivor's from then on, and changed in nothing else."""

        def count(asset: Asset) -> int:
            return model.objects.filter(asset=asset).count()

        def move(source: Asset, survivor: Asset) -> Moved:
            found = model.objects.filter(asset=source)
            receipt = list(found.values_list("pk", flat=True))
            return Moved(found.update(asset=survivor), receipt=receipt)

        def back(source: Asset, survivor: Asset, receipt: Any) -> None:
            model.objects.filter(pk__in=receipt, asset=survivor).update(asset=source)

        return cls(code, label, count, move, back, things)


movables: Catalogue[Movable] = Catalogue("what moves with an asset")
