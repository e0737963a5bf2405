"""Seeing the tables of an office file as a person would: titles, headers, data, notes, and what columns are about."""

from __future__ import annotations

from collections.abc import Iterable

from qingzhuang.domain.elements import ELEMENTS, Element
from qingzhuang.sheets.recognise.binding import Binder, binder_for
from qingzhuang.sheets.recognise.confirmed import Confirmed, caption_key, merged, signature
from qingzhuang.sheets.recognise.grid import Grid
from qingzhuang.sheets.recognise.layout import find_tables
from qingzhuang.sheets.recognise.model import (
    ORIENTATIONS,
    VERSION,
    Column,
    Recognition,
    SheetTables,
    Table,
    TableNote,
    schema,
)
from qingzhuang.sheets.workbook import Sheet, Workbook

__all__ = [
    "ORIENTATIONS",
    "VERSION",
    "Column",
    "Confirmed",
    "Recognition",
    "SheetTables",
    "Table",
    "TableNote",
    "caption_key",
    "merged",
    "recognise",
    "recognise_sheet",
    "schema",
    "signature",
]


def recognise(
    workbook: Workbook, elements: Iterable[Element] = ELEMENTS, confirmed: Confirmed | None = None
) -> Recognition:
    """Find every table of every sheet and bind its columns to data elements. Blank sheets have no tables.

    ``confirmed`` holds what people confirmed for sheets of the same family (see ``signature``).
    """
    binder = binder_for(tuple(elements))
    return Recognition(workbook.name, [recognise_sheet(sheet, binder, confirmed) for sheet in workbook.sheets])


def recognise_sheet(sheet: Sheet, binder: Binder, confirmed: Confirmed | None = None) -> SheetTables:
    """The tables of one sheet."""
    grid = Grid(sheet)
    tables = find_tables(grid, binder.knows)
    for table in tables:
        binder.bind(grid, table, confirmed)
    return SheetTables(sheet.name, tables)
