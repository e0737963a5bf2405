"""Writing a held value the way a column wants it (see ``wanted``); values are read by ``canonical`` first."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from qingzhuang.domain.codelists import code_list
from qingzhuang.domain.elements import Element
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.domain.text import Text
from qingzhuang.sheets.canonical import LOST_DIGITS, canonical, has_lost_digits
from qingzhuang.sheets.fill.cells import LONGEST_TEXT, CellValue
from qingzhuang.sheets.fill.wanted import Wanted
from qingzhuang.sheets.normalise import squeeze
from qingzhuang.sheets.workbook import Value, display

_UNITS = {
    "money": {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000},
    "area": {"平方米": 1, "㎡": 1, "m2": 1, "m²": 1, "亩": Decimal(2000) / 3, "公顷": 10_000, "平方公里": 1_000_000},
    "count": {"人": 1, "户": 1, "个": 1, "万人": 10_000, "万户": 10_000},
}
_ELEMENT_UNITS = {"CNY": "元", "m²": "㎡", "mu": "亩", "persons": "人"}
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")
_PLACES = 6
_NUMERIC = ("integer", "decimal", "derived")
_FREE = ("text", "address")


class Spelt(NamedTuple):
    """What goes into the cell, and what a person should know about it."""

    value: CellValue
    doubt: Text | None = None


class Speller:
    """Writes values of one element (in ``unit``, by default the element's own) as one column wants them; ``stored`` says
    that they are in their stored spelling and need not be read again.

    What is the same for all values of the column is looked at once: most values of most columns go in as they are.
    """

    def __init__(self, element: Element | None, wanted: Wanted, unit: str = "", *, stored: bool = False) -> None:
        self._element, self._wanted, self._unit, self._stored = element, wanted, unit, stored
        kind = element.datatype.partition(" ")[0] if element else ""
        self._writer = _WRITERS.get(kind)
        self._names_digits = element is not None and kind not in _NUMERIC
        self._takes_number = kind in _NUMERIC and _as_it_is(element.datatype, wanted, unit)
        goes_as_stored = stored and self._names_digits and _goes_as_stored(kind, wanted)
        self._takes_text = not wanted.choices and (kind in _FREE or goes_as_stored)

    def quick(self, told: Value) -> CellValue | None:
        """What most values of most columns come to without a closer look; ``None`` where one is needed."""
        if type(told) is str:
            if self._takes_text:
                return told.strip() if "+" not in told and len(told) <= LONGEST_TEXT else None
            return int(told) if self._stored and self._takes_number and told.isascii() and told.isdecimal() else None
        return told if self._takes_number and type(told) in (int, float) else None

    def as_they_are(self, told: Collection[Value]) -> dict[Value, CellValue] | None:
        """:meth:`quick` for many texts at once, where all of them go in as they are; else ``None``."""
        if not self._takes_text or set(map(type, told)) != {str}:
            return None
        if "+" in "".join(told) or max(map(len, told)) > LONGEST_TEXT:
            return None
        return dict(zip(told, map(str.strip, told), strict=True))

    def __call__(self, told: Value) -> Spelt:
        """Write one value.

        A value that breaks its element's rules is written as it was told, with a doubt. Raises ``BadValue`` when the
        column cannot take it at all: not in the list of choices, too long for a cell, a number without its last digits.
        """
        quick = self.quick(told)
        if quick is not None:
            return Spelt(quick)
        if self._names_digits and has_lost_digits(told):
            raise BadValue(LOST_DIGITS)
        return _choose(self._wanted, self._read(told))

    def _read(self, told: Value) -> Spelt:
        element, wanted = self._element, self._wanted
        if element is None:
            return Spelt(_scaled(told, wanted, self._unit, None))
        try:
            stored = told if self._stored else canonical(element, told)
        except BadValue as trouble:
            return Spelt(_as_told(told, wanted), trouble.text)
        if self._writer is None:
            # Telephones and accounts are no numbers, though a table may have taken them for such.
            return Spelt(display(told).strip())
        return self._writer(element, wanted, told, stored, self._unit)


def _goes_as_stored(kind: str, wanted: Wanted) -> bool:
    """Whether a column takes values of a kind in their stored spelling, as nothing in it says otherwise."""
    if kind == "cn_ric":
        return not (wanted.small_x or wanted.masked or wanted.tail or wanted.groups or wanted.apostrophe)
    if kind == "date":
        return wanted.shows_day and not (wanted.date or wanted.real_date)
    return kind not in _WRITERS


def _choose(wanted: Wanted, spelt: Spelt) -> Spelt:
    """Keep to the list of choices: the very word, or the one choice that has the same letters."""
    if isinstance(spelt.value, str) and len(spelt.value) > LONGEST_TEXT:
        raise BadValue(
            Text(f"内容超过一格的上限{LONGEST_TEXT}字。", f"The text is longer than a cell holds ({LONGEST_TEXT}).")
        )
    if not wanted.choices:
        return spelt
    said = squeeze(str(spelt.value)).lower()
    for choice in wanted.choices:
        if squeeze(choice).lower() == said:
            return Spelt(choice, spelt.doubt)
    ends = [choice for choice in wanted.choices if re.sub(r"^[\d.、\-]+", "", squeeze(choice)).lower() == said]
    if len(ends) == 1:
        return Spelt(ends[0], spelt.doubt)
    offered = "、".join(wanted.choices[:6])
    raise BadValue(
        Text(
            f"“{spelt.value}”不在本列可选项中（{offered}）。", f"“{spelt.value}” is not among the choices ({offered})."
        )
    )


def _as_told(told: Value, wanted: Wanted) -> CellValue:
    if isinstance(told, bool):
        return told
    if isinstance(told, int | float) and not wanted.text:
        return told
    return display(told).strip()


def _write_date(element: Element, wanted: Wanted, told: Value, stored: str, unit: str) -> Spelt:
    year, month, day = (int(part) if part else None for part in _ISO.match(stored).groups())
    if wanted.real_date:
        if day or (month and not wanted.shows_day):
            return Spelt(date(year, month, day or 1))
        return Spelt(stored, _too_coarse(stored))
    if not wanted.date:
        if isinstance(told, str) and not _ISO.match(told.strip()):
            return Spelt(told.strip())
        return Spelt(stored if wanted.shows_day or not month else f"{year}.{month:02}")
    pattern = wanted.date
    if "{d" in pattern and day is None:
        return Spelt(_without_day(pattern, year, month), _too_coarse(stored))
    if month is None:
        return Spelt(str(year), _too_coarse(stored))
    return Spelt(pattern.format(y=year, m=month, d=day))


def _without_day(pattern: str, year: int, month: int | None) -> str:
    if month is None:
        return str(year)
    before = pattern[: pattern.index("{d")]
    return (before if before.endswith("月") else before.rstrip("-./")).format(y=year, m=month)


def _too_coarse(stored: str) -> Text:
    return Text(f"只知道{stored}，不够本列要求的精度。", f"Only {stored} is known, less than the column asks for.")


def _write_code(element: Element, wanted: Wanted, told: Value, stored: str, unit: str) -> Spelt:
    codes = code_list(element.datatype, element.code)
    held = codes.codes.get(stored) if codes else None
    plain = display(told).strip()
    words = [held.meaning.zh, *held.other_words, plain] if held else [plain]
    for number, word in wanted.codes:
        if any(squeeze(word) == squeeze(each) for each in words):
            return Spelt(number)
    if wanted.as_code and held and held.code:
        return Spelt(held.code)
    for choice in wanted.choices:
        if held and codes.find(re.sub(r"^[\d.、\-]+(?=\D)", "", choice)) is held:
            return Spelt(choice)
    if held is None or squeeze(plain).upper().lstrip("0") != held.code.lstrip("0"):
        return Spelt(plain)
    return Spelt(held.meaning.zh if wanted.official else held.usual)


def _write_yes_no(element: Element, wanted: Wanted, told: Value, stored: str, unit: str) -> Spelt:
    positive = stored == "true"
    for number, word in wanted.codes:
        if squeeze(word) in (("是", "有", "享受") if positive else ("否", "无", "没有", "不享受")):
            return Spelt(number)
    if wanted.yes:
        return Spelt(wanted.yes if positive else wanted.no)
    is_word = isinstance(told, str) and not told.strip().isascii() and told.strip() not in "√×✓✔✗"
    return Spelt(told.strip() if is_word else "是" if positive else "否")


def _write_identity(element: Element, wanted: Wanted, told: Value, stored: str, unit: str) -> Spelt:
    number = stored.lower() if wanted.small_x else stored
    if wanted.masked:
        number = "".join("*" if at in wanted.masked else character for at, character in enumerate(number))
    if wanted.tail:
        number = number[-wanted.tail :]
    elif wanted.groups and sum(wanted.groups) == len(number):
        parts, at = [], 0
        for length in wanted.groups:
            parts.append(number[at : at + length])
            at += length
        number = wanted.mark.join(parts)
    return Spelt(f"'{number}" if wanted.apostrophe else number)


def _write_amount(element: Element, wanted: Wanted, told: Value, stored: str, unit: str) -> Spelt:
    own = _own_unit(element.datatype)
    return Spelt(_scaled(stored, wanted, unit or own, own))


@lru_cache(maxsize=256)
def _own_unit(datatype: str) -> str:
    return next((unit for mark, unit in _ELEMENT_UNITS.items() if f"({mark}" in datatype), "")


def _as_it_is(datatype: str, wanted: Wanted, unit: str) -> bool:
    """Whether a number goes into the column as the number that was told."""
    if not wanted.number or wanted.choices:
        return False
    own = _own_unit(datatype)
    return (unit or own) == (wanted.unit or own)


def _scaled(told: Value, wanted: Wanted, unit: str, assumed: str | None) -> CellValue:
    """A number in the column's unit; values of columns without an element keep the type they were told in."""
    target = wanted.unit or assumed or ""
    factor = _factor(unit, target)
    if factor == 1 and not wanted.number:
        return _as_told(told, wanted)
    try:
        value = Decimal(str(told).replace(",", "").strip()) * factor
    except InvalidOperation:
        return _as_told(told, wanted)
    value = round(value, _PLACES).normalize()
    plain = int(value) if value == value.to_integral_value() else value
    return f"{plain:f}" if wanted.text and isinstance(plain, Decimal) else str(plain) if wanted.text else plain


def _factor(source: str, target: str) -> Decimal:
    """How many of the target unit one of the source unit is; 1 for units that do not measure the same."""
    if source and target and source != target:
        for units in _UNITS.values():
            if source in units and target in units:
                return Decimal(units[source]) / Decimal(units[target])
    return Decimal(1)


def _write_year(element: Element, wanted: Wanted, told: Value, stored: str, unit: str) -> Spelt:
    return Spelt(display(told).strip() if isinstance(told, str) else stored)


_WRITERS: dict[str, Callable[[Element, Wanted, Value, str, str], Spelt]] = {
    "date": _write_date,
    "year": _write_year,
    "code": _write_code,
    "boolean": _write_yes_no,
    "cn_ric": _write_identity,
    "integer": _write_amount,
    "decimal": _write_amount,
    "derived": _write_amount,
}
