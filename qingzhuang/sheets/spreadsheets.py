"""Values and merged ranges of xlsx, streamed with expat.

calamine reads a large xlsx about five times as fast, but allocates what the file declares (counts, and the full
rectangle between its outermost cells) and then aborts the whole process: one changed attribute in a form of 6 KB made
it ask for 51 GB. Here memory follows the filled cells, and cells that show one shared string share one object.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from qingzhuang.sheets.problems import FileNote, UnreadableFile
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.workbook import Merge, Sheet, Value, Workbook, bounded, cell_name, cell_position, keep

_BLOCK = 1 << 20
_BLANK = re.compile(rb'<c r="(?:[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])[1-9][0-9]{0,5}"[^<>]*(?:/>|></c>)')
_BLANK_ROW = re.compile(rb'<row r="[1-9][0-9]{0,6}"[^<>]*(?:/>|></row>)')
_ROW_END = b"</row>"
_EPOCHS = (datetime(1899, 12, 30), datetime(1904, 1, 1))
_LAST_DAY = 2_958_466
_NO_SHEET = ("chartsheet", "dialogsheet", "macrosheet")


def read_spreadsheet(file: SafeFile) -> Workbook:
    """Read every worksheet of an xlsx file; ``UnreadableFile`` when the content is damaged."""
    notes = list(file.notes)
    sheets: list[Sheet] = []
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        book = read_book(archive, file)
        left = file.limits.max_cells
        for entry in book.entries:
            sheet = _read_sheet(archive, book, entry, file, left)
            left -= len(sheet.cells)
            if sheet.hidden:
                notes.append(FileNote.of("hidden_sheet", sheet=sheet.name, where={"sheet": sheet.name}))
            sheets.append(bounded(sheet))
    if not sheets:
        raise UnreadableFile("no_worksheet", where={"file": file.name})
    return Workbook(file.name, "xlsx", sheets, notes)


@dataclass(frozen=True, slots=True)
class Entry:
    """A worksheet of the workbook: its name, its part in the package, whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Book:
    """What cells refer to: sheets, shared strings, the styles' number formats and locks, and from when days are counted.

    ``main`` is the workbook's own part; ``dates`` are the styles that show dates, ``unlocked`` those that a protected
    sheet leaves open; ``names`` are the names given to ranges.
    """

    main: str = ""
    entries: list[Entry] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)
    unlocked: set[int] = field(default_factory=set)
    epoch: datetime = _EPOCHS[0]
    names: dict[str, str] = field(default_factory=dict)

    @property
    def from_1904(self) -> bool:
        return self.epoch == _EPOCHS[1]


def read_book(archive: zipfile.ZipFile, file: SafeFile) -> Book:
    """Read everything of an xlsx but its cells."""
    root = _Relations()
    _parse(archive, file, "_rels/.rels", root)
    main = next((t for k, t in root.targets.values() if k == "officeDocument"), "xl/workbook.xml").lstrip("/")
    folder, leaf = posixpath.split(main)
    relations = _Relations(folder)
    _parse(archive, file, posixpath.join(folder, "_rels", f"{leaf}.rels"), relations)
    workbook = _WorkbookPart()
    _parse(archive, file, main, workbook)
    styles, strings = _StylesPart(), _StringsPart()
    for kind, part in relations.targets.values():
        if kind in ("styles", "sharedStrings"):
            _parse(archive, file, part, styles if kind == "styles" else strings)
    formats = styles.formats()
    dates = {index for index, shown in enumerate(formats) if is_date_format(shown)}
    book = Book(main, [], strings.strings, formats, dates, styles.unlocked)
    book.epoch, book.names = _EPOCHS[workbook.from_1904], workbook.names
    for name, key, hidden in workbook.sheets:
        kind, part = relations.targets.get(key, ("", ""))
        if kind not in _NO_SHEET:
            book.entries.append(Entry(name, part, hidden))
    return book


def _read_sheet(archive: zipfile.ZipFile, book: Book, entry: Entry, file: SafeFile, max_cells: int) -> Sheet:
    if entry.part not in archive.namelist():
        where = {"file": file.name, "sheet": entry.name}
        raise UnreadableFile("broken_content", detail="sheet part missing", where=where)
    reader = _SheetPart(entry.name, book, max_cells, file.limits.max_cells)
    _parse(archive, file, entry.part, reader, entry.name)
    reader.sheet.hidden = entry.hidden
    return reader.sheet


