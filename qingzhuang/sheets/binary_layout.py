"""How an old workbook (xls, BIFF8) looks: fonts, fills, borders, formats, widths, heights, page set-up, lists, formulas.

Values are read by ``binary_workbook``; this reads what a spreadsheet made anew needs so as to look and work the same.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.numbers import BUILTIN_FORMATS

from qingzhuang.sheets import binary_records as biff
from qingzhuang.sheets.binary_formulas import UnknownFormula, formula_text

FONT, PALETTE, NAME, COLUMNS, ROW, BLANK, MANY_BLANK = 0x0031, 0x0092, 0x0018, 0x007D, 0x0208, 0x0201, 0x00BE
SETUP, MARGINS, CENTERED, CENTERED_DOWN, FIT = 0x00A1, (0x0026, 0x0027, 0x0028, 0x0029), 0x0083, 0x0084, 0x0081
PANE, WINDOW, PROTECT, VALIDATION, SHARED, ROW_HEIGHT = 0x0041, 0x023E, 0x0012, 0x01BE, 0x04BC, 0x0225
HEADER, FOOTER, COLUMN_WIDTH = 0x0014, 0x0015, 0x0055
_LOST = {0x005D: "objects", 0x001C: "comments", 0x01B0: "conditions"}
_PRINT_AREA, _PRINT_TITLES = 6, 7
_AUTOMATIC = 64


@dataclass(frozen=True, slots=True)
class Font:
    name: str
    size: float
    bold: bool
    italic: bool
    struck: bool
    underlined: bool
    color: int


@dataclass(frozen=True, slots=True)
class Style:
    """One cell style; border styles and colours go left, right, top, bottom, colours are palette numbers."""

    font: int
    format: int
    locked: bool
    horizontal: int
    vertical: int
    wrap: bool
    shrink: bool
    indent: int
    rotation: int
    borders: tuple[int, int, int, int]
    border_colors: tuple[int, int, int, int]
    pattern: int
    foreground: int
    background: int


@dataclass(slots=True)
class SheetLayout:
    """One sheet: styles by cell, widths (1/256 of a character) and heights (points), and the rest as the file has it.

    Rows and columns count from 0 as in the file.
    """

    styles: dict[tuple[int, int], int] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    columns: list[tuple[int, int, int, int, bool]] = field(default_factory=list)
    rows: dict[int, tuple[float | None, bool]] = field(default_factory=dict)
    validations: list[tuple[list[tuple[int, int, int, int]], list[str] | str]] = field(default_factory=list)
    default_height: float | None = None
    default_width: int | None = None
    setup: dict[str, object] = field(default_factory=dict)
    margins: dict[int, float] = field(default_factory=dict)
    frozen: tuple[int, int] | None = None
    gridlines: bool = True
    protected: bool = False
    print_area: tuple[int, int, int, int] | None = None
    print_rows: tuple[int, int] | None = None
    lost: set[str] = field(default_factory=set)


@dataclass(slots=True)
class BookLayout:
    """All of a workbook's looks; ``sheets`` by their position in the stream, as the sheet records name it."""

    fonts: list[Font] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=lambda: dict(BUILTIN_FORMATS))
    styles: list[Style] = field(default_factory=list)
    palette: dict[int, str] = field(default_factory=lambda: {n: color[2:] for n, color in enumerate(COLOR_INDEX)})
    sheets: list[SheetLayout] = field(default_factory=list)

    def color(self, number: int) -> str | None:
        """A colour as #RRGGBB; ``None`` for the automatic one."""
        return f"#{self.palette[number]}" if number < _AUTOMATIC and number in self.palette else None


def read_layout(stream: bytes) -> BookLayout:
    """Read the looks of every sheet, worksheets only. Damage raises ``struct.error``, ``IndexError`` or ``CutShort``."""
    book = BookLayout()
    positions: list[int] = []
    names: list[int] = []
    for code, body, _ in biff.records(stream):
        if code == biff.END:
            break
        if code == biff.SHEET and stream[body + 5] == 0:
            positions.append(struct.unpack_from("<I", stream, body)[0])
        elif code == NAME:
            names.append(body)
        elif code in _GLOBALS:
            _GLOBALS[code](stream, body, book)
    book.sheets = [_sheet(stream, position) for position in positions]
    for body in names:
        _take_name(stream, body, book.sheets)
    return book


def text_at(stream: bytes, at: int, count_bytes: int = 2) -> tuple[str, int]:
    """A string (XLUnicodeString) and where it ends."""
    count = int.from_bytes(stream[at : at + count_bytes], "little")
    wide = stream[at + count_bytes] & 1
    start = at + count_bytes + 1
    end = start + count * (2 if wide else 1)
    return stream[start:end].decode("utf-16-le" if wide else "latin-1", "replace"), end


def _take_font(stream: bytes, body: int, book: BookLayout) -> None:
    height, flags, color, weight = struct.unpack_from("<4H", stream, body)
    name, _ = text_at(stream, body + 14, 1)
    underlined = stream[body + 10] != 0
    book.fonts.append(Font(name, height / 20, weight >= 600, bool(flags & 2), bool(flags & 8), underlined, color))


