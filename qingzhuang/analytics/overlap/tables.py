"""The maintained tables of reading captions: head nouns, whose, words that exclude one another, kin elements."""

from __future__ import annotations

import csv
from pathlib import Path

from qingzhuang.domain.text import Text

_HERE = Path(__file__).parent


def _rows(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _words(told: str) -> tuple[str, ...]:
    return tuple(sorted(filter(None, told.split("|")), key=len, reverse=True))


HEADS: tuple[tuple[str, str], ...] = tuple(
    sorted(
        ((word, row["head"]) for row in _rows("heads.csv") for word in _words(row["words"])),
        key=lambda pair: len(pair[0]),
        reverse=True,
    )
)
"""Word and class of head nouns, the longest word first."""

WHOSE: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (row["whose"], _words(row["words"])) for row in _rows("whose.csv")
)
"""Who a fact may belong to, with their words; blank is the subject of the row."""

WHOSE_NAMED: dict[str, Text] = {row["whose"]: Text(row["whose"] or "本人", row["en"]) for row in _rows("whose.csv")}
"""What they are called in both languages."""

CONTRASTS: tuple[tuple[str, ...], ...] = tuple(_words(row["words"]) for row in _rows("contrasts.csv"))
"""Words of a group exclude one another: what is asked of 男 is not asked of 女."""

KIN: dict[frozenset[str], Text] = {
    frozenset((row["one"], row["other"])): Text(row["zh"], row["en"]) for row in _rows("doubts.csv")
}
"""Two elements that may be the same fact or follow from one another, and why a person should look."""
