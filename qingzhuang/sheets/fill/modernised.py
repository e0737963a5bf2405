"""An old workbook (xls) as an xlsx of the same looks, so that it can be filled and given back."""

from __future__ import annotations

import io
import struct
from datetime import date, datetime, time, timedelta

import xlsxwriter

from qingzhuang.domain.text import Text
from qingzhuang.sheets.binary_layout import MARGINS, BookLayout, SheetLayout, Style, read_layout
from qingzhuang.sheets.binary_workbook import read_binary_workbook
from qingzhuang.sheets.compound import BrokenCompound, CompoundFile
from qingzhuang.sheets.delimited import read_delimited
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.workbook import Sheet, cell_name

_HORIZONTAL = ("", "left", "center", "right", "fill", "justify", "center_across", "distributed")
_VERTICAL = ("top", "vcenter", "bottom", "vjustify", "vdistributed")
_EDGES = ("left", "right", "top", "bottom")
_PIXELS_A_CHARACTER = 7
_BORDERS, _PATTERNS = 14, 19
_NEWEST_ROWS, _NEWEST_COLUMNS = 1_048_576, 16_384
_LOST = {
    "objects": Text("图形和控件", "drawings and controls"),
    "comments": Text("批注", "comments"),
    "conditions": Text("条件格式", "conditional formats"),
    "formulas": Text("部分公式（保留其结果）", "some formulas (their results are kept)"),
    "rules": Text("部分数据有效性规则", "some validation rules"),
}
_KEPT = Text(
    "原表为 xls，已转为 xlsx：文字、公式、字体、边框、底色、数字格式、合并、行高列宽、下拉列表和打印设置保留",
    "The xls was made an xlsx: texts, formulas, fonts, borders, fills, number formats, merges, heights and widths, "
    "lists of choices and page set-up are kept",
)

_TABULATED = Text("原表为文本（csv），已转为 xlsx", "The delimited text was made an xlsx")


def modernised(file: SafeFile) -> tuple[SafeFile, list[Text]]:
    """The xlsx, and what to say of it: that it was converted, and what could not be taken along."""
    workbook = read_binary_workbook(file)
    try:
        compound = CompoundFile(file.data)
        layout = read_layout(compound.stream("Workbook")) if compound.has("Workbook") else BookLayout()
    except (BrokenCompound, struct.error, IndexError, ValueError) as error:
        raise UnreadableFile("broken_content", detail=str(error)[:120], where={"file": file.name}) from error
    out = io.BytesIO()
    options: dict[str, object] = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    if layout.fonts:
        usual = layout.fonts[0]
        options["default_format_properties"] = {"font_name": usual.name, "font_size": usual.size}
    with xlsxwriter.Workbook(out, options) as book:
        writer = _Writer(book, layout)
        for number, sheet in enumerate(workbook.sheets):
            writer.add(sheet, layout.sheets[number] if number < len(layout.sheets) else SheetLayout())
    remarks = [_KEPT, *(note.message for note in file.notes if note.code == "macros_left")]
    lost = sorted({each for sheet in layout.sheets for each in sheet.lost})
    if lost:
        zh, en = "、".join(_LOST[each].zh for each in lost), ", ".join(_LOST[each].en for each in lost)
        remarks.append(Text(f"未能保留：{zh}", f"Not kept: {en}"))
    name = file.name.rsplit(".", 1)[0] + ".xlsx"
    return SafeFile("xlsx", out.getvalue(), name, file.notes, file.limits), remarks


