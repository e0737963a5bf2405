"""What subscribers can be told of: each subject, and each room above, registers its own sort of change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from qingzhuang.core.models import JournalEntry
from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.identity.models import Organisation


@dataclass(frozen=True)
class Teller:
    """One sort of thing in the journal; ``about`` is its subject type there.

    ``verbs()`` are the codes one can subscribe to. ``tell(organisation, entries)`` gives, by ``seq``, what a message
    says of its subject: plain JSON, without values, and only for entries this organisation may know of.
    """

    code: str
    about: str
    verbs: Callable[[], Collection[str]]
    tell: Callable[[Organisation, Sequence[JournalEntry]], dict[int, dict[str, Any]]]


tellers: Catalogue[Teller] = Catalogue("what subscribers are told of")
