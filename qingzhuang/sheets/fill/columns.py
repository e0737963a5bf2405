"""What goes into the cells of a block: each held value as its column wants it, and what a person should know of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import NoneType
from typing import NamedTuple

from qingzhuang.domain.elements import Element
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.domain.text import Text
from qingzhuang.sheets.canonical import BASES, FOLLOWING, canonical, derived
from qingzhuang.sheets.fill.anatomy import Anatomy
from qingzhuang.sheets.fill.blocks import Ask, Block, Entry, Place, RowPlaces, marked
from qingzhuang.sheets.fill.cells import CellValue
from qingzhuang.sheets.fill.holdings import Found, Held, Holdings, Origin, Record, agree, listed
from qingzhuang.sheets.fill.matching import Answer
from qingzhuang.sheets.fill.report import Filled
from qingzhuang.sheets.fill.spelling import Speller
from qingzhuang.sheets.fill.template import Template
from qingzhuang.sheets.normalise import squeeze
from qingzhuang.sheets.workbook import Sheet, Value, display

COUNTED = ("record.sequence",)
_DOUBTED = 0.5
# May be told in part, and still be the same.
_IN_PARTS = ("date", "address")

Find = Callable[..., None]


def text_at(sheet: Sheet, place: Place | None) -> str:
    """What stands at a place; a field mark is there to be written over."""
    cell = sheet.cells.get(place)
    return "" if cell is None or marked(cell.text) else cell.text


class Line(NamedTuple):
    """One entry and whom it is about; ``rows`` is where its values go, ``there`` the places of the entry in which something stands.

    ``number`` is its place in the list, ``after`` the row behind which its row is added, or 0.
    """

    entry: Entry
    record: Record
    found: Found
    number: int
    after: int
    rows: dict[int, dict[int, CellValue]]
    there: list[int]


@dataclass(slots=True)
class _Column:
    """One ask with what answers it. ``written`` remembers how values are written, ``doubts`` what is to be known of them."""

    ask: Ask
    element: Element | None
    key: str | None
    spell: Speller
    confidence: float
    counted: bool
    written: dict[Value, CellValue] = field(default_factory=dict)
    doubts: dict[Value, Text] = field(default_factory=dict)

    def write(self, value: Value) -> CellValue:
        """How a value is written here; raises ``BadValue`` when the column cannot take it."""
        if value in self.written:
            return self.written[value]
        spelt = self.spell(value)
        # As keys 0 and 1 are equal to False and True, which are written otherwise.
        if type(value) is str or value not in (0, 1):
            self.written[value] = spelt.value
        if spelt.doubt is not None:
            self.doubts[value] = spelt.doubt
        return spelt.value

    def write_all(self, values: Sequence[Value | None]) -> list[CellValue | None]:
        """How all values of the column are written; ``None`` for none, and for what needs a closer look.

        Most columns hold few values, or what goes in as it is: each is looked at once.
        """
        kinds = set(map(type, values)) - {NoneType}
        if len(kinds) != 1:
            return [None if value is None else self._tried(value) for value in values]
        told = set(values) - {None}
        written = self.spell.as_they_are(told)
        if written is None:
            written = {value: self._tried(value) for value in told}
        return list(map(written.get, values))

    def _tried(self, value: Value) -> CellValue | None:
        quick = self.spell.quick(value)
        if quick is not None:
            return quick
        try:
            return self.write(value)
        except BadValue:
            return None


class ColumnFiller:
    """Fills the lines of one block; ``find`` takes what a person should look at, ``blank`` counts cells that stay so."""

    def __init__(
        self,
        template: Template,
        block: Block,
        holdings: Holdings,
        answers: list[Answer | None],
        today: date,
        find: Find,
        blank: Counter[tuple[int, str]],
    ) -> None:
        self._block, self._holdings, self._today, self._find, self._blank = block, holdings, today, find, blank
        self._elements = template.elements
        self._sheet = template.workbook.sheets[block.sheet]
        self._anatomy: Anatomy = template.anatomies[block.sheet]
        self._lines: Sequence[Line] = ()
        self._columns = [
            _Column(
                ask,
                self._elements.get(ask.element or ""),
                answer.field.key if answer else None,
                Speller(
                    self._elements.get(ask.element or ""),
                    ask.wanted,
                    answer.field.unit if answer else "",
                    stored=holdings.stored,
                ),
                answer.confidence if answer else 1.0,
                ask.element in COUNTED,
            )
            for ask, answer in zip(block.asks, answers, strict=True)
        ]
        # A form whose author left some cells open wants the others left alone.
        self._respects_locks = self._anatomy.protected and not all(
            self._anatomy.locked(*place) for entry in block.entries for place in entry if place
        )

    def fill(self, lines: Sequence[Line]) -> None:
        """Fill the cells of all subjects.

        Nearly all cells of nearly all rows are open, and answered at once: those are written by column, and only the
        others are looked at one by one.
        """
        self._lines = lines
        records = [line.record.values for line in lines]
        columns = [column.write_all([values.get(column.key) for values in records]) for column in self._columns]
        for line, cells in zip(lines, zip(*columns, strict=True), strict=True):
            self._fill_line(line, list(cells))

    def _fill_line(self, line: Line, cells: list[CellValue | None]) -> None:
        entry, rows, there = line.entry, line.rows, line.there
        whole = type(entry) is RowPlaces
        if not self._respects_locks and (whole or None not in entry):
            for at in there:
                cells[at] = self._cell(line, at)
            if not all(cells):
                for at in [at for at, cell in enumerate(cells) if not cell and at not in there]:
                    cells[at] = self._cell(line, at)
        else:
            cells = [self._cell(line, at) for at in range(len(cells))]
        if whole:
            placed = zip(entry.columns, cells, strict=True)
            if None in cells:
                placed = [(column, cell) for column, cell in placed if cell is not None]
            rows[entry.row].update(placed)
        else:
            for place, cell in zip(entry, cells, strict=True):
                if cell is not None:
                    rows[place[0]][place[1]] = cell

    def _cell(self, line: Line, at: int) -> CellValue | None:
        """What goes into one cell; ``None`` leaves it as it is."""
        column, place = self._columns[at], line.entry[at]
        if place is None:
            return None
        held = self._held(line, column)
        if held is None:
            if not line.there or not text_at(self._sheet, place):
                self._blank[self._block.sheet, column.ask.cell] += 1
            return None
        try:
            cell = column.write(held.value)
        except BadValue as trouble:
            self._find("unfit", place, trouble.text, after=line.after)
            return None
        return cell if cell != "" and self._may_fill(line, column, place, held, cell) else None

    def tell(self) -> Iterator[Filled]:
        """Each filled cell with its source: what was decided when it was filled, told again."""
        sheet = self._block.sheet
        for line in self._lines:
            for column, place in zip(self._columns, line.entry, strict=True):
                if place is None or place[1] not in line.rows.get(place[0], ()):
                    continue
                held = self._held(line, column)
                cell, doubt = column.write(held.value), column.doubts.get(held.value)
                source, observed, confidence = held.origin
                sure = min(confidence, line.found.confidence, column.confidence, _DOUBTED if doubt else 1.0)
                yield Filled(
                    sheet, *place, cell, column.ask, source, observed, sure, doubt or line.found.doubt,
                    line.after, line.record.key,
                )  # fmt: skip

    def _may_fill(self, line: Line, column: _Column, place: Place, held: Held, cell: CellValue) -> bool:
        there = "" if not line.there else text_at(self._sheet, place)
        if there:
            self._compare(column.ask, place, there, held, cell)
            return False
        if self._respects_locks and self._anatomy.locked(line.after or place[0], place[1]):
            self._find("locked", place, Text("单元格被锁定，未填", "the cell is locked and was left"), after=line.after)
            return False
        return True

    def _held(self, line: Line, column: _Column) -> Held | None:
        """What is held, or follows from other fields, or a list of the subject's told line by line, or the number in the list."""
        record = line.record
        held = record.held(column.key)
        if held is not None:
            return held
        if column.ask.element in FOLLOWING:
            return self._derived(record).get(column.ask.element)
        if column.key is None and record.lists:
            held = listed(record, column.ask.label)
            if held is not None:
                return held
        return Held(line.number, Origin("#")) if line.number and column.counted else None

    def _compare(self, ask: Ask, place: Place, there: str, held: Held, cell: CellValue) -> None:
        """A cell that says something is never written over; when it says something else, that is reported."""
        if squeeze(there) == squeeze(display(cell)) or ask.element in COUNTED:
            return
        element = self._elements.get(ask.element or "")
        if element is not None:
            try:
                mine, theirs = canonical(element, self._sheet.value(*place)), canonical(element, held.value)
                if mine == theirs or (element.datatype in _IN_PARTS and agree(element.code, theirs, mine)):
                    return
            except BadValue:
                pass
        said, source = display(cell), held.origin.source
        text = Text(
            f"“{ask.label}”表中是“{there}”，{source}是“{said}”，未改",
            f"“{ask.label}” says “{there}”, {source} says “{said}”; it was left",
        )
        self._find("difference", place, text)

    def _derived(self, record: Record) -> dict[str, Held]:
        """What follows from the number or birth date that is held."""
        told: dict[str, str] = {}
        origins: dict[str, Origin] = {}
        for each in self._holdings.fields:
            if each.element in BASES and each.key in record.values:
                try:
                    told.setdefault(each.element, canonical(self._elements[each.element], record.values[each.key]))
                    origins.setdefault(each.element, record.origins[each.key])
                except BadValue:
                    continue
        follows = {}
        for element, (value, base) in derived(told, self._today).items():
            origin = origins.get(base) or next(iter(origins.values()))
            follows[element] = Held(value, origin._replace(source=f"{origin.source} ({base})"))
        return follows
