"""Formulas of old workbooks (MS-XLS 2.5.198, parsed expressions) written out as text."""

from __future__ import annotations

import struct
from collections.abc import Callable

from qingzhuang.sheets.workbook import column_letters

_BINARY = dict(zip(range(0x03, 0x0F), ["+", "-", "*", "/", "^", "&", "<", "<=", "=", ">=", ">", "<>"], strict=True))
_FUNCTIONS = {
    0: "COUNT", 1: "IF", 2: "ISNA", 3: "ISERROR", 4: "SUM", 5: "AVERAGE", 6: "MIN", 7: "MAX", 8: "ROW", 9: "COLUMN",
    24: "ABS", 25: "INT", 27: "ROUND", 30: "REPT", 31: "MID", 32: "LEN", 33: "VALUE", 36: "AND", 37: "OR", 38: "NOT",
    39: "MOD", 48: "TEXT", 65: "DATE", 67: "DAY", 68: "MONTH", 69: "YEAR", 74: "NOW", 76: "ROWS", 77: "COLUMNS",
    100: "CHOOSE", 101: "HLOOKUP", 102: "VLOOKUP", 111: "CHAR", 115: "LEFT", 116: "RIGHT", 118: "TRIM",
    120: "SUBSTITUTE", 124: "FIND", 129: "ISBLANK", 140: "DATEVALUE", 148: "INDIRECT", 169: "COUNTA", 183: "PRODUCT",
    197: "TRUNC", 212: "ROUNDUP", 213: "ROUNDDOWN", 216: "RANK", 221: "TODAY", 228: "SUMPRODUCT", 336: "CONCATENATE",
    344: "SUBTOTAL", 345: "SUMIF", 346: "COUNTIF", 347: "COUNTBLANK",
}  # fmt: skip
_ARGUMENTS = {
    2: 1, 3: 1, 24: 1, 25: 1, 27: 2, 30: 2, 31: 3, 32: 1, 33: 1, 38: 1, 39: 2, 48: 2, 65: 3, 67: 1, 68: 1, 69: 1, 74: 0,
    76: 1, 77: 1, 111: 1, 118: 1, 129: 1, 140: 1, 212: 2, 213: 2, 221: 0, 346: 2, 347: 1,
}  # fmt: skip
_LAST_ROW = 0x10000


class UnknownFormula(ValueError):
    """An expression with parts that are not written out here."""


def formula_text(code: bytes, row: int, column: int) -> str:
    """An expression as text, without ``=``; ``row`` and ``column`` (from 0) place its relative parts.

    Raises ``UnknownFormula``, also for references to other sheets, names and arrays.
    """
    return _Reader(code, row, column).text()


class _Reader:
    def __init__(self, code: bytes, row: int, column: int) -> None:
        self._code, self._row, self._column = code, row, column
        self._at = 0
        self._stack: list[str] = []

    def text(self) -> str:
        try:
            while self._at < len(self._code):
                self._token()
            (text,) = self._stack
        except (struct.error, IndexError, ValueError) as error:
            raise UnknownFormula(str(error)) from error
        return text

    def _take(self, form: str) -> tuple:
        values = struct.unpack_from(form, self._code, self._at)
        self._at += struct.calcsize(form)
        return values

    def _token(self) -> None:
        (token,) = self._take("<B")
        # The class of an operand (reference, value, array) does not show in its text.
        base = token if token < 0x20 else (token & 0x1F) | 0x20
        if base in _BINARY:
            right, left = self._stack.pop(), self._stack.pop()
            self._stack.append(f"{left}{_BINARY[base]}{right}")
        elif base in _TOKENS:
            _TOKENS[base](self)
        else:
            raise UnknownFormula(f"token {token:#x}")

    def _wrap(self, form: str) -> None:
        self._stack.append(form.format(self._stack.pop()))

    def _number(self, form: str) -> None:
        self._stack.append(repr(self._take(form)[0]).removesuffix(".0"))

    def _string(self) -> None:
        count, wide = self._take("<BB")
        raw = self._take(f"{count * (2 if wide & 1 else 1)}s")[0]
        said = raw.decode("utf-16-le" if wide & 1 else "latin-1")
        self._stack.append('"' + said.replace('"', '""') + '"')

    def _cell(self, row: int, column: int, *, offset: bool) -> str:
        relative_column, relative_row = column & 0x4000, column & 0x8000
        column &= 0xFF
        if offset and relative_row:
            row = (row + self._row) % _LAST_ROW
        if offset and relative_column:
            column = (column + self._column) % 0x100
        return f"{'' if relative_column else '$'}{column_letters(column + 1)}{'' if relative_row else '$'}{row + 1}"

    def _reference(self, *, offset: bool) -> None:
        self._stack.append(self._cell(*self._take("<HH"), offset=offset))

    def _area(self, *, offset: bool) -> None:
        first, last, left, right = self._take("<HHHH")
        self._stack.append(f"{self._cell(first, left, offset=offset)}:{self._cell(last, right, offset=offset)}")

    def _attribute(self) -> None:
        """Marks for the calculation, and the short form of SUM; a choice brings its jump table."""
        kind, data = self._take("<BH")
        if kind & 0x10:
            self._wrap("SUM({})")
        elif kind & 0x04:
            self._at += 2 * (data + 1)

    def _call(self, number: int, count: int) -> None:
        if number not in _FUNCTIONS:
            raise UnknownFormula(f"function {number}")
        arguments = [self._stack.pop() for _ in range(count)][::-1]
        self._stack.append(f"{_FUNCTIONS[number]}({','.join(arguments)})")

    def _fixed(self) -> None:
        (number,) = self._take("<H")
        if number not in _ARGUMENTS:
            raise UnknownFormula(f"function {number}")
        self._call(number, _ARGUMENTS[number])

    def _varying(self) -> None:
        count, number = self._take("<BH")
        self._call(number & 0x7FFF, count & 0x7F)


_TOKENS: dict[int, Callable[[_Reader], None]] = {
    0x12: lambda r: r._wrap("+{}"),
    0x13: lambda r: r._wrap("-{}"),
    0x14: lambda r: r._wrap("{}%"),
    0x15: lambda r: r._wrap("({})"),
    0x16: lambda r: r._stack.append(""),
    0x17: _Reader._string,
    0x19: _Reader._attribute,
    0x1D: lambda r: r._stack.append("TRUE" if r._take("<B")[0] else "FALSE"),
    0x1E: lambda r: r._number("<H"),
    0x1F: lambda r: r._number("<d"),
    0x21: _Reader._fixed,
    0x22: _Reader._varying,
    0x24: lambda r: r._reference(offset=False),
    0x25: lambda r: r._area(offset=False),
    0x2C: lambda r: r._reference(offset=True),
    0x2D: lambda r: r._area(offset=True),
}
