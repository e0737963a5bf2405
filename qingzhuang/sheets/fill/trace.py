"""Showing in the file itself where its values come from: as comments on the cells, or on a sheet of its own."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from qingzhuang.domain.text import Text
from qingzhuang.sheets.fill.cells import CellWriter, printable
from qingzhuang.sheets.fill.repack import repack
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.spreadsheets import Book, read_book
from qingzhuang.sheets.workbook import cell_name, cell_position, column_letters, display

TRACES = ("comments", "sheet")
MOST_COMMENTS = 5_000
# A sheet has no more rows, and the captions take one.
MOST_ROWS = 1_048_575
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEADERS = {
    "zh": ["工作表", "单元格", "表头", "数据元", "内容", "来源", "日期", "可信度", "存疑"],
    "en": ["Sheet", "Cell", "Caption", "Element", "Value", "Source", "Date", "Confidence", "Doubt"],
}
_NAMES = {"zh": "填写来源", "en": "Sources"}
_BEFORE_LEGACY = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
_HAS_COMMENTS = Text(
    "“{sheet}”原来有批注，来源未加批注，见报告", "“{sheet}” has comments already; the sources are in the report only"
)
_TOO_MANY = Text("填入的格太多，来源见报告", "Too many cells were filled; the sources are in the report only")

# One filled cell as the report tells it (``report.schema.json``).
Told = Mapping[str, Any]


class CannotTrace(Exception):
    """The sources cannot be shown in the file; ``text`` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Tracer:
    """Adds the trace to the parts of a package; ``changed`` holds parts as they were changed so far."""

    def __init__(self, archive: zipfile.ZipFile, book: Book, changed: dict[str, bytes], language: str = "zh") -> None:
        self._archive, self._book, self._changed, self._language = archive, book, changed, language

    def add(self, told: Sequence[Told], how: str) -> list[Text]:
        """``how`` is one of ``TRACES``; returns what could not be shown, and why."""
        if len(told) > (MOST_ROWS if how == "sheet" else MOST_COMMENTS):
            return [_TOO_MANY]
        if how == "sheet":
            self._add_sheet(told)
            return []
        left_out = []
        for entry in self._book.entries:
            notes = [each for each in told if each["sheet"] == entry.name]
            sheet = self._read(entry.part) if notes else ""
            if re.search(r"<(?:[\w.-]+:)?legacyDrawing\b", sheet):
                left_out.append(_HAS_COMMENTS.format(sheet=entry.name))
            elif notes:
                self._add_comments(entry.part, sheet, notes)
        return left_out

    def _read(self, part: str) -> str:
        if part in self._changed:
            return self._changed[part].decode()
        return self._archive.read(part).decode() if part in self._archive.namelist() else ""

    def _write(self, part: str, text: str) -> None:
        self._changed[part] = text.encode()

    def _free(self, pattern: str) -> str:
        taken = {*self._archive.namelist(), *self._changed}
        return next(name for number in range(1, 10_000) if (name := pattern.format(number)) not in taken)

    # A sheet of its own

    def _add_sheet(self, told: Sequence[Told]) -> None:
        part = self._free("xl/worksheets/sheet{}.xml")
        self._write(part, self._sheet_xml(self._rows(told)))
        self._declare(part, f"{_TYPE}.worksheet+xml")
        relation = self._relate(self._book.main, "worksheet", part)
        workbook = self._read(self._book.main)
        prefix = re.search(r"<((?:[\w.-]+:)?)workbook[\s>]", workbook)[1]
        numbers = [int(number) for number in re.findall(r"\ssheetId=\"(\d+)\"", workbook)]
        taken = {entry.name for entry in self._book.entries}
        base = _NAMES[self._language]
        name = next(each for each in (base, *(f"{base}{n}" for n in range(2, 1_000))) if each not in taken)
        entry = f'<{prefix}sheet xmlns:rel="{_OFFICE}" name="{name}" sheetId="{max(numbers) + 1}" rel:id="{relation}"/>'
        self._write(self._book.main, workbook.replace(f"</{prefix}sheets>", f"{entry}</{prefix}sheets>", 1))

    def _rows(self, told: Sequence[Told]) -> Iterable[list[str]]:
        yield _HEADERS[self._language]
        for each in told:
            yield [
                each["sheet"],
                each["cell"],
                " / ".join(each["caption"]),
                each["element"] or "",
                display(each["value"]),
                each["source"],
                each["observed"] or "",
                f"{each['confidence']:.2f}",
                each["doubt"][self._language] if each["doubt"] else "",
            ]

    @staticmethod
    def _sheet_xml(rows: Iterable[list[str]]) -> str:
        writer, lines = CellWriter(), []
        letters = [column_letters(at) for at in range(1, len(_HEADERS["zh"]) + 1)]
        for number, row in enumerate(rows, 1):
            cells = zip(letters, writer.row(row), strict=True)
            placed = [f'<c r="{letter}{number}"{cell}</c>' for letter, cell in cells]
            lines.append(f'<row r="{number}">{"".join(placed)}</row>')
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{_MAIN}"><sheetData>'
            f"{''.join(lines)}</sheetData></worksheet>"
        )

    # Comments

    def _add_comments(self, part: str, sheet: str, told: list[Told]) -> None:
        notes = [(*cell_position(each["cell"]), self._said(each)) for each in told]
        comments, drawing = self._free("xl/comments{}.xml"), self._free("xl/drawings/vmlDrawing{}.vml")
        self._write(comments, _comments_xml(notes))
        self._write(drawing, _boxes_xml(notes))
        self._declare(comments, f"{_TYPE}.comments+xml")
        self._declare_extension("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
        self._relate(part, "comments", comments)
        relation = self._relate(part, "vmlDrawing", drawing)
        self._write(part, _with_legacy_drawing(sheet, relation))

    def _said(self, each: Told) -> str:
        said = [each["source"], each["observed"], each["doubt"][self._language] if each["doubt"] else ""]
        return printable("\n".join(line for line in said if line))

    # The package's own lists

    def _declare(self, part: str, kind: str) -> None:
        self._into_types(f'<Override PartName="/{part}" ContentType="{kind}"/>')

    def _declare_extension(self, extension: str, kind: str) -> None:
        if f'Extension="{extension}"' not in self._read("[Content_Types].xml"):
            self._into_types(f'<Default Extension="{extension}" ContentType="{kind}"/>')

    def _into_types(self, entry: str) -> None:
        types = self._read("[Content_Types].xml")
        at = types.rindex("</")
        self._write("[Content_Types].xml", types[:at] + entry + types[at:])

    def _relate(self, source: str, kind: str, target: str) -> str:
        """Name a part in the relations of another; returns the relation's id."""
        folder, leaf = posixpath.split(source)
        part = posixpath.join(folder, "_rels", f"{leaf}.rels")
        relations = self._read(part) or (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        )
        relations = re.sub(r"<Relationships([^>]*)/>", r"<Relationships\1></Relationships>", relations)
        number = next(n for n in range(1, 100_000) if f'"qz{n}"' not in relations)
        entry = f'<Relationship Id="qz{number}" Type="{_OFFICE}/{kind}" Target="/{target}"/>'
        at = relations.rindex("</")
        self._write(part, relations[:at] + entry + relations[at:])
        return f"qz{number}"


def _with_legacy_drawing(sheet: str, relation: str) -> str:
    """The element stands after the page set-up and any drawing, before what the schema puts later."""
    prefix = re.search(r"<((?:[\w.-]+:)?)worksheet[\s>]", sheet)[1]
    later = re.search(rf"<{prefix}(?:{'|'.join(_BEFORE_LEGACY)})\b", sheet[sheet.rindex("sheetData") :])
    at = sheet.rindex("sheetData") + later.start() if later else sheet.rindex(f"</{prefix}worksheet")
    return f'{sheet[:at]}<{prefix}legacyDrawing xmlns:rel="{_OFFICE}" rel:id="{relation}"/>{sheet[at:]}'


def _comments_xml(notes: list[tuple[int, int, str]]) -> str:
    entries = "".join(
        f'<comment ref="{cell_name(row, column)}" authorId="0"><text><t xml:space="preserve">{escape(text, quote=False)}'
        "</t></text></comment>"
        for row, column, text in sorted(notes)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><comments xmlns="{_MAIN}"><authors><author>轻装</author>'
        f"</authors><commentList>{entries}</commentList></comments>"
    )


def _boxes_xml(notes: list[tuple[int, int, str]]) -> str:
    """The hidden boxes that spreadsheet programs want beside comments (VML)."""
    shapes = "".join(
        f'<v:shape id="_x0000_s{1025 + number}" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:textbox/><x:ClientData ObjectType="Note">'
        f"<x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row>"
        f"<x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
        for number, (row, column, _) in enumerate(sorted(notes))
    )
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" '
        f'o:spt="202" path="m,l,21600r21600,l21600,xe"><v:path gradientshapeok="t"/></v:shapetype>{shapes}</xml>'
    )


def traced(file: SafeFile, told: Sequence[Told], how: str, language: str = "zh") -> bytes:
    """A filled xlsx with the sources of its cells shown in it, as ``told`` in its report; ``how`` is one of ``TRACES``.

    Raises ``CannotTrace`` when none of them can be.
    """
    changed: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        left_out = Tracer(archive, read_book(archive, file), changed, language).add(told, how)
    if not changed:
        raise CannotTrace(left_out[0])
    return repack(file.data, changed)
