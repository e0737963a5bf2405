"""Code lists: the value domains that the national standards fix (ISO/IEC 11179-3, enumerated value domain).

``lists.csv`` holds what forms of the front line use. Codes are stored, words are shown. GB/T 26341 has two lists, the
types and the levels; GB/T 4658 is held at the depth that forms ask for.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from qingzhuang.domain.text import Text


@dataclass(frozen=True, slots=True)
class Code:
    """One permitted value and its meaning; ``words`` are other ways in which people write it."""

    code: str
    meaning: Text
    words: tuple[str, ...] = ()


class CodeList:
    """The values of one list, found by code, meaning or another word for it."""

    def __init__(self, name: str, codes: list[Code]) -> None:
        self.name, self.codes = name, {each.code: each for each in codes}
        self._by_word = {_plain(word): each for each in codes for word in each.words}
        self._by_word |= {_plain(word): each for each in codes for word in (each.meaning.en, each.meaning.zh)}
        # 1 and 01 are one code: spreadsheets lose leading zeros.
        self._by_code = {each.code.lstrip("0") or "0": each for each in codes}

    def find(self, said: str) -> Code | None:
        """The code that a code, its meaning or another word for it stands for; ``None`` when nothing does."""
        plain = _plain(said)
        return self._by_word.get(plain) or self._by_code.get(plain.lstrip("0").upper() or plain)


def code_list(datatype: str, element: str = "") -> CodeList | None:
    """The list of a datatype such as ``code GB/T 2261.1``; ``None`` for words, and for lists not held here."""
    name = datatype.removeprefix("code ").strip()
    return _lists().get(f"{name} level" if element.endswith("_level") else name)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


@lru_cache(maxsize=1)
def _lists() -> dict[str, CodeList]:
    found: dict[str, list[Code]] = {}
    text = resources.files(__package__).joinpath("lists.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        words = tuple(word for word in row["synonyms"].split("|") if word)
        found.setdefault(row["list"], []).append(Code(row["code"], Text(row["zh"], row["en"]), words))
    return {name: CodeList(name, codes) for name, codes in found.items()}
