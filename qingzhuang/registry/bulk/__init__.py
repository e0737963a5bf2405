"""What can be done to many entries at once: one verb is one file beside this one.

A verb only plans, does and takes back one entry; it writes through the actions that people use for one, so each entry has
its own policy and its own line in the journal.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Asset

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """Something the person says for all entries: ``sort`` is date, unit or text."""

    code: str
    label: Text
    sort: str
    required: bool = True


@dataclass(frozen=True)
class BulkVerb:
    """``look`` is what of an entry the verb concerns, ``plan`` what it would be; ``policy`` is asked for each entry.

    ``fault`` says why an entry cannot be taken, or nothing. ``undo`` takes back what ``do`` did; it is asked only while
    ``look`` still gives what ``do`` left.
    """

    code: str
    label: Text
    asked: tuple[Asked, ...]
    policy: str
    look: Callable[[Asset], dict[str, Any]]
    plan: Callable[[Asset, Given], dict[str, Any]]
    fault: Callable[[Asset, Given], Text | None]
    do: Callable[..., Asset]
    undo: Callable[..., Asset]
    labels: Mapping[str, Text]


bulk_verbs: Catalogue[BulkVerb] = Catalogue("things done to many entries", __name__)
BASIS = Asked("basis", Text("依据或理由", "Basis or reason"), "text")


def day(given: Given, code: str) -> datetime.date:
    """A date among what was given; it was read when the form was."""
    return datetime.date.fromisoformat(given[code])


def not_alive(asset: Asset) -> Text | None:
    if asset.alive:
        return None
    return Text(
        f"{asset.state_label.zh}，不能办理。", f"It is {asset.state_label.en.lower()}; nothing can be done to it."
    )
