"""What a key may be allowed: each room registers its own scopes, with the actions they open."""

from __future__ import annotations

from dataclasses import dataclass

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text


@dataclass(frozen=True)
class Scope:
    """``actions`` are the codes a key with this scope may do; reading is asked by the address (``signed_in``).

    ``per_thing`` says that the scope also makes sense for a key limited to one thing.
    """

    code: str
    label: Text
    actions: frozenset[str] = frozenset()
    per_thing: bool = False


scopes: Catalogue[Scope] = Catalogue("scopes of keys")
