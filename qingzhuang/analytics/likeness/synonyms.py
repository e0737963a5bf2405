"""Words that mean the same, and words that mean little: the maintained tables behind every comparison.

``synonyms.csv`` has one class a line: the canonical word, its role (``object`` for what a thing is about,
``action`` for what is done, which says less) and the other words of the class, Chinese and English, parted by
``|``. ``boilerplate.csv`` lists words that every proposal uses. A county extends them with its own file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from qingzhuang.analytics.likeness.alphabet import fold

_HERE = Path(__file__).parent
ACTION = "action"
ROLES = ("object", ACTION)
GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class WordClass:
    """Words standing for one another; ``words`` are folded (see :func:`fold`) and include the canonical one."""

    canonical: str
    role: str
    words: tuple[str, ...]

    def without(self, some: Iterable[str]) -> WordClass:
        """The same class without some of its words."""
        return WordClass(self.canonical, self.role, tuple(word for word in self.words if word not in set(some)))


class Synonyms:
    """An ordered, immutable set of word classes; a word belongs to one class only (``ValueError`` otherwise)."""

    def __init__(self, classes: Iterable[WordClass]) -> None:
        self.classes = tuple(classes)
        owners: dict[str, str] = {}
        for each in self.classes:
            for word in each.words:
                if len(word) < 2:
                    raise ValueError(f"{word!r} ({each.canonical}): a word has at least two characters")
                other = owners.setdefault(word, each.canonical)
                if other != each.canonical:
                    raise ValueError(f"{word!r} stands in two synonym classes: {other!r} and {each.canonical!r}")

    @classmethod
    def read(cls, table: Path, boilerplate: Path | None = None) -> Synonyms:
        """Read the two tables; ``ValueError`` names the file and line of a row that cannot be used."""
        classes = list(_classes_of(table))
        if boilerplate is not None:
            taken = {word for each in classes for word in each.words}
            classes += [
                WordClass(word, GENERIC, (word,))
                for word in dict.fromkeys(_lone_words(boilerplate))
                if word not in taken
            ]
        return cls(classes)

    def extended(self, table: Path) -> Synonyms:
        """These classes and those of another table, whose word goes before ours: a row adds to the class that knows its
        canonical word, and its other words leave the classes they stood in."""
        merged = {each.canonical: each for each in self.classes}
        for extra in _classes_of(table):
            homes = {word: each.canonical for each in merged.values() if each.role != GENERIC for word in each.words}
            canonical = homes.get(extra.canonical, extra.canonical)
            for home in {homes[word] for word in extra.words if homes.get(word, canonical) != canonical}:
                merged[home] = merged[home].without(extra.words)
            known = merged.get(canonical)
            known = known if known and known.role != GENERIC else WordClass(canonical, extra.role, ())
            merged[canonical] = WordClass(canonical, known.role, tuple(dict.fromkeys((*known.words, *extra.words))))
        taken = {word for each in merged.values() if each.role != GENERIC for word in each.words}
        return Synonyms(
            each for each in merged.values() if each.words and (each.role != GENERIC or each.canonical not in taken)
        )

    @cached_property
    def fingerprint(self) -> str:
        """Changes when any class changes: an index built with other words is not comparable."""
        from hashlib import blake2b

        lines = "\n".join("|".join((each.role, *each.words)) for each in self.classes)
        return blake2b(lines.encode(), digest_size=8).hexdigest()


def _classes_of(table: Path) -> Iterator[WordClass]:
    for number, row in enumerate(csv.reader(_text_of(table).splitlines()), 1):
        if number == 1 or not any(row):
            continue
        if len(row) != 3 or row[1] not in ROLES or not row[0].strip():
            raise ValueError(f"{table}:{number}: expected canonical, {' or '.join(ROLES)}, words parted by |")
        words = (fold(word) for word in (row[0], *row[2].split("|")))
        yield WordClass(fold(row[0]), row[1], tuple(dict.fromkeys(word for word in words if word)))


def _text_of(table: Path) -> str:
    """UTF-8, or GB 18030 as spreadsheet programs in Chinese offices save csv."""
    data = table.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _lone_words(table: Path) -> Iterator[str]:
    with table.open(encoding="utf-8-sig") as stream:
        next(stream, None)
        for line in stream:
            yield from filter(None, map(fold, line.strip().split("|")))


DEFAULT = Synonyms.read(_HERE / "synonyms.csv", _HERE / "boilerplate.csv")