class _Part:
    """Handlers for one XML part; names come without their prefix."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def characters(self, text: str) -> None:
        """Text, in any number of pieces."""

    def place(self) -> dict[str, object]:
        """What is being read, for whoever must find the damage."""
        return {}


def _refuse_declaration(*_: object) -> None:
    raise UnreadableFile("xml_entities")


def _parse(archive: zipfile.ZipFile, file: SafeFile, part: str, handler: _Part, sheet: str = "") -> None:
    """Run a part through expat; a missing part is an empty one."""
    if part not in archive.namelist():
        return
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.StartElementHandler = lambda tag, attributes: handler.start(tag.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda tag: handler.end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = handler.characters
    try:
        with archive.open(part) as stream:
            for block in _without_blanks(stream) if sheet else iter(lambda: stream.read(_BLOCK), b""):
                parser.Parse(block, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, IndexError, OverflowError, LookupError) as error:
        where = {"file": file.name, "part": part} | ({"sheet": sheet} if sheet else {}) | handler.place()
        raise UnreadableFile("broken_content", detail=str(error)[:120], where=where) from error


def _without_blanks(stream: IO[bytes]) -> Iterator[bytes]:
    """The blocks of a worksheet without its blank cells and rows, of which forms have many and which say nothing.

    Rows are looked at whole. Where any cell leaves its position to be counted, blank ones count and all are kept.
    """
    carry = b""
    while block := stream.read(_BLOCK):
        carry += block
        cut = carry.rfind(_ROW_END) + len(_ROW_END) if _ROW_END in carry else 0
        if not cut and len(carry) > _BLOCK:
            cut = carry.rfind(b"/>") + 2 if b"/>" in carry else len(carry)
        if cut:
            rows, carry = carry[:cut], carry[cut:]
            yield _said_in(rows)
    yield carry


def _said_in(rows: bytes) -> bytes:
    if b"<![CDATA[" in rows or rows.count(b"<row") != rows.count(b'<row r="'):
        return rows
    *whole, rest = rows.split(_ROW_END)
    said = b"".join(map(_said_in_row, whole)) + rest
    if said.count(b"<c ") != said.count(b'<c r="') or b"<c>" in said:
        return rows
    return _BLANK_ROW.sub(b"", _BLANK.sub(b"", said))


def _said_in_row(row: bytes) -> bytes:
    """A row that was cut at its end, or only what stands before it when it holds no value."""
    start = -1 if b"<v" in row or b"<t" in row else row.find(b"<row ")
    return row + _ROW_END if start < 0 else row[:start]


def _relation(attributes: dict[str, str]) -> str:
    """The value of ``r:id``, under whatever prefix."""
    return next((value for name, value in attributes.items() if name.endswith(":id")), "")


class _Relations(_Part):
    """Targets by id, each as (kind, part name)."""

    def __init__(self, folder: str = "") -> None:
        self._folder = folder
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        path = target if target.startswith("/") else posixpath.join("/", self._folder, target)
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.targets[attributes.get("Id", "")] = (kind, posixpath.normpath(path).lstrip("/"))


class _WorkbookPart(_Part):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = False
        self.names: dict[str, str] = {}
        self._name = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), _relation(attributes), hidden))
        elif tag == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")
        elif tag == "definedName":
            self._name = attributes.get("name", "")

    def end(self, tag: str) -> None:
        if tag == "definedName":
            self._name = ""

    def characters(self, text: str) -> None:
        if self._name:
            self.names[self._name] = self.names.get(self._name, "") + text


class _StylesPart(_Part):
    def __init__(self) -> None:
        self._formats = dict(BUILTIN_FORMATS)
        self._numbers: list[int] = []
        self.unlocked: set[int] = set()
        self._inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            self._formats[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._inside = True
        elif tag == "xf" and self._inside:
            self._numbers.append(int(attributes.get("numFmtId", 0)))
        elif tag == "protection" and self._inside and attributes.get("locked") in ("0", "false"):
            self.unlocked.add(len(self._numbers) - 1)

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._inside = False

    def formats(self) -> list[str]:
        """The number format of each cell style."""
        return [self._formats.get(number) or "General" for number in self._numbers]


class _StringsPart(_Part):
    """Collects the shared strings; phonetic readings (rPh) are not part of the text."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._in_text = False
        self._phonetic = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            self._pieces = []
        elif tag == "rPh":
            self._phonetic += 1
        elif tag == "t":
            self._in_text = not self._phonetic

    def end(self, tag: str) -> None:
        if tag == "si":
            self.strings.append("".join(self._pieces))
        elif tag == "rPh":
            self._phonetic -= 1
        elif tag == "t":
            self._in_text = False

    def characters(self, text: str) -> None:
        if self._in_text:
            self._pieces.append(text)


class _SheetPart(_Part):
    def __init__(self, name: str, book: Book, max_cells: int, limit: int) -> None:
        self.sheet = Sheet(name)
        self._book, self._max, self._limit = book, max_cells, limit
        self._row = self._column = 0
        self._kind = "n"
        self._style = 0
        self._pieces: list[str] | None = None
        self._collect = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._start_cell(attributes)
        elif tag in ("v", "t"):
            self._collect = self._pieces is not None
        elif tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
            if attributes.get("hidden") in ("1", "true"):
                self.sheet.hidden_rows.add(self._row)
        elif tag == "mergeCell" and ":" in attributes.get("ref", ""):
            first, last = attributes["ref"].split(":")
            self.sheet.merges.append(Merge(*cell_position(first), *cell_position(last)))

    def place(self) -> dict[str, object]:
        """The cell read last, or the row when none of it was read yet."""
        if self._row and self._column:
            return {"cell": cell_name(self._row, self._column)}
        return {"row": self._row} if self._row else {}

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            self._row, self._column = cell_position(attributes["r"])
        else:
            self._column += 1
        self._kind, self._style, self._pieces = attributes.get("t", "n"), int(attributes.get("s", 0)), []

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._collect = False
        elif tag == "c" and self._pieces is not None:
            content, self._pieces = "".join(self._pieces), None
            if content:
                keep(self.sheet.cells, self._row, self._column, self._value(content))
            if len(self.sheet.cells) > self._max:
                raise UnreadableFile("too_many_cells", count=f"> {self._limit}", limit=self._limit)

    def characters(self, text: str) -> None:
        if self._collect:
            self._pieces.append(text)

    def _value(self, content: str) -> Value:
        if self._kind == "s":
            return self._book.strings[int(content)]
        if self._kind == "b":
            return content.strip() in ("1", "true")
        if self._kind != "n":
            return content
        number = float(content)
        if self._style in self._book.dates and 0 < number < _LAST_DAY:
            return self._book.epoch + timedelta(days=number)
        return number
