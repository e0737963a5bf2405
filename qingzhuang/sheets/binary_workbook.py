"""Values and merged ranges of an old workbook (xls, BIFF5 and BIFF8), read record by record.

calamine reads xls faster, but allocates what the file declares and then aborts the whole process: a few changed bytes
in a real form made it ask for 2 TB. Here memory follows the records that are really there.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from qingzhuang.sheets import binary_records as biff
from qingzhuang.sheets.compound import BrokenCompound, CompoundFile
from qingzhuang.sheets.problems import FileNote, UnreadableFile
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.shared_strings import read_shared_strings
from qingzhuang.sheets.workbook import Merge, Sheet, Value, Workbook, bounded, keep

_EPOCHS = (datetime(1899, 12, 30), datetime(1904, 1, 1))
_LAST_DAY = 2_958_466
_WORKSHEET = 0
_ROW_HIDDEN = 0x20
_BIFF8 = 0x0600
_CODE_PAGES = {936: "gb18030", 950: "big5", 1200: "utf-16-le", 932: "cp932", 65001: "utf-8"}


@dataclass(slots=True)
class _Book:
    """The globals of a workbook: everything a cell record refers to."""

    stream: bytes
    wide: bool = True
    encoding: str = "gb18030"
    strings: list[str] = field(default_factory=list)
    string_spans: list[tuple[int, int]] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=lambda: dict(BUILTIN_FORMATS))
    styles: list[int] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)
    epoch: datetime = _EPOCHS[0]
    sheets: list[tuple[int, int, int, str]] = field(default_factory=list)


def read_binary_workbook(file: SafeFile) -> Workbook:
    """Read every worksheet of an xls file; chart and dialog sheets are left out. Raises ``UnreadableFile``."""
    try:
        compound = CompoundFile(file.data)
        stream = compound.stream("Workbook" if compound.has("Workbook") else "Book")
        book = _read_globals(stream)
        sheets, notes = [], list(file.notes)
        for position, state, kind, name in book.sheets:
            if kind != _WORKSHEET:
                continue
            sheet = _read_sheet(book, position, name)
            sheet.hidden = bool(state & 3)
            if sheet.hidden:
                notes.append(FileNote.of("hidden_sheet", sheet=name, where={"sheet": name}))
            sheets.append(bounded(sheet))
    except (BrokenCompound, ValueError, struct.error, KeyError, IndexError) as error:
        raise UnreadableFile("broken_content", detail=str(error)[:120], where={"file": file.name}) from error
    if not sheets:
        raise UnreadableFile("no_worksheet", where={"file": file.name})
    return Workbook(file.name, "xls", sheets, notes)


def _read_globals(stream: bytes) -> _Book:
    book = _Book(stream)
    previous = 0
    for code, body, length in biff.records(stream):
        if code == biff.START:
            book.wide = struct.unpack_from("<H", stream, body)[0] >= _BIFF8
        elif code == biff.STRINGS or (code == biff.CONTINUE and previous == biff.STRINGS):
            book.string_spans.append((body, body + length))
        elif code in _GLOBALS:
            _GLOBALS[code](book, body, length)
        elif code == biff.END:
            break
        previous = previous if code == biff.CONTINUE else code
    book.strings = read_shared_strings(stream, book.string_spans)
    book.dates = {i for i, number in enumerate(book.styles) if is_date_format(book.formats.get(number))}
    return book


def _take_code_page(book: _Book, body: int, _length: int) -> None:
    (page,) = struct.unpack_from("<H", book.stream, body)
    book.encoding = _CODE_PAGES.get(page, book.encoding)


def _take_date_mode(book: _Book, body: int, _length: int) -> None:
    book.epoch = _EPOCHS[struct.unpack_from("<H", book.stream, body)[0] & 1]


def _take_style(book: _Book, body: int, _length: int) -> None:
    book.styles.append(struct.unpack_from("<H", book.stream, body + 2)[0])


def _take_format(book: _Book, body: int, length: int) -> None:
    (number,) = struct.unpack_from("<H", book.stream, body)
    book.formats[number] = _text(book, body + 2, body + length, 2 if book.wide else 1)


def _take_sheet(book: _Book, body: int, length: int) -> None:
    position, state, kind = struct.unpack_from("<IBB", book.stream, body)
    book.sheets.append((position, state, kind, _text(book, body + 6, body + length, 1)))


_GLOBALS: dict[int, Callable[[_Book, int, int], None]] = {
    biff.CODE_PAGE: _take_code_page,
    biff.DATE_MODE: _take_date_mode,
    biff.CELL_STYLE: _take_style,
    biff.NUMBER_FORMAT: _take_format,
    biff.SHEET: _take_sheet,
}


def _text(book: _Book, position: int, end: int, count_bytes: int) -> str:
    """A string within one record: its length in one or two bytes, then (BIFF8) flags, then characters."""
    count = int.from_bytes(book.stream[position : position + count_bytes], "little")
    position += count_bytes
    if not book.wide:
        return book.stream[position : min(position + count, end)].decode(book.encoding, "replace")
    wide = bool(book.stream[position] & 1)
    raw = book.stream[position + 1 : min(position + 1 + count * (2 if wide else 1), end)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


def _read_sheet(book: _Book, position: int, name: str) -> Sheet:
    """Walk one sheet's substream; charts embedded in it bring their own start and end and are passed over."""
    sheet = Sheet(name)
    depth = 0
    pending: tuple[int, int] | None = None
    for code, body, length in biff.records(book.stream, position):
        if code == biff.START:
            depth += 1
        elif code == biff.END:
            depth -= 1
            if depth <= 0:
                break
        elif depth != 1:
            continue
        elif code == biff.FORMULA:
            pending = _take_formula(book, sheet, body)
        elif code == biff.FORMULA_TEXT and pending:
            keep(sheet.cells, *pending, _text(book, body, body + length, 2))
            pending = None
        elif code in _CELLS:
            _CELLS[code](book, sheet, body, length)
    return sheet


