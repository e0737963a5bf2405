"""Formulas whose stored results are out of date once cells were filled.

A spreadsheet program shows the result that is stored with a formula until something makes it calculate anew; the total
under a filled column would stay at zero. Taking the stored result out makes it calculate when the file is opened.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from qingzhuang.sheets.fill.references import translated
from qingzhuang.sheets.fill.sheetxml import Row, SheetXml, attribute
from qingzhuang.sheets.workbook import cell_position, column_letters

_REFERENCE = re.compile(
    r"\"[^\"]*\"|(?<![\w$.!'\]])(?:(?:'((?:[^']|'')+)'|([\w.]+))!)?"
    r"(?:\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?|\$?([A-Z]{1,3}):\$?([A-Z]{1,3})|\$?(\d{1,7}):\$?(\d{1,7}))"
    r"(?![\w(])"
)
# Results that rest on another file are kept: that file may not be there to calculate them from.
_ANOTHER_FILE = re.compile(r"\[\d+\]")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384

Place = tuple[int, int]
Area = tuple[int, int, int, int]


def take_out_stale(xml: SheetXml, name: str, filled: set[Place]) -> tuple[list[str], set[Place]]:
    """Remove the stored results of a sheet's formulas that rest on ``filled`` cells, also by way of others.

    Returns their names, and all cells of the sheet that say something new.
    """
    formulas = {place: list(_areas(text, name, here=True)) for place, text in _formulas(xml)}
    stale: set[Place] = set()
    fresh = filled
    while fresh:
        fresh = {
            place
            for place, areas in formulas.items()
            if place not in stale and any(_touches(area, fresh) for area in areas)
        }
        stale |= fresh
    with_result = [place for place in sorted(stale) if _remove(xml, *place)]
    return [f"{column_letters(column)}{row}" for row, column in with_result], filled | stale


def stale_elsewhere(xml: SheetXml, name: str, changed: set[Place]) -> list[str]:
    """The formulas of another sheet, with a stored result, that rest on ``changed`` cells of the sheet ``name``."""
    return [
        f"{column_letters(column)}{row}"
        for (row, column), text in _formulas(xml, with_result=True)
        if any(_touches(area, changed) for area in _areas(text, name, here=False))
    ]


def _formulas(xml: SheetXml, *, with_result: bool = False) -> Iterator[tuple[Place, str]]:
    masters: dict[str, tuple[str, str]] = {}
    opening = f"<{xml.prefix}f"
    pattern = re.compile(rf"{opening}\b([^>]*?)(?:/>|>([^<]*)<)")
    for row in xml.rows:
        if opening not in row.shape:
            continue
        for piece in xml.pieces(row):
            found = pattern.search(piece.content)
            if found is None:
                continue
            here, text = f"{column_letters(piece.column)}{row.number}", html.unescape(found[2] or "")
            number = attribute(found[1], "si") or ""
            if attribute(found[1], "t") == "shared":
                if text:
                    masters[number] = here, text
                elif number in masters:
                    origin, said = masters[number]
                    text = translated(said, origin, here)
            if not with_result or f"<{xml.prefix}v>" in piece.content:
                yield (row.number, piece.column), text


def _areas(formula: str, name: str, *, here: bool) -> Iterator[Area]:
    """The ranges of the sheet ``name`` that a formula names; ``here`` says that the formula stands on it."""
    if _ANOTHER_FILE.search(formula):
        return
    if "[" in formula and here:
        # Columns of a table object are named, not placed.
        yield 1, 1, _LAST_ROW, _LAST_COLUMN
    for found in _REFERENCE.finditer(formula):
        sheet = (found[1] or found[2] or "").replace("''", "'")
        if found[0].startswith('"') or not (sheet == name or (here and not sheet)):
            continue
        if found[3]:
            top, left = cell_position(found[3] + found[4])
            bottom, right = cell_position(found[5] + found[6]) if found[5] else (top, left)
        elif found[7]:
            (top, left), (bottom, right) = cell_position(found[7] + "1"), cell_position(f"{found[8]}{_LAST_ROW}")
        else:
            top, left, bottom, right = int(found[9]), 1, int(found[10]), _LAST_COLUMN
        yield top, left, bottom, right


def _touches(area: Area, places: set[Place]) -> bool:
    top, left, bottom, right = area
    if (bottom - top + 1) * (right - left + 1) < len(places):
        return any((row, column) in places for row in range(top, bottom + 1) for column in range(left, right + 1))
    return any(top <= row <= bottom and left <= column <= right for row, column in places)


def _remove(xml: SheetXml, number: int, column: int) -> bool:
    row = xml.row(number)
    piece = next(piece for piece in xml.pieces(row) if piece.column == column)
    without = re.sub(rf"<{xml.prefix}v>[^<]+</{xml.prefix}v>", "", piece.text)
    if without == piece.text:
        return False
    xml.replace_row(Row(number, row.shape.replace(piece.text, without, 1)))
    return True
