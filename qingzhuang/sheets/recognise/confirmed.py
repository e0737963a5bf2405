"""What people confirmed before: captions to elements, remembered for each family of sheets with the same captions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from qingzhuang.sheets.normalise import squeeze
from qingzhuang.sheets.recognise.model import Table

Confirmed = Mapping[str, Mapping[str, str]]
"""``{signature: {caption key: element code}}``; the code ``""`` says that the column is about no element."""


def caption_key(path: Iterable[str]) -> str:
    """A caption path in one spelling: blanks out, small letters, levels parted by ``/``."""
    return "/".join(squeeze(part).lower().rstrip("*:") for part in path)


def signature(table: Table) -> str:
    """Names the family of a table: the same captions under the same groups, whatever their order or the title."""
    keys = sorted(caption_key(column.caption) for column in table.columns)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:16]


def merged(layers: Iterable[Confirmed]) -> Confirmed:
    """Mappings of several origins as one; a later layer outweighs an earlier one (the county's, the town's, one's own)."""
    found: dict[str, dict[str, str]] = {}
    for layer in layers:
        for family, mapping in layer.items():
            found.setdefault(family, {}).update(mapping)
    return found
