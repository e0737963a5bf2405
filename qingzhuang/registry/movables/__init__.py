"""What moves by itself when one registered thing is merged into another.

A subject or a higher room that keeps something about things registers how to count it, to move it and to bring it
back; the merging counts before and after and refuses when the counts do not agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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


movables: Catalogue[Movable] = Catalogue("what moves with an asset")
