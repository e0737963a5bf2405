"""Filling a sheet from what is held: whom each row is about, which field answers each column, what goes into the cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from qingzhuang.domain.text import Text
from qingzhuang.sheets.fill.blocks import Block, Entry, Place, Standing
from qingzhuang.sheets.fill.cells import CellValue
from qingzhuang.sheets.fill.columns import COUNTED, ColumnFiller, Line, text_at
from qingzhuang.sheets.fill.holdings import (
    NAMES,
    NUMBERS,
    Found,
    Holdings,
    Listing,
    Record,
    settled,
    unheard_of,
)
from qingzhuang.sheets.fill.matching import match_fields
from qingzhuang.sheets.fill.misgivings import column_findings
from qingzhuang.sheets.fill.report import Finding, Report
from qingzhuang.sheets.fill.template import Template
from qingzhuang.sheets.normalise import squeeze
from qingzhuang.sheets.workbook import cell_name

_SHOWN = 100


def _rows() -> dict[int, dict[int, CellValue]]:
    return defaultdict(dict)


@dataclass(slots=True)
class Filling:
    """What is to be written: values by sheet, row and column, and values of rows to be added after (sheet, row).

    Rows are numbered as in the template.
    """

    template: Template
    report: Report
    values: dict[int, dict[int, dict[int, CellValue]]] = field(default_factory=lambda: defaultdict(_rows))
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
        self._standing = Standing(self._sheet)
        self._lines: list[Line] = []
        self._answers = match_fields(block, holdings.fields, self._elements)
        self._columns = ColumnFiller(
            filling.template, block, holdings, self._answers, today, self._find, self._report.blank
        )

    def fill(self) -> None:
        block = self._block
        self._report.blocks.append((block, self._answers))
        self._report.tellers.append(self._columns.tell)
        for found in column_findings(block, self._answers, self._anatomy):
            self._find(*found)
        if not any(self._answers):
            return
        asked = [(entry, told) for entry in block.entries if (told := self._told(entry))]
        if block.orientation in ("key_value", "list"):
            self._fill_form()
        elif asked:
            self._fill_known(asked)
        else:
            self._fill_everybody()
        self._columns.fill(self._lines)

    def _text(self, place: Place | None) -> str:
        return text_at(self._sheet, place)

    def _told(self, entry: Entry) -> dict[str, str]:
        """What a row says of its subject, by element, as far as subjects are known by it; blank when it says nothing."""
        asks = self._block.asks
        told = {
            asks[at].element: text
            for at in self._standing.within(entry)
            if asks[at].element and (text := self._text(entry[at]))
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

    def _first(self, entry: Entry) -> Place:
        return next((place for place in entry if place), (1, 1))

    def _fill_known(self, asked: list[tuple[Entry, dict[str, str]]]) -> None:
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

    def _occupied(self, entry: Entry) -> bool:
        """Whether a row says anything beyond its own number."""
        asks = self._block.asks
        there = self._standing.within(entry)
        return any(self._text(entry[at]) and asks[at].element not in COUNTED for at in there)

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
            entry = block.added(number)
            filling.added[block.sheet, block.last_row].append({})
            self._fill_entry(entry, record, Found(record), before + number, after=block.last_row)

    def _fill_entry(self, entry, record: Record, found: Found, number: int = 0, *, after: int = 0) -> None:
        """One subject's cells are to be filled; ``number`` is its place in the list, ``after`` the row behind which its
        row is added."""
        if after:
            rows = {next((place[0] for place in entry if place), 0): self._filling.added[self._block.sheet, after][-1]}
        else:
            rows = self._filling.values[self._block.sheet]
        there = [] if after else self._standing.within(entry)
        self._lines.append(Line(entry, record, found, number, after, rows, there))

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
