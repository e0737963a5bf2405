"""The report as a workbook: today's figures are formulas over the sheets that list their rows."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Any, BinaryIO

import xlsxwriter

from qingzhuang.domain.text import Text
from qingzhuang.registry.campaigns import contents
from qingzhuang.registry.campaigns.contents import NOW, UNKNOWN, Told
from qingzhuang.registry.campaigns.figures import SORTS
from qingzhuang.registry.queries.campaigns import MOMENTS
from qingzhuang.sheets.neutral import neutral

SUMMARY, ROWS, FUNCTIONS, FRESH, UNITS, REBOUNDS = (
    Text("汇总", "Summary"),
    Text("逐条", "Entries"),
    Text("功能去向", "Functions"),
    Text("新增", "New"),
    Text("按单位", "By unit"),
    Text("回头看", "Looking back"),
)
# Figure → the column of the sheet of entries that adds up to it, before and now.
BEFORE = {"functions": 3, "messages": 4, "hours": 5}
NOWS = {
    "assets": 12,
    "functions": 13,
    "messages": 14,
    "hours": 15,
    "moved": 16,
    "gone": 17,
    "hours_moved": 18,
    "hours_saved": 19,
    "messages_moved": 20,
    "messages_saved": 21,
}
NEW = {"hours_new": 4, "messages_new": 5}


def write(told: Told, language: str) -> BinaryIO:
    """The workbook as an open file, at its beginning."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    summary = book.add_worksheet(SUMMARY.in_(language))
    sheets = (
        (ROWS, contents.ROW_HEADS, [contents.row_cells(each, language) for each in told.rows]),
        (FUNCTIONS, contents.FUNCTION_HEADS, contents.function_rows(told.rows, language)),
        (FRESH, contents.FRESH_HEADS, contents.fresh_rows(told.fresh, language)),
        (UNITS, contents.UNIT_HEADS, contents.unit_rows(told.campaign)),
        (REBOUNDS, contents.REBOUND_HEADS, contents.rebound_rows(told.rebounds, language)),
    )
    for title, heads, rows in sheets:
        _sheet(book, title.in_(language), [head.in_(language) for head in heads], rows)
    _summary(book, summary, told, language)
    for sheet in book.worksheets():
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    book.close()
    file.seek(0)
    return file


def _sheet(book: xlsxwriter.Workbook, title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(title)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 16)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(number, column, cell)
            elif cell not in (None, ""):
                sheet.write_string(number, column, str(neutral(cell)))
    if rows:
        sheet.autofilter(0, 0, len(rows), len(heads) - 1)


def _summary(book: xlsxwriter.Workbook, sheet: Any, told: Told, language: str) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    # A place for decimals that is not needed would end whole numbers with a point.
    styles = {True: book.add_format({"num_format": "#,##0"}), False: book.add_format({"num_format": "#,##0.0"})}
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 8, 14)
    sheet.set_column(len(told.moments) + 2, len(told.moments) + 2, 44)
    sheet.write_string(0, 0, told.campaign.name, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, str(neutral(told.campaign.basis)))
    heads = [*(MOMENTS[code] for code in told.moments), NOW, Text("怎样计数", "How it is counted")]
    for column, head in enumerate(heads, start=1):
        sheet.write_string(3, column, head.in_(language), bold)
    for line, sort in enumerate(SORTS.values(), start=4):
        unit = f" ({sort.unit.in_(language)})" if sort.unit.en else ""
        sheet.write_string(line, 0, sort.label.in_(language) + unit)
        for column, moment in enumerate(told.moments, start=1):
            if kept := told.kept.get((moment, sort.code)):
                formula = _sum(ROWS, BEFORE[sort.code], len(told.rows), language) if _summed(moment, sort.code) else ""
                _number(sheet, line, column, formula, kept, styles, language)
        column = len(told.moments) + 1
        _number(sheet, line, column, _formula(sort.code, told, language), told.now[sort.code], styles, language)
        sheet.write_string(line, column + 1, f"{sort.how.in_(language)} ({_known(told, sort.code)})")
    _chart(book, sheet, told, language)


def _summed(moment: str, code: str) -> bool:
    return moment == "before" and code in BEFORE


def _known(told: Told, code: str) -> str:
    return f"{told.now[code].known}/{told.now[code].total}"


def _formula(code: str, told: Told, language: str) -> str:
    if code in NOWS:
        return _sum(ROWS, NOWS[code], len(told.rows), language)
    if code in NEW:
        return _sum(FRESH, NEW[code], len(told.fresh), language)
    return ""


def _sum(title: Text, column: int, rows: int, language: str) -> str:
    letter = xlsxwriter.utility.xl_col_to_name(column)
    return f"=SUM('{title.in_(language)}'!{letter}2:{letter}{max(rows, 1) + 1})"


def _number(
    sheet: Any, line: int, column: int, formula: str, figure: Any, styles: dict[bool, Any], language: str
) -> None:
    value, style = figure.value, styles[float(figure.value).is_integer()]
    if figure.total and not figure.known:
        sheet.write_string(line, column, UNKNOWN.in_(language))
    elif formula:
        sheet.write_formula(line, column, formula, style, value)
    else:
        sheet.write_number(line, column, value, style)


def _chart(book: xlsxwriter.Workbook, sheet: Any, told: Told, language: str) -> None:
    """Entries and functions side by side: whether less is done, or the same by fewer."""
    chart = book.add_chart({"type": "column"})
    codes, title, last = list(SORTS), SUMMARY.in_(language), len(told.moments) + 1
    for code in ("assets", "functions", "distinct"):
        line = 4 + codes.index(code)
        chart.add_series(
            {
                "name": [title, line, 0],
                "categories": [title, 3, 1, 3, last],
                "values": [title, line, 1, line, last],
            }
        )
    chart.set_title({"name": Text("条目与功能", "Entries and functions").in_(language)})
    sheet.insert_chart(5 + len(SORTS), 0, chart)
