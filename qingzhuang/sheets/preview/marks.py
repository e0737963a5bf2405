"""What each cell of a filled sheet is: filled, doubtful, different, asked, not held, a formula, or as it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from qingzhuang.domain.text import Text
from qingzhuang.sheets.fill.blocks import Ask, Block
from qingzhuang.sheets.fill.holdings import NAMES, NUMBERS
from qingzhuang.sheets.fill.report import Finding, Report
from qingzhuang.sheets.recognise import caption_key
from qingzhuang.sheets.recognise.model import SURE
from qingzhuang.sheets.workbook import cell_name, cell_position

MARKS = {
    "question": Text("同名待选", "several of the name"),
    "difference": Text("与已有数据不一致", "differs from what is held"),
    "doubtful": Text("已填，请核对", "filled, please compare"),
    "unfit": Text("填不进去", "cannot be written here"),
    "unknown": Text("没有此人的数据", "nothing held of this one"),
    "blank": Text("没有数据，留空", "not held, left blank"),
    "locked": Text("单元格被锁定", "the cell is locked"),
    "filled": Text("已填", "filled"),
    "formula": Text("公式", "formula"),
}
_FOUND = ("question", "difference", "unfit", "unknown", "locked")
_NOTE = dict[str, Any]
# What the number of a row in the list is said to come from.
COUNTED = "#"
# Captions that begin further down are no head to be repeated on every page.
_MOST_HEAD = 12


@dataclass
class Marked:
    """The marks of one file: by sheet, ``{(row, column): (mark, note)}``; sources and asks are named by number.

    ``keys`` are by sheet the columns that say whom a row is about; ``head`` the last row of the captions of a sheet's
    first table; ``columns`` which ask each column of that table answers.
    """

    cells: dict[int, dict[tuple[int, int], tuple[str, _NOTE]]] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)
    asks: list[dict[str, Any]] = field(default_factory=list)
    captions: dict[int, dict[tuple[int, int], int]] = field(default_factory=dict)
    keys: dict[int, list[int]] = field(default_factory=dict)
    head: dict[int, int] = field(default_factory=dict)
    columns: dict[int, dict[int, int]] = field(default_factory=dict)
    rows: dict[int, set[int]] = field(default_factory=dict)


def marked_cells(report: Report) -> Marked:
    """Read the marks off a report. Places are those of the file that was given back."""
    marked = Marked()
    numbers: dict[tuple[int, str], int] = {}
    for block, _answers in report.blocks:
        _add_block(marked, report, block, numbers)
    sources: dict[str, int] = {}
    for each in report.filled:
        place = report.place(each)
        if each.source == COUNTED:
            continue
        sure = each.doubt is None and each.confidence >= SURE
        note = {
            "ask": numbers.get((each.sheet, each.ask.cell)),
            "source": sources.setdefault(each.source, len(sources)),
            "observed": each.observed,
            "confidence": round(min(each.confidence, 1.0), 2),
        }
        if each.about:
            note["about"] = each.about
        if each.doubt is not None:
            note["text"] = each.doubt.as_dict()
        marked.cells.setdefault(each.sheet, {})[place] = ("filled" if sure else "doubtful", note)
    for finding in report.findings:
        _add_finding(marked, report, finding)
    marked.sources = list(sources)
    return marked


def _add_block(marked: Marked, report: Report, block: Block, numbers: dict[tuple[int, str], int]) -> None:
    columns: dict[int, int] = {}
    for ask in block.asks:
        number = numbers[block.sheet, ask.cell] = len(marked.asks)
        marked.asks.append(_told(ask, block))
        at = report.place(Finding("", block.sheet, *cell_position(ask.cell), Text("", "")))
        marked.captions.setdefault(block.sheet, {})[at] = number
    first_rows = [place[0] for entry in block.entries[:1] for place in entry if place]
    if block.orientation == "row" and first_rows:
        columns = {cell_position(ask.cell)[1]: numbers[block.sheet, ask.cell] for ask in block.asks}
        if block.sheet not in marked.columns:
            head = min(first_rows) - 1
            marked.head[block.sheet] = head if head <= _MOST_HEAD else 0
            marked.columns[block.sheet] = columns
            said = [cell_position(ask.cell)[1] for ask in block.asks if ask.element in (*NAMES, *NUMBERS)]
            marked.keys[block.sheet] = said[:2] or list(columns)[:1]
            marked.rows[block.sheet] = _rows_of(report, block)
    _mark_blanks(marked, report, block, numbers)


def _rows_of(report: Report, block: Block) -> set[int]:
    """The rows of a table in the file given back, those added to it included."""
    rows = {report.place(_at(block, place))[0] for entry in block.entries for place in entry[:1] if place}
    added = report.added.get((block.sheet, block.last_row), 0)
    last = max(rows, default=0)
    return rows | set(range(last + 1, last + added + 1))


def _at(block: Block, place: tuple[int, int], after: int = 0) -> Finding:
    return Finding("", block.sheet, *place, Text("", ""), after=after)


def _mark_blanks(marked: Marked, report: Report, block: Block, numbers: dict[tuple[int, str], int]) -> None:
    """Every place that could be written starts as not held; what stands there or was filled takes it over."""
    cells = marked.cells.setdefault(block.sheet, {})
    added = report.added.get((block.sheet, block.last_row), 0) if block.last_row else 0
    lines = [(entry, 0) for entry in block.entries]
    lines += [(block.added(number), block.last_row) for number in range(1, added + 1)]
    asked = [
        (at, ("blank", {"ask": numbers[block.sheet, ask.cell]}))
        for at, ask in enumerate(block.asks)
        if ask.element and not ask.element.startswith("record.")
    ]
    for entry, after in lines:
        for at, mark in asked:
            place = entry[at]
            if place is not None:
                cells[report.place(_at(block, place, after)) if report.added else place] = mark


def _add_finding(marked: Marked, report: Report, finding: Finding) -> None:
    if finding.kind not in _FOUND:
        return
    cells, place = marked.cells.setdefault(finding.sheet, {}), report.place(finding)
    note = {**cells.get(place, ("", {}))[1], "text": finding.text.as_dict()}
    if finding.candidates:
        note |= {"candidates": list(finding.candidates), "keys": list(finding.keys)}
        # Choices are kept by the place in the sheet as it was sent, which added rows do not move.
        note["place"] = f"{finding.sheet}!{cell_name(finding.row, finding.column)}"
    cells[place] = (finding.kind, note)


def _told(ask: Ask, block: Block) -> dict[str, Any]:
    return {
        "caption": list(ask.caption),
        "key": caption_key(ask.caption),
        "family": block.family,
        "element": ask.element or "",
        "confidence": round(min(ask.confidence, 1.0), 2),
        "why": ask.why.as_dict() if ask.why else None,
    }
