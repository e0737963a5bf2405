"""A value as the XML of a spreadsheet cell. Text goes inline, so that the table of shared strings stays as it was."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from qingzhuang.sheets.neutral import neutral

CellValue = str | int | float | Decimal | bool | date
LONGEST_TEXT = 32_767
_EXACT_DIGITS = 15
_EXACT = 10**_EXACT_DIGITS
# Nothing to escape or to keep, and no sign in front that a spreadsheet could take for a formula.
_UNSAFE = r"&<>_\x00-\x20\ufffe\uffff\ud800-\udfff"
_PLAIN = re.compile(rf"[^{_UNSAFE}=+@＝＋－＠-][^{_UNSAFE}]*\Z")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPE_LOOK = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EPOCHS = (date(1899, 12, 30), date(1904, 1, 1))


def printable(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _FORBIDDEN.sub("", text)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def serial(day: date, from_1904: bool = False) -> float | None:
    """The day number of a date, or ``None`` for a day that a spreadsheet cannot count (before March 1900)."""
    plain = day.date() if isinstance(day, datetime) else day
    number = (plain - _EPOCHS[from_1904]).days
    if number < (0 if from_1904 else 61):
        return None
    if isinstance(day, datetime):
        return number + (day.hour * 3600 + day.minute * 60 + day.second) / 86_400
    return number


class CellWriter:
    """Turns values into what follows the attributes of a cell: its type, the end of the tag, and its content.

    ``prefix`` is the namespace prefix of the part with its colon, usually none.
    """

    def __init__(self, prefix: str = "", *, from_1904: bool = False) -> None:
        self._from_1904 = from_1904
        self._text_open = f' t="inlineStr"><{prefix}is><{prefix}t>'
        self._kept_open = f' t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">'
        self._text_close = f"</{prefix}t></{prefix}is>"
        self._value_open, self._value_close = f"><{prefix}v>", f"</{prefix}v>"

    def row(self, values: Iterable[CellValue]) -> list[str]:
        """The contents of one row's cells; letters and digits alone, as in most cells, need no second look."""
        opening, closing, rarer = self._text_open, self._text_close, self._rarer
        return [
            f"{opening}{value}{closing}" if type(value) is str and value.isalnum() else rarer(value) for value in values
        ]

    def _rarer(self, value: CellValue) -> str:
        if type(value) is str and _PLAIN.match(value):
            return f"{self._text_open}{value}{self._text_close}"
        if type(value) is int and -_EXACT < value < _EXACT:
            return f"{self._value_open}{value}{self._value_close}"
        if isinstance(value, bool):
            return f' t="b"{self._value_open}{int(value)}{self._value_close}'
        if isinstance(value, date):
            number = serial(value, self._from_1904)
            return self._text(value.isoformat()) if number is None else self._number(number)
        if isinstance(value, str):
            return self._text(value)
        return self._number(value)

    def _number(self, value: int | float | Decimal) -> str:
        """Numbers beyond 15 digits would be rounded by a spreadsheet: they go as text."""
        said = str(value)
        if isinstance(value, float):
            exact = math.isfinite(value)
        else:
            said = f"{value:f}" if "E" in said else said
            exact = len(said) <= _EXACT_DIGITS or sum(map(str.isdigit, said)) <= _EXACT_DIGITS
        if not exact:
            return self._text(said)
        return f"{self._value_open}{said}{self._value_close}"

    def _text(self, text: str) -> str:
        plain = escaped(_ESCAPE_LOOK.sub("_x005F_", printable(neutral(text))))
        return f"{self._kept_open}{plain}{self._text_close}"
