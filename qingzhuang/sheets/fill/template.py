"""A file to be filled, taken apart once: what is on it, what it asks, and the XML that the answers go into."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element as Node

from qingzhuang.domain.elements import ELEMENTS, Element
from qingzhuang.domain.text import Text
from qingzhuang.sheets.contents import read_workbook
from qingzhuang.sheets.fill.anatomy import Anatomy, Range, anatomy_of, covered_by
from qingzhuang.sheets.fill.blocks import Block, blocks_of
from qingzhuang.sheets.fill.growth import Growth
from qingzhuang.sheets.fill.modernised import modernised, tabulated
from qingzhuang.sheets.fill.sheetxml import SheetXml
from qingzhuang.sheets.garbage import collected_later
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.recognise import Confirmed, Recognition, recognise
from qingzhuang.sheets.recognise.binding import binder_for
from qingzhuang.sheets.recognise.grid import Grid
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.spreadsheets import Book, read_book
from qingzhuang.sheets.wordfile import WordParts, read_word_parts
from qingzhuang.sheets.wordxml import MAIN
from qingzhuang.sheets.workbook import Workbook

KINDS = ("xlsx", "docx")
_NO_TABLE = Text(
    "没有认出要填的表：请确认表头（如“姓名”“身份证号”）写在单元格里，工作表没有隐藏",
    "no table to fill was recognised: see that its captions (such as 姓名) stand in cells and that the sheet is not hidden",
)


@dataclass(slots=True)
class Template:
    """A readable file with its blocks. ``file`` is what will be written to; an xls or csv is an xlsx here already.

    ``remarks`` says what of the original could not be kept.
    """

    file: SafeFile
    workbook: Workbook
    recognition: Recognition
    blocks: list[Block]
    anatomies: list[Anatomy]
    elements: dict[str, Element]
    book: Book = field(default_factory=Book)
    xml: dict[int, SheetXml] = field(default_factory=dict)
    word: WordParts | None = None
    remarks: list[Text] = field(default_factory=list)

    def growth_trouble(self, sheet: int, row: int, count: int) -> Text | None:
        """Why rows cannot be added after a row, or ``None`` when they can."""
        if self.word is not None:
            return None
        with zipfile.ZipFile(io.BytesIO(self.file.data)) as archive:
            return Growth(archive, self.book, sheet, self.xml[sheet]).trouble(row, count)

    def grow(self, sheet: int, row: int, count: int) -> dict[str, bytes]:
        """Add rows to a worksheet after a row; returns the other parts that change with it."""
        with zipfile.ZipFile(io.BytesIO(self.file.data)) as archive:
            return Growth(archive, self.book, sheet, self.xml[sheet]).grow(row, count)


@collected_later()
def read_template(
    file: SafeFile, elements: Iterable[Element] = ELEMENTS, confirmed: Confirmed | None = None
) -> Template:
    """Read an xlsx, xls, csv or docx to be filled. Raises ``UnreadableFile``."""
    remarks: list[Text] = []
    if file.kind == "xls":
        file, remarks = modernised(file)
    elif file.kind == "csv":
        file, remarks = tabulated(file)
    if file.kind not in KINDS:
        raise UnreadableFile("cannot_fill", found=file.kind, where={"file": file.name})
    elements = tuple(elements)
    word = read_word_parts(file) if file.kind == "docx" else None
    workbook = word.workbook if word else read_workbook(file)
    seen = recognise(workbook, elements, confirmed)
    known = {element.code: element for element in elements}
    template = Template(
        file, workbook, seen, [], [Anatomy() for _ in workbook.sheets], known, word=word, remarks=remarks
    )
    if word is None:
        _dissect(template)
    else:
        template.anatomies = [
            Anatomy(
                covered=covered_by(((m.first_row, m.first_col, m.last_row, m.last_col) for m in merges), len(rows)),
                last_row=max(rows, default=0),
                style_at=lambda row, column, cells=cells: int((row, column) in cells),
                lists=list(_choices_in(cells, word)),
            )
            for rows, merges, cells in zip(word.rows, word.merges, word.cells, strict=True)
        ]
    for index, (sheet, found) in enumerate(zip(workbook.sheets, seen.sheets, strict=True)):
        if sheet.hidden or not found.tables:
            continue
        grid = Grid(sheet)
        template.blocks += blocks_of(index, grid, found.tables, template.anatomies[index], binder_for(elements), known)
    if not template.blocks:
        template.remarks.append(_NO_TABLE)
    return template


def _choices_in(
    cells: Mapping[tuple[int, int], Node], word: WordParts
) -> Iterator[tuple[list[Range], tuple[str, ...]]]:
    """The lists of choices that content controls offer in the cells of a Word table."""
    for place, cell in cells.items():
        control = word.controls.get(cell)
        offered = control.iterfind(f"{MAIN}sdtPr/{MAIN}dropDownList/{MAIN}listItem") if control is not None else ()
        words = (each.get(f"{MAIN}displayText") or each.get(f"{MAIN}value", "") for each in offered)
        choices = tuple(said for said in words if said and not said.startswith(("选择", "请选择", "Choose")))
        if choices:
            yield [(*place, *place)], choices


def _dissect(template: Template) -> None:
    """Cut the sheets' XML into rows, and read what it says beside the values."""
    by_name = {sheet.name: sheet for sheet in template.workbook.sheets}
    with zipfile.ZipFile(io.BytesIO(template.file.data)) as archive:
        template.book = read_book(archive, template.file)
        for index, entry in enumerate(template.book.entries):
            try:
                xml = SheetXml(archive.read(entry.part))
                own = template.workbook.sheets[index]
                template.anatomies[index] = anatomy_of(xml, template.book, by_name, own)
            except (ValueError, LookupError, TypeError) as error:
                where = {"file": template.file.name, "sheet": entry.name}
                raise UnreadableFile("broken_content", detail=str(error)[:120], where=where) from error
            template.xml[index] = xml
