"""What a real document asks: the fields of a blank form, the indicators of an assessment, the clauses of a notice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qingzhuang.domain.elements import ELEMENTS, Element
from qingzhuang.sheets.contents import read_text
from qingzhuang.sheets.normalise import normalise_text, parse_date, squeeze
from qingzhuang.sheets.recognise import Column, Table, recognise
from qingzhuang.sheets.recognise.grid import Grid
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.workbook import Paragraph, Sheet, Workbook, cell_name, cell_position


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing a form asks for. ``path`` is the caption from its outermost group inwards; ``cell`` is its place."""

    path: tuple[str, ...]
    caption: str
    sheet: str
    cell: str
    value_cell: str | None
    element: str | None
    confidence: float
    required: bool


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of an assessment: its full text, its points if any are told, and where it stands."""

    text: str
    points: float | None
    where: dict[str, object]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice in its parts; what was not found is empty or None."""

    title: str
    issuer: str
    issued: date | None
    deadline: date | None
    deadline_text: str
    paragraphs: list[Paragraph]


def fields_of_form(workbook: Workbook, elements: Iterable[Element] = ELEMENTS) -> list[FormField]:
    """What a blank spreadsheet or Word form asks for, in reading order; hidden sheets and row numbers are left out.

    An item list (one printed question per row) asks one thing per item. The same caption path at the same place counts
    once.
    """
    seen: dict[tuple[str, tuple[str, ...], str], FormField] = {}
    recognition = recognise(workbook, elements)
    for sheet, tables in zip(workbook.sheets, recognition.sheets, strict=True):
        if sheet.hidden:
            continue
        for table in tables.tables:
            for found in _fields(sheet, table):
                seen.setdefault((found.sheet, found.path, found.cell), found)
    order = {sheet.name: number for number, sheet in enumerate(workbook.sheets)}
    return sorted(seen.values(), key=lambda f: (order[f.sheet], *cell_position(f.cell)))


def _fields(sheet: Sheet, table: Table) -> list[FormField]:
    if table.orientation == "list":
        items = _items(sheet, table)
        if items:
            return items
    columns = [column for column in table.columns if column.element != "record.sequence"]
    return [_field(sheet, column) for column in columns]


def _field(sheet: Sheet, column: Column) -> FormField:
    return FormField(
        path=column.caption,
        caption=column.label,
        sheet=sheet.name,
        cell=column.cell,
        value_cell=column.value_cell,
        element=column.element,
        confidence=column.confidence,
        required=column.required,
    )


def _items(sheet: Sheet, table: Table) -> list[FormField]:
    grid = Grid(sheet)
    answer = table.columns[-1].column
    fields = []
    for row in range(table.fill_first, table.data_last + 1):
        parts = []
        for column in range(table.columns[0].column, answer):
            area = grid.at(row, column)
            if area is not None and not area.text.strip().isdigit() and area.text not in parts:
                parts.append(area.text)
        own = [area for area in grid.areas(row) if area.col < answer and area.text in parts]
        section = any(note.row == row and note.kind in ("section", "total") for note in table.notes)
        if own and not section:
            path = tuple(normalise_text(part) for part in parts)
            cell = cell_name(own[-1].row, own[-1].col)
            fields.append(FormField(path, path[-1], sheet.name, cell, cell_name(row, answer), None, 0.0, False))
    return fields


_INDICATOR_CAPTION = re.compile(
    r"指标|考核内容|考核项目|考评|评价内容|评分|评价要点|工作任务|考核要点|测评|目标任务|检查内容|扣分|加分"
)
_POINTS_CAPTION = re.compile(r"分值|权重|满分|标准分|基准分|基础分|分数|分\)?$|得分上限|配分")
_SCORE_CAPTION = re.compile(r"得分|自评|扣分原因|核定分|实得")
_POINTS_TEXT = re.compile(
    r"[(（](?:共|满分|计)?\s*(\d+(?:\.\d+)?)\s*分\s*[)）]|(?:满分|计|记|得|共)\s*(\d+(?:\.\d+)?)\s*分"
)
_NUMBERED = re.compile(r"^\s*(?:\d+[.、)]|[(（]?[一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|[①-⑳])")


def indicators_of(workbook: Workbook) -> list[Indicator]:
    """The indicators of an assessment table (xlsx, xls, csv, docx), one per row, merged cells read into every row.

    Tables are taken whose captions speak of indicators, assessment content or points; a Word file without such a table
    gives its numbered paragraphs that name points.
    """
    indicators: list[Indicator] = []
    recognition = recognise(workbook)
    for sheet, tables in zip(workbook.sheets, recognition.sheets, strict=True):
        for table in tables.tables:
            captions = "".join("".join(column.caption) for column in table.columns)
            if table.orientation in ("row", "list") and _INDICATOR_CAPTION.search(squeeze(captions)):
                indicators += _indicator_rows(workbook, sheet, table)
    return indicators or _indicator_paragraphs(workbook)


