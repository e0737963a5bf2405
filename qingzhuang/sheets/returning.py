"""A sheet that comes back: what people added, changed or took away, row by row, whatever they did to the order.

Rows are matched by what names their subject (a number, else name and birth date), never by position; cells are
compared as values, so that another way of writing the same is no change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qingzhuang.domain.elements import Element
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.domain.text import Text
from qingzhuang.sheets.canonical import canonical
from qingzhuang.sheets.fill.blocks import Block
from qingzhuang.sheets.fill.template import Template
from qingzhuang.sheets.workbook import cell_name

# What names a subject, the surest first; each is a set of elements that must all be there.
NAMED_BY = (
    ("person.id_number",),
    ("household.head_id_number",),
    ("organisation.uscc",),
    ("household.number",),
    ("person.name", "person.birth_date"),
    ("person.name",),
    ("household.head_name",),
    ("organisation.name",),
)
LABELS = ("person.name", "household.head_name", "organisation.name")
_ORDER = ("record.sequence",)
Name = tuple[tuple[str, str], ...]
TWICE = Text(
    "同名同号的行有几条，分不清是哪一条", "several rows have this name or number; it is not clear which is meant"
)
NOBODY = Text("这一行没有写是谁", "this row does not say whom it is about")


@dataclass(slots=True)
class Entry:
    """One subject's row: values as stored, cells by element, and what could not be read."""

    sheet: str
    row: int
    values: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    bad: dict[str, Text] = field(default_factory=dict)

    @property
    def names(self) -> list[Name]:
        """Everything that names the subject, the surest first."""
        named = (codes for codes in NAMED_BY if all(code in self.values for code in codes))
        return [tuple((code, self.values[code]) for code in codes) for codes in named]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell. ``was`` and ``now`` are stored spellings; a bad one has ``trouble`` and ``now`` as it was written."""

    sort: str
    sheet: str
    cell: str
    element: str
    was: str
    now: str
    trouble: Text | None = None


@dataclass(slots=True)
class Row:
    """The changes of one subject's row. ``name`` is what it was matched by, ``label`` what people call it; ``new`` says
    that it was not on the sheet that went out."""

    name: dict[str, str]
    label: str
    sheet: str
    row: int
    changes: list[Change]
    new: bool = False
    trouble: Text | None = None


@dataclass(slots=True)
class Returned:
    """``rows`` with changes, in the sheet's order; ``gone`` names the subjects whose rows are no longer there."""

    rows: list[Row] = field(default_factory=list)
    gone: list[dict[str, str]] = field(default_factory=list)
    unchanged: int = 0


def entries_of(template: Template) -> list[Entry]:
    """The rows of every table of a sheet whose columns are bound to elements; empty rows are left out."""
    return [entry for block in template.blocks for entry in _entries(template, block) if entry.values or entry.bad]


def compare(sent: list[Entry], back: list[Entry]) -> Returned:
    """What the sheet that came back says beyond the one that went out."""
    found, before, after = Returned(), _Index(sent), _Index(back)
    met: set[int] = set()
    for entry in back:
        old, trouble = _meet(entry, before, after)
        if old is not None:
            met.add(id(old))
        changes = list(_changes(old, entry))
        if not changes:
            found.unchanged += 1
            continue
        name = dict(entry.names[0]) if entry.names else {}
        found.rows.append(Row(name, _label(entry, old), entry.sheet, entry.row, changes, old is None, trouble))
    found.gone = [dict(entry.names[0]) for entry in sent if entry.names and id(entry) not in met]
    return found


def _label(entry: Entry, old: Entry | None) -> str:
    values = {**(old.values if old else {}), **entry.values}
    return next((values[code] for code in LABELS if code in values), "")


class _Index:
    """Entries by each of their names; ``often`` says how many bear it."""

    def __init__(self, entries: list[Entry]) -> None:
        self.often = Counter(name for entry in entries for name in entry.names)
        self.by_name = {name: entry for entry in entries for name in entry.names}


def _meet(entry: Entry, before: _Index, after: _Index) -> tuple[Entry | None, Text | None]:
    """The row that an entry was, by its surest name that is one row's alone on both sheets; else why none."""
    if not entry.names:
        return None, NOBODY
    for name in entry.names:
        if before.often[name] == 1 and after.often[name] == 1:
            return before.by_name[name], None
    surest = entry.names[0]
    twice = after.often[surest] > 1 or any(before.often[name] > 1 for name in entry.names)
    return None, TWICE if twice else None


def _entries(template: Template, block: Block) -> Iterator[Entry]:
    sheet = template.workbook.sheets[block.sheet]
    asked = [(at, ask.element) for at, ask in enumerate(block.asks) if ask.element and ask.element not in _ORDER]
    twice = {code for code, count in Counter(code for _at, code in asked).items() if count > 1}
    for places in block.entries:
        entry = Entry(sheet.name, next((place[0] for place in places if place), 0))
        for at, code in asked:
            place = places[at]
            if place is None or code in twice or (value := sheet.value(*place)) is None:
                continue
            _read(entry, template.elements, code, cell_name(*place), value)
        yield entry


def _read(entry: Entry, known: Mapping[str, Element], code: str, cell: str, value: Any) -> None:
    text = str(value).strip()
    if not text:
        return
    entry.cells[code], entry.said[code] = cell, text[:200]
    try:
        entry.values[code] = canonical(known[code], value)
    except BadValue as bad:
        entry.bad[code] = bad.text


def _changes(old: Entry | None, new: Entry) -> Iterator[Change]:
    was = old.values if old else {}
    for code, cell in new.cells.items():
        if code in new.bad:
            # What could not be read when it went out is not the reader's mistake.
            if old is None or old.said.get(code) != new.said[code]:
                yield Change(
                    "changed" if code in was else "added",
                    new.sheet,
                    cell,
                    code,
                    was.get(code, ""),
                    new.said[code],
                    new.bad[code],
                )
        elif code not in was:
            yield Change("added", new.sheet, cell, code, "", new.values[code])
        elif was[code] != new.values[code]:
            yield Change("changed", new.sheet, cell, code, was[code], new.values[code])
    for code, value in was.items():
        if code not in new.cells:
            yield Change("cleared", new.sheet, old.cells[code] if old else "", code, value, "")
