"""Small styled forms of our own, and filling them from small tables."""

from __future__ import annotations

import io
import json
import zipfile

import openpyxl
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.datavalidation import DataValidation

from qingzhuang.sheets.fill import Report, fill, read_holdings, read_template
from qingzhuang.sheets.safety import open_upload

_THIN = Border(*[Side("thin")] * 4)


def roster(captions: list[str], *, rows: int = 3, tail: bool = True, **options) -> bytes:
    """A titled list with ``rows`` blank bordered rows; with ``tail``, a total with a sum, a signature and a print area.

    ``formats`` gives columns (from 1) a number format, ``choices`` a list, ``body`` writes values into the rows.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "花名册"
    width = len(captions)
    sheet["A1"] = "困难家庭花名册"
    sheet["A1"].font = Font(name="宋体", size=16, bold=True)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    for column, caption in enumerate(captions, 1):
        sheet.cell(2, column, caption).border = _THIN
    for row in range(3, 3 + rows):
        for column in range(1, width + 1):
            cell = sheet.cell(row, column)
            cell.border = _THIN
            cell.number_format = options.get("formats", {}).get(column, "General")
    for row, values in enumerate(options.get("body", []), 3):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value
    for column, words in options.get("choices", {}).items():
        rule = DataValidation(type="list", formula1=f'"{",".join(words)}"')
        rule.add(f"{sheet.cell(3, column).coordinate}:{sheet.cell(2 + rows, column).coordinate}")
        sheet.add_data_validation(rule)
    if tail:
        total, last = 3 + rows, sheet.cell(2, width).column_letter
        sheet.cell(total, 1, "合计")
        sheet.cell(total, width, f"=SUM({last}3:{last}{total - 1})")
        sheet.cell(total + 1, 1, "填表人：        审核人：")
        sheet.merge_cells(start_row=total + 1, start_column=1, end_row=total + 1, end_column=width)
        sheet.print_area = f"A1:{last}{total + 1}"
    if note := options.get("note"):
        sheet.cell(sheet.max_row + 1, 1, note)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(form: bytes, data: str | list | dict, name: str = "表.xlsx", **options) -> tuple[bytes, Report]:
    """Fill a form from csv text, or from what becomes JSON."""
    is_text = isinstance(data, str)
    source = open_upload((data if is_text else json.dumps(data)).encode(), "数据.csv" if is_text else "数据.json")
    return fill(read_template(open_upload(form, name)), read_holdings(source), **options)


def values(content: bytes) -> list[list[object]]:
    """All cells of the first sheet, formulas as formulas."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def column(form: bytes, data: str | list | dict, number: int = 1, **options) -> list[object]:
    """What stands in the three body rows of a column after filling."""
    return [row[number - 1] for row in values(filled(form, data, **options)[0])[2:5]]


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