def _take_format(stream: bytes, body: int, book: BookLayout) -> None:
    (number,) = struct.unpack_from("<H", stream, body)
    book.formats[number] = text_at(stream, body + 2)[0]


def _take_palette(stream: bytes, body: int, book: BookLayout) -> None:
    (count,) = struct.unpack_from("<H", stream, body)
    for index in range(count):
        book.palette[8 + index] = stream[body + 2 + index * 4 : body + 5 + index * 4].hex().upper()


def _take_style(stream: bytes, body: int, book: BookLayout) -> None:
    font, number, flags, align, rotation, indent, _, edges, more, fill = struct.unpack_from("<3H4BIIH", stream, body)
    style = Style(
        font=font - (font > 4),
        format=number,
        locked=bool(flags & 1),
        horizontal=align & 7,
        vertical=align >> 4 & 7,
        wrap=bool(align & 8),
        shrink=bool(indent & 0x10),
        indent=indent & 0xF,
        rotation=rotation,
        borders=(edges & 15, edges >> 4 & 15, edges >> 8 & 15, edges >> 12 & 15),
        border_colors=(edges >> 16 & 127, edges >> 23 & 127, more & 127, more >> 7 & 127),
        pattern=more >> 26 & 63,
        foreground=fill & 127,
        background=fill >> 7 & 127,
    )
    book.styles.append(style)


_GLOBALS: dict[int, Callable[[bytes, int, BookLayout], None]] = {
    FONT: _take_font,
    PALETTE: _take_palette,
    biff.NUMBER_FORMAT: _take_format,
    biff.CELL_STYLE: _take_style,
}


def _sheet(stream: bytes, position: int) -> SheetLayout:
    layout = SheetLayout()
    shared: dict[tuple[int, int], bytes] = {}
    waiting: list[tuple[int, int, tuple[int, int]]] = []
    last = (0, 0)
    for code, body, length in _own_records(stream, position):
        if code in _LOST:
            layout.lost.add(_LOST[code])
        if code in _STYLED:
            row, column, style = struct.unpack_from("<HHH", stream, body)
            layout.styles[row, column] = style
            last = row, column
        if code == biff.FORMULA:
            _take_formula(stream, body, layout, waiting)
        elif code == SHARED:
            (size,) = struct.unpack_from("<H", stream, body + 8)
            shared[last] = stream[body + 10 : body + 10 + size]
        elif code in _RECORDS:
            _RECORDS[code](stream, body, length, layout)
    for row, column, master in waiting:
        _write_out(layout, row, column, shared.get(master, b""))
    return layout


def _own_records(stream: bytes, position: int) -> Iterator[tuple[int, int, int]]:
    """The records of one sheet without those of charts embedded in it."""
    depth = 0
    for code, body, length in biff.records(stream, position):
        if code == biff.START:
            depth += 1
        elif code == biff.END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield code, body, length


def _take_formula(stream: bytes, body: int, layout: SheetLayout, waiting: list) -> None:
    row, column, _ = struct.unpack_from("<HHH", stream, body)
    (size,) = struct.unpack_from("<H", stream, body + 20)
    code = stream[body + 22 : body + 22 + size]
    if size == 5 and code[0] == 1:
        waiting.append((row, column, struct.unpack_from("<HH", code, 1)))
    else:
        _write_out(layout, row, column, code)


def _write_out(layout: SheetLayout, row: int, column: int, code: bytes) -> None:
    try:
        layout.formulas[row, column] = formula_text(code, row, column)
    except UnknownFormula:
        layout.lost.add("formulas")


def _take_name(stream: bytes, body: int, sheets: list[SheetLayout]) -> None:
    """Print areas and titles of one range; other names are left behind."""
    flags, _, count, size, _, sheet = struct.unpack_from("<HBBHHH", stream, body)
    wide = stream[body + 14] & 1
    at = body + 15
    code = at + count * (2 if wide else 1)
    if not flags & 0x20 or not 1 <= sheet <= len(sheets) or size != 11 or stream[code] & 0x1F != 0x1B:
        return
    first, last, left, right = struct.unpack_from("<4H", stream, code + 3)
    if stream[at] == _PRINT_AREA:
        sheets[sheet - 1].print_area = (first, left & 0xFF, last, right & 0xFF)
    elif stream[at] == _PRINT_TITLES:
        sheets[sheet - 1].print_rows = (first, last)


def _take_columns(stream: bytes, body: int, _length: int, layout: SheetLayout) -> None:
    first, last, width, style, flags = struct.unpack_from("<5H", stream, body)
    layout.columns.append((first, min(last, 255), width, style, bool(flags & 1)))


def _take_row(stream: bytes, body: int, _length: int, layout: SheetLayout) -> None:
    row, _, _, height, _, _, flags = struct.unpack_from("<7H", stream, body)
    is_default = height & 0x8000
    layout.rows[row] = (None if is_default else (height & 0x7FFF) / 20, bool(flags & 0x20))


