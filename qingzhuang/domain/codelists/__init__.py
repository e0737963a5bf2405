"""Code lists: enumerated value domains (ISO/IEC 11179-3).

``lists.csv`` holds what the national standards fix and forms of the front line use. Codes are stored, words are shown,
and nothing outside a list is a value. GB/T 26341 has two lists, the types and the levels; GB/T 4658 is held at the depth
that forms ask for.

``open.csv`` holds *open* lists, by element: the usual words where no standard closes the list, with the standard's code
where there is one (its column ``source`` says which). What stands outside is a value too, kept as it was told; so words
are stored, not codes. Cities, counties, townships and villages have none: their list is the register of areas.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from qingzhuang.domain.text import Text


@dataclass(frozen=True, slots=True)
class Code:
    """One permitted value and its meaning.

    ``code`` is blank where the source gives none, ``words`` are other ways in which people write it, ``short`` is the
    one that forms use when it is not the official word.
    """

    code: str
    meaning: Text
    words: tuple[str, ...] = ()
    short: str = ""

    @property
    def usual(self) -> str:
        """The word that goes into a sheet which does not say how it wants the value."""
        return self.short or self.meaning.zh

    @property
    def other_words(self) -> tuple[str, ...]:
        """Every word for it but the official one, the usual one first."""
        return (self.short, *self.words) if self.short else self.words


class CodeList:
    """The values of one list, found by code, meaning or another word for it; ``codes`` has them as they are stored."""

    def __init__(self, name: str, codes: Iterable[Code], *, is_open: bool = False) -> None:
        self.name, self.is_open = name, is_open
        self.codes = {self.stored(each): each for each in codes}
        found = self.codes.values()
        self._by_word = {_plain(word): each for each in found for word in each.other_words}
        self._by_word |= {_plain(word): each for each in found for word in (each.meaning.en, each.meaning.zh)}
        # 1 and 01 are one code: spreadsheets lose leading zeros.
        self._by_code = {each.code.lstrip("0") or "0": each for each in found if each.code}

    def find(self, said: str) -> Code | None:
        """The code that a code, its meaning or another word for it stands for; ``None`` when nothing does."""
        plain = _plain(said)
        return self._by_word.get(plain) or self._by_code.get(plain.lstrip("0").upper() or plain)

    def stored(self, code: Code) -> str:
        """How a value of the list is stored: by its code, in an open list by its word, as what stands outside it is."""
        return code.meaning.zh if self.is_open else code.code


def code_list(datatype: str, element: str = "") -> CodeList | None:
    """The list of an element with a datatype such as ``code GB/T 2261.1``, else the open list of the element;
    ``None`` for words, and for lists not held here."""
    kind, _, name = datatype.strip().partition(" ")
    if kind != "code":
        return None
    return _lists().get(f"{name} level" if element.endswith("_level") else name) or _open_lists().get(element)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


@lru_cache(maxsize=1)
def _lists() -> dict[str, CodeList]:
    return {name: CodeList(name, codes) for name, codes in _read("lists.csv", "list").items()}


@lru_cache(maxsize=1)
def _open_lists() -> dict[str, CodeList]:
    return {name: CodeList(name, codes, is_open=True) for name, codes in _read("open.csv", "element").items()}


def _read(file: str, list_column: str) -> dict[str, list[Code]]:
    found: dict[str, list[Code]] = {}
    text = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        words = tuple(word for word in row["synonyms"].split("|") if word)
        code = Code(row["code"], Text(row["zh"], row["en"]), words, row.get("short", ""))
        found.setdefault(row[list_column], []).append(code)
    return found
