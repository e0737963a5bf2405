"""Filling a sheet from what is held: whom each row is about, which field answers each column, what goes into the cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from qingzhuang.domain.elements import Element
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.domain.text import Text
from qingzhuang.sheets.canonical import canonical, derived
from qingzhuang.sheets.fill.blocks import Ask, Block, Place, marked
from qingzhuang.sheets.fill.cells import CellValue
from qingzhuang.sheets.fill.holdings import (
    NAMES,
    NUMBERS,
    Found,
    Held,
    Holdings,
    Listing,
    Record,
    agree,
    listed,
    settled,
    unheard_of,
)
from qingzhuang.sheets.fill.matching import match_fields
from qingzhuang.sheets.fill.misgivings import column_findings
from qingzhuang.sheets.fill.report import Filled, Finding, Report
from qingzhuang.sheets.fill.spelling import Speller, Spelt
from qingzhuang.sheets.fill.template import Template
from qingzhuang.sheets.normalise import squeeze
from qingzhuang.sheets.workbook import Value, cell_name, display

_COUNTED = ("record.sequence",)
_DERIVED = ("person.birth_date", "person.sex", "person.age")
_SHOWN = 100
_DOUBTED = 0.5
# May be told in part, and still be the same.
_IN_PARTS = ("date", "address")
# Equal as keys to False and True, which are written otherwise.
_ONE = (0, 1)


@dataclass(slots=True)
class Filling:
    """What is to be written: values by sheet, row and column, and values of rows to be added after (sheet, row).

    Rows are numbered as in the template.
    """

    template: Template
    report: Report
    values: dict[int, dict[int, dict[int, CellValue]]] = field(default_factory=dict)
    added: dict[tuple[int, int], list[dict[int, CellValue]]] = field(default_factory=dict)


def plan_filling(
    template: Template,
    holdings: Holdings,
    key: str | None = None,
    today: date | None = None,
    chosen: Mapping[str, str] | None = None,
) -> Filling:
    """Decide every cell. ``key`` is the element that rows are looked up by; by default a number, else name and more.

    ``chosen`` says whom a person chose where several were meant: ``{"0!B7": key}``, by sheet and first cell of the row.
    """
    report = Report(template.file.name, [sheet.name for sheet in template.workbook.sheets])
    report.remarks += template.remarks
    filling = Filling(template, report)
    for block in template.blocks:
        source = _source_for(block, holdings, template)
        _BlockFiller(filling, block, source, key, today or date.today(), chosen or {}).fill()
    return filling


def _source_for(block: Block, holdings: Holdings, template: Template) -> Holdings:
    """The holdings themselves, or, for a list within the form of one subject, the like-named list that it has."""
    if not isinstance(holdings, Listing) or len(holdings.records) != 1 or block.orientation not in ("row", "column"):
        return holdings
    own = _weight(block, holdings, template)
    for name, listing in holdings.records[0].lists.items():
        said = squeeze("".join((block.title, *block.groups)))
        named = 3 if said and (squeeze(name) in said or said in squeeze(name)) else 0
        weight = _weight(block, listing, template) + named
        if weight > own:
            own, holdings = weight, listing
    return holdings


def _weight(block: Block, holdings: Holdings, template: Template) -> float:
    return sum(answer.confidence for answer in match_fields(block, holdings.fields, template.elements) if answer)


@dataclass(slots=True)
class _Column:
    """One ask with what answers it; ``spelt`` remembers how each value was written."""

    ask: Ask
    element: Element | None
    key: str | None
    spell: Speller
    confidence: float
    counted: bool
    spelt: dict[Value, Spelt | BadValue] = field(default_factory=dict)


class _Line(NamedTuple):
    """One entry as it was filled; ``rows`` is where its values went."""

    entry: list[Place | None]
    record: Record
    found: Found
    number: int
    after: int
    rows: dict[int, dict[int, CellValue]]


class _BlockFiller:
    def __init__(
        self,
        filling: Filling,
        block: Block,
        holdings: Holdings,
        key: str | None,
        today: date,
        chosen: Mapping[str, str],
    ) -> None:
        self._chosen = chosen
        self._filling, self._block, self._holdings, self._key, self._today = filling, block, holdings, key, today
        self._report, self._elements = filling.report, filling.template.elements
        self._sheet = filling.template.workbook.sheets[block.sheet]
        self._anatomy = filling.template.anatomies[block.sheet]
        self._answers = match_fields(block, holdings.fields, self._elements)
        self._lines: list[_Line] = []
        self._columns = [
            _Column(
                ask,
                self._elements.get(ask.element or ""),
                answer.field.key if answer else None,
                Speller(self._elements.get(ask.element or ""), ask.wanted, answer.field.unit if answer else ""),
                answer.confidence if answer else 1.0,
                ask.element in _COUNTED,
            )
            for ask, answer in zip(block.asks, self._answers, strict=True)
        ]
        places = [place for entry in block.entries for place in entry if place]
        # A form whose author left some cells open wants the others left alone.
        self._respects_locks = self._anatomy.protected and not all(self._anatomy.locked(*place) for place in places)

    def fill(self) -> None:
        block = self._block
        self._report.blocks.append((block, self._answers))
        self._report.tellers.append(self.tell)
        for found in column_findings(block, self._answers, self._anatomy):
            self._find(*found)
        if not any(self._answers):
            return
        if block.orientation in ("key_value", "list"):
            self._fill_form()
            return
        asked = [(entry, told) for entry in block.entries if (told := self._told(entry))]
        if asked:
            self._fill_known(asked)
        else:
            self._fill_everybody()

    def _text(self, place: Place | None) -> str:
        cell = self._sheet.cells.get(place)
        return "" if cell is None or marked(cell.text) else cell.text

    def _blank(self, entry: list[Place | None]) -> bool:
        """Whether nothing at all stands in an entry's cells."""
        return self._sheet.cells.keys().isdisjoint(entry)

    def _told(self, entry: list[Place | None]) -> dict[str, str]:
        """What a row says of its subject, by element, as far as subjects are known by it; blank when it says nothing."""
        if self._blank(entry):
            return {}
        told = {
            ask.element: self._text(place)
            for ask, place in zip(self._block.asks, entry, strict=True)
            if ask.element and self._text(place)
        }
        if self._key is not None:
            return told if self._key in told else {}
        return told if any(element in told for element in (*NUMBERS, *NAMES)) else {}

    def _fill_form(self) -> None:
        """One subject: the one the form names, else the only one held."""
        entry = self._block.entries[0]
        told = self._told(entry)
        if told:
            self._fill_known([(entry, told)])
            return
        records = []
        for record in self._holdings.everybody():
            records.append(record)
            if len(records) > 1:
                text = Text(
                    "表只问一个对象，数据有多个，请指明", "The form asks about one subject, the data hold several"
                )
                self._find("question", self._first(entry), text)
                return
        for record in records:
            self._fill_entry(entry, record, Found(record))

    def _first(self, entry: list[Place | None]) -> Place:
        return next((place for place in entry if place), (1, 1))

    def _fill_known(self, asked: list[tuple[list[Place | None], dict[str, str]]]) -> None:
        wishes = [self._chosen.get(f"{self._block.sheet}!{cell_name(*self._first(entry))}") for entry, _ in asked]
        found = settled(self._holdings, self._holdings.find([told for _, told in asked], self._key), wishes)
        for (entry, told), answer in zip(asked, found, strict=True):
            if answer.record is not None:
                self._fill_entry(entry, answer.record, answer)
                continue
            name = next((told[element] for element in NAMES if element in told), next(iter(told.values())))
            where = self._first(entry)
            if answer.candidates:
                text = Text(
                    f"“{name}”：{answer.doubt.zh}，未填，请选定", f"“{name}”: {answer.doubt.en}; not filled, choose one"
                )
                self._find("question", where, text, answer.candidates, keys=answer.keys)
            else:
                self._find("unknown", where, unheard_of(name, told, self._elements))

    def _fill_everybody(self) -> None:
        """All records, in the blank rows, then in rows added after the last one."""
        entries = [entry for entry in self._block.entries if not self._occupied(entry)]
        records = list(self._holdings.everybody())
        for number, (entry, record) in enumerate(zip(entries, records, strict=False), 1):
            self._fill_entry(entry, record, Found(record), number)
        rest = records[len(entries) :]
        if rest:
            self._add_rows(rest, len(entries))

    def _occupied(self, entry: list[Place | None]) -> bool:
        """Whether a row says anything beyond its own number."""
        return not self._blank(entry) and any(
            self._text(place) and ask.element not in _COUNTED
            for ask, place in zip(self._block.asks, entry, strict=True)
        )

    def _add_rows(self, records: list[Record], before: int) -> None:
        block, filling = self._block, self._filling
        if not block.last_row:
            trouble = Text("这个表不能加行", "rows cannot be added to this table")
        else:
            trouble = filling.template.growth_trouble(block.sheet, block.last_row, len(records))
        if trouble is not None:
            text = Text(f"有{len(records)}条放不下：{trouble.zh}", f"{len(records)} records had no room: {trouble.en}")
            places = tuple(record.place for record in records[:_SHOWN])
            self._find("no_room", self._first(block.entries[-1] if block.entries else []), text, places)
            return
        filling.added[block.sheet, block.last_row] = []
        self._report.added[block.sheet, block.last_row] = len(records)
        for number, record in enumerate(records, 1):
            entry = [(number, place[1]) if place else None for place in block.entries[-1]]
            filling.added[block.sheet, block.last_row].append({})
            self._fill_entry(entry, record, Found(record), before + number, after=block.last_row)

    def _fill_entry(self, entry, record: Record, found: Found, number: int = 0, *, after: int = 0) -> None:
        """Fill one subject's cells; ``number`` is its place in the list, ``after`` the row behind which its row is added."""
        empty = bool(after) or self._blank(entry)
        if after:
            rows = {next((place[0] for place in entry if place), 0): self._filling.added[self._block.sheet, after][-1]}
        else:
            rows = self._filling.values.setdefault(self._block.sheet, {})
        self._lines.append(_Line(entry, record, found, number, after, rows))
        values, free = record.values, empty and not self._respects_locks
        for column, place in zip(self._columns, entry, strict=True):
            if place is None:
                continue
            held = values.get(column.key) or self._without_field(record, column, number)
            if held is None:
                self._leave(column, place, empty=empty)
                continue
            value = held.value
            spelt = column.spelt.get(value)
            if spelt is None or (type(value) is not str and value in _ONE):
                spelt = self._spell(column, held)
            if type(spelt) is not Spelt:
                self._find("unfit", place, spelt.text, after=after)
            elif free or self._may_fill(column, place, held, spelt, empty, after):
                self._keep(rows, place, spelt.value)

    @staticmethod
    def _keep(rows: dict[int, dict[int, CellValue]], place: Place, value: CellValue) -> None:
        if value != "":
            row = rows.get(place[0])
            if row is None:
                row = rows[place[0]] = {}
            row[place[1]] = value

    def _leave(self, column: _Column, place: Place, *, empty: bool) -> None:
        if empty or not self._text(place):
            self._report.blank[self._block.sheet, column.ask.cell] += 1

    def tell(self) -> Iterator[Filled]:
        """Each filled cell with its source: what was decided when it was filled, told again."""
        sheet = self._block.sheet
        for line in self._lines:
            for column, place in zip(self._columns, line.entry, strict=True):
                if place is None or place[1] not in line.rows.get(place[0], ()):
                    continue
                held = line.record.values.get(column.key) or self._without_field(line.record, column, line.number)
                spelt = self._spell(column, held) if held.value in _ONE else column.spelt[held.value]
                sure = min(held.confidence, line.found.confidence, column.confidence, _DOUBTED if spelt.doubt else 1.0)
                doubt = spelt.doubt or line.found.doubt
                yield Filled(
                    sheet, *place, spelt.value, column.ask, held.source, held.observed, sure, doubt, line.after,
                    line.record.key,
                )  # fmt: skip

    def _may_fill(self, column: _Column, place: Place, held: Held, spelt: Spelt, empty: bool, after: int) -> bool:
        there = "" if empty else self._text(place)
        if there:
            self._compare(column.ask, place, there, held, spelt)
            return False
        if self._respects_locks and self._anatomy.locked(after or place[0], place[1]):
            self._find("locked", place, Text("单元格被锁定，未填", "the cell is locked and was left"), after=after)
            return False
        return True

    def _without_field(self, record: Record, column: _Column, number: int) -> Held | None:
        """What follows from other fields, a list of the subject's told line by line, the number in the list."""
        if column.ask.element in _DERIVED:
            return self._derived(record).get(column.ask.element)
        if column.key is None and record.lists:
            held = listed(record, column.ask.label)
            if held is not None:
                return held
        return Held(number, "#") if number and column.counted else None

    def _find(
        self,
        kind: str,
        place: Place,
        text: Text,
        candidates: tuple[str, ...] = (),
        after: int = 0,
        keys: tuple[str, ...] = (),
    ) -> None:
        self._report.findings.append(Finding(kind, self._block.sheet, *place, text, candidates, after, keys))

    def _spell(self, column: _Column, held: Held) -> Spelt | BadValue:
        try:
            spelt = column.spell(held.value, is_stored=held.stored)
        except BadValue as trouble:
            spelt = trouble
        column.spelt[held.value] = spelt
        return spelt

    def _compare(self, ask: Ask, place: Place, there: str, held: Held, spelt: Spelt) -> None:
        """A cell that says something is never written over; when it says something else, that is reported."""
        if squeeze(there) == squeeze(display(spelt.value)) or ask.element in _COUNTED:
            return
        element = self._elements.get(ask.element or "")
        if element is not None:
            try:
                mine, theirs = canonical(element, self._sheet.value(*place)), canonical(element, held.value)
                if mine == theirs or (element.datatype in _IN_PARTS and agree(element.code, theirs, mine)):
                    return
            except BadValue:
                pass
        said = display(spelt.value)
        text = Text(
            f"“{ask.label}”表中是“{there}”，{held.source}是“{said}”，未改",
            f"“{ask.label}” says “{there}”, {held.source} says “{said}”; it was left",
        )
        self._find("difference", place, text)

    def _derived(self, record: Record) -> dict[str, Held]:
        """What follows from the number or birth date that is held."""
        told: dict[str, str] = {}
        sources: dict[str, Held] = {}
        for each in self._holdings.fields:
            if each.element in ("person.id_number", "person.birth_date") and each.key in record.values:
                held = record.values[each.key]
                try:
                    told.setdefault(each.element, canonical(self._elements[each.element], held.value))
                    sources.setdefault(each.element, held)
                except BadValue:
                    continue
        follows = {}
        for element, (value, origin) in derived(told, self._today).items():
            held = sources.get(origin) or next(iter(sources.values()))
            follows[element] = Held(value, f"{held.source} ({origin})", held.observed, held.confidence)
        return follows
