"""Adding rows to a table of a worksheet: the last row's looks and formulas are copied, what stands below moves down.

It is done only where all that refers to the rows below can be moved as well; ``trouble`` says what stands against it.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator

from openpyxl.formula.tokenizer import TokenizerError

from qingzhuang.domain.text import Text
from qingzhuang.sheets.fill.references import LAST_ROW, Shift, Unmovable, translated
from qingzhuang.sheets.fill.sheetxml import Row, SheetXml, attribute
from qingzhuang.sheets.spreadsheets import Book
from qingzhuang.sheets.workbook import cell_position, column_letters

_RELATION = re.compile(r"<(?:[\w.-]+:)?Relationship\b([^>]*)>")
_DEFINED = re.compile(r"(<((?:[\w.-]+:)?)definedName\b[^>]*>)([^<]*)(</\2definedName>)")
_PLACES = re.compile(r"(\s(?:ref|sqref)=\")([^\"]*)(\")")
_MERGE = re.compile(r"(<((?:[\w.-]+:)?)mergeCell\s[^>]*?\bref=\")([^\"]*)(\"[^>]*/>)")
_MERGE_COUNT = re.compile(r"(<(?:[\w.-]+:)?mergeCells\b[^>]*?\bcount=\")(\d+)(\")")
_RULE_FORMULA = re.compile(r"(<((?:[\w.-]+:)?(?:formula[12]?|f))>)([^<]*)(</\2>)")
_RULE_PLACES = re.compile(r"(<((?:[\w.-]+:)?sqref)>)([^<]*)(</\2>)")
_BREAK = re.compile(r"(<(?:[\w.-]+:)?brk\b[^>]*?\bid=\")(\d+)(\")")
_CALCULATED = re.compile(r"<((?:[\w.-]+:)?)c\b([^>]*)/>")
_ANCHOR = re.compile(r"<(?:[\w.-]+:)?row>(\d+)<|<x:Row>(\d+)<")
_CELL_PLACE = re.compile(r"\sref=\"\$?[A-Z]+\$?(\d+)(?::\$?[A-Z]+\$?(\d+))?\"")

_GRAPHICS = Text("表下方有图形或控件，不能移动", "pictures, charts or controls stand below and cannot be moved")
_COMMENTS = Text("表下方有批注，不能移动", "comments stand below and cannot be moved")
_TABLES = Text("表是“表格”或透视表对象，不能加行", "it is a table or pivot object, which cannot be given rows")
_SHARED = Text("表下方有数组或共享公式，不能移动", "array or shared formulas stand below and cannot be moved")
_OTHERS = Text("其他工作表或图表引用了下方单元格", "other sheets or charts refer to the cells below")
_UNREAD = Text("有不能移动的公式", "there are formulas that cannot be moved")
_TOO_LONG = Text("超过工作表的行数", "it would be longer than a worksheet can be")


class Growth:
    """Rows to be added to one sheet of a package."""

    def __init__(self, archive: zipfile.ZipFile, book: Book, index: int, xml: SheetXml) -> None:
        self._archive, self._book, self._xml = archive, book, xml
        self._entry = book.entries[index]

    def trouble(self, after: int, count: int = 1) -> Text | None:
        """Why rows cannot be added after a row; ``None`` when they can."""
        if max([after, *(row.number for row in self._xml.rows[-1:])]) + count > LAST_ROW:
            return _TOO_LONG
        shift = Shift(self._entry.name, after, count)
        try:
            self._shifted_tail(shift)
            self._shifted_names(shift)
            shared = self._masters()
            for row, column, tag, text in self._formulas():
                if attribute(tag, "t") in ("array", "dataTable") and row >= after:
                    return _SHARED
                if attribute(tag, "t") == "shared" and (row > after or self._crosses(shift, row, column, tag, text)):
                    return _SHARED
                if row == after and attribute(tag, "t") == "shared" and attribute(tag, "si") not in shared:
                    return _SHARED
                shift.formula(text, own=True)
            return self._related_trouble(shift) or self._elsewhere_trouble(shift)
        except (Unmovable, TokenizerError, ValueError, IndexError):
            return _UNREAD

    def grow(self, after: int, count: int) -> dict[str, bytes]:
        """Add the rows to the sheet's XML; returns what else of the package has to change: names, calculation order."""
        shift = Shift(self._entry.name, after, count)
        xml = self._xml
        added = self._copies(after, count)
        rows = []
        for row in xml.rows:
            moved = Row(shift.row(row.number), row.shape) if row.number <= after else self._renumbered(row, shift)
            rows.append(self._with_formulas(moved, shift))
        at = sum(row.number <= after for row in rows)
        xml.rows = rows[:at] + added + rows[at:]
        xml.tail = self._shifted_tail(shift)
        changed = {}
        for part, shifted in ((self._book.main, self._shifted_names), (self._calculation_part(), self._calculation)):
            if part and (text := shifted(shift)) is not None:
                changed[part] = text.encode()
        return changed

    def _read(self, part: str) -> str:
        return self._archive.read(part).decode("utf-8") if part in self._archive.namelist() else ""

    # Rows

    def _copies(self, after: int, count: int) -> list[Row]:
        model = self._xml.row(after)
        if model is None:
            return []
        masters = self._masters()
        prefix = self._xml.prefix
        opening = model.text.partition(">")[0].rstrip("/")
        opening = re.sub(rf'(\br="){after}(")', "\\1\0\\2", opening) + ">"
        pieces = self._xml.pieces(model)
        copies = []
        for number in range(after + 1, after + count + 1):
            cells = []
            for piece in pieces:
                letters = column_letters(piece.column)
                kept = piece.attributes.replace("\0", str(after))
                found = re.search(rf"<{prefix}f\b([^>]*?)(?:/>|>([^<]*)<)", piece.content)
                content = ""
                if found:
                    origin, text = f"{letters}{after}", html.unescape(found[2] or "")
                    if attribute(found[1], "t") == "shared" and not text:
                        origin, text = masters[attribute(found[1], "si")]
                    said = html.escape(translated(text, origin, f"{letters}{number}"), quote=False)
                    content = f"<{prefix}f>{said}</{prefix}f>"
                cells.append(f'<{prefix}c r="{letters}\0"{" " if kept else ""}{kept}>{content}</{prefix}c>')
            copies.append(Row(number, f"{opening}{''.join(cells)}</{prefix}row>"))
        return copies

    def _renumbered(self, row: Row, shift: Shift) -> Row:
        old, new = row.number, shift.row(row.number)
        text = re.sub(rf'(<{self._xml.prefix}(?:row|c)\b[^>]*?\br="[A-Z]{{0,3}}){old}(")', "\\1\0\\2", row.text)
        return Row(new, text)

    def _with_formulas(self, row: Row, shift: Shift) -> Row:
        opening = f"<{self._xml.prefix}f"
        if opening not in row.shape:
            return row
        pattern = re.compile(rf"({opening}\b[^>]*>)([^<]+)(</{self._xml.prefix}f>)")
        text = pattern.sub(_formula_of(shift, own=True), row.text)
        text = re.sub(rf"({opening}\b[^>]*\sref=\")([^\"]*)(\")", lambda m: m[1] + shift.area(m[2]) + m[3], text)
        return Row(row.number, text)

    # Formulas of the sheet

    def _formulas(self) -> Iterator[tuple[int, int, str, str]]:
        prefix = self._xml.prefix
        for row in self._xml.rows:
            if f"<{prefix}f" in row.shape:
                for piece in self._xml.pieces(row):
                    for found in re.finditer(rf"<{prefix}f\b([^>]*?)(?:/>|>([^<]*)<)", piece.content):
                        yield row.number, piece.column, found[1], html.unescape(found[2] or "")

    def _masters(self) -> dict[str, tuple[str, str]]:
        """The cells that shared formulas are written out in: ``{number: (cell, text)}``."""
        return {
            attribute(tag, "si") or "": (f"{column_letters(column)}{row}", text)
            for row, column, tag, text in self._formulas()
            if text and attribute(tag, "t") == "shared"
        }

    @staticmethod
    def _crosses(shift: Shift, row: int, column: int, tag: str, text: str) -> bool:
        """Whether a shared formula refers, from any of its cells, to what will move."""
        reach = attribute(tag, "ref")
        if not text or not reach:
            return False
        last = cell_position(reach.rpartition(":")[2])[0]
        for number in (row, min(last, shift.after)):
            there = translated(text, f"{column_letters(column)}{row}", f"{column_letters(column)}{number}")
            if shift.formula(there, own=True) != there:
                return True
        return last > shift.after

    # What stands after the rows, and in other parts

    def _shifted_tail(self, shift: Shift) -> str:
        tail = _MERGE.sub(lambda m: self._merges(m, shift), self._xml.tail)
        tail = _MERGE_COUNT.sub(lambda m: m[1] + str(len(_MERGE.findall(tail))) + m[3], tail)
        tail = _PLACES.sub(lambda m: m[0] if _is_merge(tail, m) else m[1] + shift.areas(m[2]) + m[3], tail)
        tail = _RULE_PLACES.sub(lambda m: m[1] + shift.areas(m[3]) + m[4], tail)
        rule = _formula_of(shift, own=True)
        tail = _RULE_FORMULA.sub(lambda m: rule(_Groups(m[1], m[3], m[4])), tail)
        return _BREAK.sub(
            lambda m: m[1] + str(int(m[2]) + (shift.count if int(m[2]) >= shift.after else 0)) + m[3], tail
        )

    @staticmethod
    def _merges(found: re.Match, shift: Shift) -> str:
        first, _, last = found[3].partition(":")
        top, bottom = cell_position(first)[0], cell_position(last)[0]
        if top == bottom == shift.after:
            # Side by side in the copied row: side by side in each copy.
            rows = range(shift.after, shift.after + shift.count + 1)
            return "".join(
                found[1] + re.sub(r"\d+", str(row), first) + ":" + re.sub(r"\d+", str(row), last) + found[4]
                for row in rows
            )
        return found[1] + shift.area(found[3]) + found[4]

    def _shifted_names(self, shift: Shift) -> str | None:
        """The workbook part with its names (print areas, titles) moved; ``None`` when none of them does."""
        before = self._read(self._book.main)
        rename = _formula_of(shift, own=False)
        after = _DEFINED.sub(lambda m: rename(_Groups(m[1], m[3], m[4])), before)
        return after if after != before else None

    def _calculation_part(self) -> str:
        return posixpath.join(posixpath.dirname(self._book.main), "calcChain.xml")

    def _calculation(self, shift: Shift) -> str | None:
        """The order of calculation names cells: those that moved are renamed, or the file would count as damaged."""
        before = self._read(self._calculation_part())
        number, current = self._sheet_number(), ""

        def renamed(found: re.Match) -> str:
            nonlocal current
            current = attribute(found[2], "i") or current
            if current != number:
                return found[0]
            return re.sub(r'(\br=")([^"]*)(")', lambda m: m[1] + shift.area(m[2]) + m[3], found[0])

        after = _CALCULATED.sub(renamed, before)
        return after if after != before else None

    def _sheet_number(self) -> str:
        for found in re.finditer(r"<(?:[\w.-]+:)?sheet\b([^>]*)>", self._read(self._book.main)):
            if html.unescape(attribute(found[1], "name") or "") == self._entry.name:
                return attribute(found[1], "sheetId") or ""
        return ""

    def _related(self) -> Iterator[tuple[str, str]]:
        """(kind, part) of what hangs on the sheet."""
        folder, leaf = posixpath.split(self._entry.part)
        for found in _RELATION.finditer(self._read(posixpath.join(folder, "_rels", f"{leaf}.rels"))):
            target = attribute(found[1], "Target") or ""
            if attribute(found[1], "TargetMode") != "External":
                part = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
                yield (attribute(found[1], "Type") or "").rpartition("/")[2], part

    def _related_trouble(self, shift: Shift) -> Text | None:
        for kind, part in self._related():
            text = self._read(part) if kind not in ("printerSettings", "image") else ""
            if kind in ("drawing", "vmlDrawing") and any(
                int(found[1] or found[2]) >= shift.after for found in _ANCHOR.finditer(text)
            ):
                return _GRAPHICS
            reaches = any(int(found[2] or found[1]) >= shift.after for found in _CELL_PLACE.finditer(text))
            if kind in ("table", "pivotTable") and reaches:
                return _TABLES
            if kind in ("comments", "threadedComment") and any(
                int(found[1]) > shift.after for found in _CELL_PLACE.finditer(text)
            ):
                return _COMMENTS
        return None

    def _elsewhere_trouble(self, shift: Shift) -> Text | None:
        """Formulas of other sheets, and the data of charts, that point to what would move."""
        quoted = self._entry.name.replace("'", "''")
        for part in self._archive.namelist():
            if part == self._entry.part or not part.endswith(".xml") or part == self._book.main:
                continue
            if not part.startswith(("xl/worksheets/", "xl/charts/", "xl/pivotCache/")):
                continue
            text = self._read(part)
            plain = html.unescape(text) if "&" in text else text
            if self._entry.name not in plain and quoted not in plain:
                continue
            for found in re.finditer(r"<(?:[\w.-]+:)?(?:f|formula[12]?)\b[^>]*>([^<]+)<", text):
                formula = html.unescape(found[1])
                if shift.formula(formula, own=False) != formula:
                    return _OTHERS
            if "worksheetSource" in text and part.startswith("xl/pivotCache/"):
                return _OTHERS
        return None


class _Groups(tuple):
    """Three pieces of text, numbered as the groups of a match are."""

    __slots__ = ()

    def __new__(cls, *pieces: str) -> _Groups:
        return super().__new__(cls, ("", *pieces))


def _formula_of(shift: Shift, *, own: bool) -> Callable[[re.Match | _Groups], str]:
    """A replacement that moves the formula in the second group."""

    def replaced(found: re.Match | _Groups) -> str:
        formula = html.unescape(found[2])
        moved = shift.formula(formula, own=own)
        return found[0] if moved == formula and found[0] else found[1] + _as_xml(moved, formula, found[2]) + found[3]

    return replaced


def _as_xml(moved: str, before: str, written: str) -> str:
    return written if moved == before else html.escape(moved, quote=False)


def _is_merge(tail: str, found: re.Match) -> bool:
    opening = tail.rfind("<", 0, found.start())
    return tail[opening : found.start()].rpartition(":")[2].lstrip("<").startswith("mergeCell")