def _indicator_rows(workbook: Workbook, sheet: Sheet, table: Table) -> list[Indicator]:
    grid = Grid(sheet)
    points_column = next((c.column for c in table.columns if _is_points(c.label)), None)
    ends = {note.row for note in table.notes if note.kind in ("total", "note", "signature", "section")}
    indicators = []
    for row in range(table.data_first, table.data_last + 1):
        if grid.is_blank(row) or row in ends:
            continue
        parts: list[str] = []
        for column in table.columns:
            area = grid.at(row, column.column)
            if area is None or column.column == points_column or _SCORE_CAPTION.search(squeeze(column.label)):
                continue
            if area.text not in parts and not area.text.strip().replace(".", "").isdigit():
                parts.append(area.text)
        text = "\n".join(parts)
        if text:
            place = {"file": workbook.name, "sheet": sheet.name, "row": row}
            indicators.append(Indicator(text, _points(grid, row, points_column, text), place))
    return indicators


def _is_points(label: str) -> bool:
    bare = squeeze(label)
    return (
        bool(_POINTS_CAPTION.search(bare))
        and not _SCORE_CAPTION.search(bare)
        and "标准" not in bare.replace("标准分", "")
    )


def _points(grid: Grid, row: int, column: int | None, text: str) -> float | None:
    area = grid.at(row, column) if column else None
    if area is not None:
        found = re.search(r"\d+(?:\.\d+)?", normalise_text(area.text))
        if found:
            return float(found[0])
    found = _POINTS_TEXT.search(text)
    return float(found[1] or found[2]) if found else None


def _indicator_paragraphs(workbook: Workbook) -> list[Indicator]:
    indicators = []
    for paragraph in workbook.paragraphs:
        found = _POINTS_TEXT.search(paragraph.text)
        if found and _NUMBERED.match(paragraph.text):
            place = {"file": workbook.name, "paragraph": paragraph.number}
            indicators.append(Indicator(paragraph.text.strip(), float(found[1] or found[2]), place))
    return indicators


_TITLE = re.compile(
    r"(?:通知|通告|公告|函|方案|意见|办法|决定|细则|倡议书|的报告|通报|要求|须知)(?:[(（].{0,12}[)）])?$"
)
_DATE_LINE = re.compile(r"^(?:\d{4}|[二〇零○一九]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日$")
_DAY = r"(?:(\d{4})\s*年)?\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]"
_DEADLINE = re.compile(
    rf"(?:于|在|至|到|截止(?:时间|日期)?(?:为|是)?[:：]?|限)?\s*{_DAY}[^，。；,;]{{0,12}}?(?:前|之前|以前|截止|为止|底前)"
)
_DEADLINE_AFTER = re.compile(rf"(?:截止(?:时间|日期|到|至|于)?|截至|报送时限|完成时限|最迟)[^，。；\d]{{0,8}}{_DAY}")
_ISSUER_IN_TITLE = re.compile(r"^(.{2,40}?)关于")
_ISSUER_END = re.compile(
    r"(?:局|办公室|委员会|政府|中心|委|办|部|厅|组|街道|镇|乡|县|市|区|处|站|学校|医院|公司|协会|联合会|社区)$"
)


def clauses_of_notice(file: SafeFile) -> Notice:
    """The title, issuer, date, deadline and numbered paragraphs of a notice (docx, txt, md).

    A deadline without a year takes the year of issue. Raises ``UnreadableFile`` for kinds that hold no running text.
    """
    paragraphs = [p for p in read_text(file) if p.text.strip()]
    title_at, title = _title(paragraphs)
    issued_at, issued = _issued(paragraphs)
    issuer = _issuer(paragraphs, title, issued_at)
    deadline, deadline_text = _deadline(paragraphs[title_at + 1 :], issued)
    return Notice(title, issuer, issued, deadline, deadline_text, paragraphs)


def _title(paragraphs: list[Paragraph]) -> tuple[int, str]:
    for index, paragraph in enumerate(paragraphs[:8]):
        line = _line(paragraph)
        if _TITLE.search(squeeze(line)) and len(line) <= 80:
            before = _line(paragraphs[index - 1]) if index else ""
            # Long titles are broken over two lines: the first one then says 关于 without an end.
            if "关于" in before and "关于" not in line and len(before) <= 60:
                return index, before + line
            return index, line
    return (0, _line(paragraphs[0])[:80]) if paragraphs else (0, "")


def _line(paragraph: Paragraph) -> str:
    return normalise_text(paragraph.text.lstrip("# "))


def _issued(paragraphs: list[Paragraph]) -> tuple[int | None, date | None]:
    for index in range(len(paragraphs) - 1, -1, -1):
        line = squeeze(paragraphs[index].text)
        if _DATE_LINE.match(line):
            found = parse_date(line)
            return (index, found.value) if found else (None, None)
    return None, None


def _issuer(paragraphs: list[Paragraph], title: str, issued_at: int | None) -> str:
    if issued_at:
        line = squeeze(paragraphs[issued_at - 1].text)
        if len(line) <= 40 and _ISSUER_END.search(line):
            return line
    found = _ISSUER_IN_TITLE.match(title)
    return found[1] if found and _ISSUER_END.search(found[1]) else ""


def _deadline(paragraphs: list[Paragraph], issued: date | None) -> tuple[date | None, str]:
    for paragraph in paragraphs:
        line = normalise_text(paragraph.text)
        found = _DEADLINE.search(line) or _DEADLINE_AFTER.search(line)
        if not found:
            continue
        year = int(found[1]) if found[1] else issued.year if issued else None
        try:
            when = date(year, int(found[2]), int(found[3])) if year else None
        except ValueError:
            when = None
        return when, found[0].strip()
    return None, ""
