"""Data elements (ISO/IEC 11179): what a column of any form can be about.

The core list is ``core.csv`` beside this file; its codes are stored with facts and never change. ``village.csv`` holds
what forms of villages and townships ask beyond it, ``synonyms.csv`` further captions met for elements of either, and
``english.csv`` the captions of forms in English.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from qingzhuang.domain.text import Text

SENSITIVITIES = ("none", "personal", "sensitive")


@dataclass(frozen=True, slots=True)
class Element:
    """One data element: a concept with its representation.

    ``datatype`` is as written in the list (``text``, ``date``, ``cn_ric``, ``code GB/T 2261.1`` …);
    ``sensitivity`` is one of ``SENSITIVITIES``; ``synonyms`` are other captions met in real forms.
    """

    code: str
    name: Text
    concept: str
    datatype: str
    sensitivity: str
    synonyms: tuple[str, ...] = ()


def read_elements(text: str) -> tuple[Element, ...]:
    """Read elements from CSV text with the header ``code,zh,en,concept,datatype,sensitivity,synonyms``.

    Synonyms are separated by ``|``. A repeated code or an unknown sensitivity raises ``ValueError`` naming the line.
    """
    elements: dict[str, Element] = {}
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        if row["code"] in elements:
            raise ValueError(f"line {reader.line_num}: element {row['code']!r} is listed twice")
        if row["sensitivity"] not in SENSITIVITIES:
            raise ValueError(f"line {reader.line_num}: unknown sensitivity {row['sensitivity']!r}")
        elements[row["code"]] = Element(
            code=row["code"],
            name=Text(row["zh"], row["en"]),
            concept=row["concept"],
            datatype=row["datatype"],
            sensitivity=row["sensitivity"],
            synonyms=_words(row["synonyms"]),
        )
    return tuple(elements.values())


def _words(told: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in told.split("|")) if word)


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8-sig")


@lru_cache(maxsize=1)
def _held() -> tuple[Element, ...]:
    further: dict[str, tuple[str, ...]] = {}
    for file in ("synonyms.csv", "english.csv"):
        for row in csv.DictReader(io.StringIO(_file(file))):
            further[row["code"]] = further.get(row["code"], ()) + _words(row["synonyms"])
    elements = read_elements(_file("core.csv")) + read_elements(_file("village.csv"))
    return tuple(
        replace(each, synonyms=tuple(dict.fromkeys(each.synonyms + further.get(each.code, ())))) for each in elements
    )


ELEMENTS: tuple[Element, ...] = _held()