def tabulated(file: SafeFile) -> tuple[SafeFile, list[Text]]:
    """A delimited text as an xlsx with the same cells, and what to say of it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}) as book:
        for sheet in read_delimited(file).sheets:
            page = book.add_worksheet()
            for (row, column), cell in sheet.cells.items():
                page.write(row - 1, column - 1, cell.value)
    name = file.name.rsplit(".", 1)[0] + ".xlsx"
    return SafeFile("xlsx", out.getvalue(), name, file.notes, file.limits), [_TABULATED]


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook, layout: BookLayout) -> None:
        self._book, self._layout = book, layout
        self._formats: dict[int, object] = {}

    def add(self, sheet: Sheet, layout: SheetLayout) -> None:
        page = self._book.add_worksheet(sheet.name)
        if sheet.hidden:
            page.hide()
        self._set_grid(page, layout)
        self._write_cells(page, sheet, layout)
        self._set_page(page, layout)
        for ranges, choices in layout.validations:
            for area in ranges:
                page.data_validation(*area, {"validate": "list", "source": choices, "ignore_blank": True})
        if layout.protected:
            page.protect()

    def _format(self, number: int | None):
        if number is None or number >= len(self._layout.styles):
            return None
        if number not in self._formats:
            self._formats[number] = self._book.add_format(self._looks(self._layout.styles[number]))
        return self._formats[number]

    def _looks(self, style: Style) -> dict[str, object]:
        looks: dict[str, object] = {
            "num_format": self._layout.formats.get(style.format, "General"),
            "locked": style.locked,
            "align": _HORIZONTAL[style.horizontal],
            "valign": _VERTICAL[min(style.vertical, 4)],
            "text_wrap": style.wrap,
            "shrink": style.shrink,
            "indent": style.indent,
        }
        if style.rotation:
            looks["rotation"] = (
                270 if style.rotation == 255 else style.rotation if style.rotation <= 90 else 90 - style.rotation
            )
        if style.font < len(self._layout.fonts):
            font = self._layout.fonts[style.font]
            looks |= {
                "font_name": font.name, "font_size": font.size, "bold": font.bold, "italic": font.italic,
                "font_strikeout": font.struck, "underline": int(font.underlined),
            }  # fmt: skip
            looks |= self._colored("font_color", font.color)
        for edge, line, color in zip(_EDGES, style.borders, style.border_colors, strict=True):
            looks[edge] = line if line < _BORDERS else 1
            if line:
                looks |= self._colored(f"{edge}_color", color)
        if style.pattern:
            looks["pattern"] = style.pattern if style.pattern < _PATTERNS else 1
            looks |= self._colored("fg_color", style.foreground) | self._colored("bg_color", style.background)
        return {key: value for key, value in looks.items() if value not in ("", None)}

    def _colored(self, name: str, number: int) -> dict[str, str]:
        color = self._layout.color(number)
        return {name: color} if color else {}

    def _set_grid(self, page, layout: SheetLayout) -> None:
        if layout.default_height:
            page.set_default_row(layout.default_height)
        for first, last, width, style, hidden in layout.columns:
            pixels = round(width / 256 * _PIXELS_A_CHARACTER)
            page.set_column_pixels(first, last, pixels, self._format(style), {"hidden": hidden})
        for row, (height, hidden) in layout.rows.items():
            if height is not None or hidden:
                page.set_row(row, height, None, {"hidden": hidden})
        if layout.frozen:
            page.freeze_panes(*layout.frozen)

    def _write_cells(self, page, sheet: Sheet, layout: SheetLayout) -> None:
        merged = {}
        for merge in sheet.merges:
            single = (merge.first_row, merge.first_col) == (merge.last_row, merge.last_col)
            rows = range(merge.first_row, merge.last_row + 1)
            places = {(row, column) for row in rows for column in range(merge.first_col, merge.last_col + 1)}
            if single or merge.last_row > _NEWEST_ROWS or merge.last_col > _NEWEST_COLUMNS or places & merged.keys():
                continue
            merged |= dict.fromkeys(places, merge)
            area = f"{cell_name(merge.first_row, merge.first_col)}:{cell_name(merge.last_row, merge.last_col)}"
            page.merge_range(area, "", self._format(layout.styles.get((merge.first_row - 1, merge.first_col - 1))))
        places = {(row - 1, column - 1) for row, column in sheet.cells} | layout.styles.keys()
        for row, column in sorted(places):
            cell = sheet.cells.get((row + 1, column + 1))
            style = self._format(layout.styles.get((row, column)))
            if (row, column) in layout.formulas:
                value = cell.value if cell is not None else 0
                page.write_formula(row, column, f"={layout.formulas[row, column]}", style, value)
            else:
                self._write(page, row, column, cell.value if cell is not None else None, style)

    @staticmethod
    def _write(page, row: int, column: int, value: object, style) -> None:
        if value is None:
            page.write_blank(row, column, None, style)
        elif isinstance(value, bool):
            page.write_boolean(row, column, value, style)
        elif isinstance(value, date | datetime | time | timedelta):
            page.write_datetime(row, column, value, style)
        elif isinstance(value, int | float):
            page.write_number(row, column, value, style)
        else:
            page.write_string(row, column, value, style)

    def _set_page(self, page, layout: SheetLayout) -> None:
        setup = layout.setup
        if "paper" in setup:
            page.set_paper(setup["paper"])
            (page.set_portrait if setup["portrait"] else page.set_landscape)()
        if setup.get("fit"):
            page.fit_to_pages(setup.get("wide", 1), setup.get("high", 0))
        elif 10 <= setup.get("scale", 0) <= 400:
            page.set_print_scale(setup["scale"])
        self._set_margins(page, layout)
        for name, method in (("header", page.set_header), ("footer", page.set_footer)):
            if setup.get(name):
                method(setup[name])
        if not layout.gridlines:
            page.hide_gridlines(2)
        if layout.print_area:
            page.print_area(*layout.print_area)
        if layout.print_rows:
            page.repeat_rows(*layout.print_rows)

    @staticmethod
    def _set_margins(page, layout: SheetLayout) -> None:
        left, right, top, bottom = (
            layout.margins.get(code, default) for code, default in zip(MARGINS, (0.75, 0.75, 1, 1), strict=True)
        )
        page.set_margins(left, right, top, bottom)
        for name, method in (("centered", page.center_horizontally), ("centered_down", page.center_vertically)):
            if layout.setup.get(name):
                method()