def _place(book: _Book, body: int) -> tuple[int, int, int]:
    row, column, style = struct.unpack_from("<HHH", book.stream, body)
    return row + 1, column + 1, style


def _number(book: _Book, style: int, number: float) -> Value:
    if style in book.dates and 0 < number < _LAST_DAY:
        return book.epoch + timedelta(days=number)
    return number


def _compressed(raw: int) -> float:
    """An RK value (MS-XLS 2.5.217): 30 bits of an integer or of a double's upper half, perhaps in hundredths."""
    if raw & 2:
        value = float((raw >> 2) - (1 << 30) if raw & 0x80000000 else raw >> 2)
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (raw & 0xFFFFFFFC) << 32))
    return value / 100 if raw & 1 else value


def _take_number(book: _Book, sheet: Sheet, body: int, _length: int) -> None:
    row, column, style = _place(book, body)
    keep(sheet.cells, row, column, _number(book, style, struct.unpack_from("<d", book.stream, body + 6)[0]))


def _take_rk(book: _Book, sheet: Sheet, body: int, _length: int) -> None:
    row, column, style = _place(book, body)
    (raw,) = struct.unpack_from("<I", book.stream, body + 6)
    keep(sheet.cells, row, column, _number(book, style, _compressed(raw)))


def _take_many_rk(book: _Book, sheet: Sheet, body: int, length: int) -> None:
    row, first = struct.unpack_from("<HH", book.stream, body)
    for index in range((length - 6) // 6):
        style, raw = struct.unpack_from("<HI", book.stream, body + 4 + index * 6)
        keep(sheet.cells, row + 1, first + 1 + index, _number(book, style, _compressed(raw)))


def _take_shared_label(book: _Book, sheet: Sheet, body: int, _length: int) -> None:
    row, column, _ = _place(book, body)
    (index,) = struct.unpack_from("<I", book.stream, body + 6)
    keep(sheet.cells, row, column, book.strings[index])


def _take_label(book: _Book, sheet: Sheet, body: int, length: int) -> None:
    row, column, _ = _place(book, body)
    keep(sheet.cells, row, column, _text(book, body + 6, body + length, 2))


def _take_boolean(book: _Book, sheet: Sheet, body: int, _length: int) -> None:
    row, column, _ = _place(book, body)
    value, is_error = struct.unpack_from("<BB", book.stream, body + 6)
    if not is_error:
        keep(sheet.cells, row, column, bool(value))


def _take_formula(book: _Book, sheet: Sheet, body: int) -> tuple[int, int] | None:
    """Keep a formula's last result; when that is text, say where the next text record belongs."""
    row, column, style = _place(book, body)
    result = book.stream[body + 6 : body + 14]
    if result[6:8] != b"\xff\xff":
        keep(sheet.cells, row, column, _number(book, style, struct.unpack("<d", result)[0]))
        return None
    if result[0] == 1:
        keep(sheet.cells, row, column, bool(result[2]))
    return (row, column) if result[0] == 0 else None


def _take_merges(book: _Book, sheet: Sheet, body: int, length: int) -> None:
    (count,) = struct.unpack_from("<H", book.stream, body)
    for index in range(min(count, (length - 2) // 8)):
        first_row, last_row, first_col, last_col = struct.unpack_from("<HHHH", book.stream, body + 2 + index * 8)
        sheet.merges.append(Merge(first_row + 1, first_col + 1, last_row + 1, last_col + 1))


def _take_row(book: _Book, sheet: Sheet, body: int, _length: int) -> None:
    (row,) = struct.unpack_from("<H", book.stream, body)
    if book.stream[body + 12] & _ROW_HIDDEN:
        sheet.hidden_rows.add(row + 1)


_CELLS: dict[int, Callable[[_Book, Sheet, int, int], None]] = {
    biff.ROW: _take_row,
    biff.NUMBER: _take_number,
    biff.RK: _take_rk,
    biff.MULTIPLE_RK: _take_many_rk,
    biff.SHARED_LABEL: _take_shared_label,
    biff.LABEL: _take_label,
    biff.LABEL_RICH: _take_label,
    biff.BOOLEAN: _take_boolean,
    biff.MERGED_CELLS: _take_merges,
}