def _take_blanks(stream: bytes, body: int, length: int, layout: SheetLayout) -> None:
    row, first = struct.unpack_from("<HH", stream, body)
    for index in range((length - 6) // 2):
        layout.styles[row, first + index] = struct.unpack_from("<H", stream, body + 4 + index * 2)[0]


def _take_many_numbers(stream: bytes, body: int, length: int, layout: SheetLayout) -> None:
    row, first = struct.unpack_from("<HH", stream, body)
    for index in range((length - 6) // 6):
        layout.styles[row, first + index] = struct.unpack_from("<H", stream, body + 4 + index * 6)[0]


def _take_setup(stream: bytes, body: int, _length: int, layout: SheetLayout) -> None:
    paper, scale, _, wide, high, flags = struct.unpack_from("<6H", stream, body)
    if not flags & 4:
        layout.setup |= {"paper": paper, "scale": scale, "portrait": bool(flags & 2)}
    layout.setup |= {"wide": wide, "high": high}


def _take_margin(code: int) -> Callable[[bytes, int, int, SheetLayout], None]:
    def take(stream: bytes, body: int, _length: int, layout: SheetLayout) -> None:
        layout.margins[code] = struct.unpack_from("<d", stream, body)[0]

    return take


def _take_flag(name: str, bit: int = 1) -> Callable[[bytes, int, int, SheetLayout], None]:
    def take(stream: bytes, body: int, _length: int, layout: SheetLayout) -> None:
        layout.setup[name] = bool(struct.unpack_from("<H", stream, body)[0] & bit)

    return take


def _take_line(name: str) -> Callable[[bytes, int, int, SheetLayout], None]:
    def take(stream: bytes, body: int, length: int, layout: SheetLayout) -> None:
        if length > 3:
            layout.setup[name] = text_at(stream, body)[0]

    return take


def _take_protect(stream: bytes, body: int, _length: int, layout: SheetLayout) -> None:
    layout.protected = bool(struct.unpack_from("<H", stream, body)[0])


def _take_pane(stream: bytes, body: int, _length: int, layout: SheetLayout) -> None:
    if layout.setup.get("frozen"):
        across, down = struct.unpack_from("<HH", stream, body)
        layout.frozen = down, across


def _take_window(stream: bytes, body: int, _length: int, layout: SheetLayout) -> None:
    (flags,) = struct.unpack_from("<H", stream, body)
    layout.setup["frozen"], layout.gridlines = bool(flags & 8), bool(flags & 2)


def _take_height(stream: bytes, body: int, _length: int, layout: SheetLayout) -> None:
    layout.default_height = struct.unpack_from("<H", stream, body + 2)[0] / 20


def _take_width(stream: bytes, body: int, _length: int, layout: SheetLayout) -> None:
    (layout.default_width,) = struct.unpack_from("<H", stream, body)


def _take_validation(stream: bytes, body: int, _length: int, layout: SheetLayout) -> None:
    """Lists of choices; other rules, and lists on other sheets, are counted as lost."""
    (flags,) = struct.unpack_from("<I", stream, body)
    at = body + 4
    for _ in range(4):
        _, at = text_at(stream, at)
    (size,) = struct.unpack_from("<H", stream, at)
    code = stream[at + 4 : at + 4 + size]
    at += 4 + size
    (second,) = struct.unpack_from("<H", stream, at)
    at += 4 + second
    (count,) = struct.unpack_from("<H", stream, at)
    ranges = [struct.unpack_from("<4H", stream, at + 2 + index * 8) for index in range(count)]
    try:
        said = formula_text(code, ranges[0][0], ranges[0][2]) if flags & 15 == 3 else ""
    except (UnknownFormula, IndexError):
        said = ""
    if not said:
        layout.lost.add("rules")
        return
    choices = said[1:-1].replace('""', '"').split("\0") if said.startswith('"') else f"={said}"
    layout.validations.append(([(top, left, bottom, right) for top, bottom, left, right in ranges], choices))


_STYLED = frozenset([
    BLANK, biff.NUMBER, biff.LABEL, biff.LABEL_RICH, biff.SHARED_LABEL, biff.BOOLEAN, biff.RK, biff.FORMULA,
])  # fmt: skip
_RECORDS: dict[int, Callable[[bytes, int, int, SheetLayout], None]] = {
    COLUMNS: _take_columns,
    ROW: _take_row,
    MANY_BLANK: _take_blanks,
    biff.MULTIPLE_RK: _take_many_numbers,
    SETUP: _take_setup,
    **{code: _take_margin(code) for code in MARGINS},
    CENTERED: _take_flag("centered"),
    CENTERED_DOWN: _take_flag("centered_down"),
    FIT: _take_flag("fit", 0x100),
    HEADER: _take_line("header"),
    FOOTER: _take_line("footer"),
    PANE: _take_pane,
    WINDOW: _take_window,
    PROTECT: _take_protect,
    ROW_HEIGHT: _take_height,
    COLUMN_WIDTH: _take_width,
    VALIDATION: _take_validation,
}
