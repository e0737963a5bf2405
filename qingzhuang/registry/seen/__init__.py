"""What the platform sees of an entry when its owner checks it: each subject registers what it can tell.

So a self-check is prefilled: the owner confirms, or puts right what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Asset


@dataclass(frozen=True)
class Seen:
    """One fact: as it is on record, as it was seen (``None`` when nobody could look), and whether it needs a word."""

    code: str
    label: Text
    recorded: Text
    seen: Text | None
    differs: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "label": self.label.as_dict(),
            "recorded": self.recorded.as_dict(),
            "seen": self.seen.as_dict() if self.seen else None,
            "differs": self.differs,
        }


@dataclass(frozen=True)
class SelfCheckFacts:
    """``tell(assets)`` gives what is seen of each, by id, at a fixed number of queries for any number of them."""

    code: str
    order: int
    tell: Callable[[Sequence[Asset]], Mapping[int, Iterable[Seen]]]


self_check_facts: Catalogue[SelfCheckFacts] = Catalogue("what is seen for a self-check")
NONE = Text("无记录", "not on record")


def plain(value: Any) -> Text:
    """A stored value as words of both languages; nothing as “not on record”."""
    return Text(str(value), str(value)) if value not in (None, "", []) else NONE


def seen_of(assets: Sequence[Asset]) -> dict[int, list[Seen]]:
    """What every subject tells of each of the entries, in order."""
    found: dict[int, list[Seen]] = {asset.pk: [] for asset in assets}
    for subject in sorted(self_check_facts, key=lambda each: each.order):
        for pk, told in subject.tell(assets).items():
            found[pk].extend(told)
    return found
