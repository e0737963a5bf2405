"""A sheet as questions: which fields each of its tables asks, and the cells where the answers of each subject go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qingzhuang.domain.elements import Element
from qingzhuang.domain.text import Text
from qingzhuang.sheets.fill.anatomy import Anatomy
from qingzhuang.sheets.fill.wanted import Signs, Wanted, wanted_of
from qingzhuang.sheets.normalise import squeeze
from qingzhuang.sheets.recognise import signature
from qingzhuang.sheets.recognise.binding import Binder, bare_caption
from qingzhuang.sheets.recognise.grid import Grid
from qingzhuang.sheets.recognise.model import Column, Table
from qingzhuang.sheets.workbook import Sheet, Value, cell_name, cell_position

_SAMPLES = 20
_FAR = 5_000
_MARK = re.compile(r"\{\{\s*(.+?)\s*\}\}$")
_UNIT_LINE = re.compile(r"单位[::]\s*([^\s,，;；()（）]{1,5})")
_ANSWER = re.compile(r"答|值|数|情况|内容|结果|选项|填|金额|面积|得分|完成")
_BESIDE = ("备注", "说明", "单位", "计量单位", "序号", "编号", "代码")
# A row that shows how to fill the others.
_EXAMPLE = re.compile(r"[(\[]?(?:填写)?(?:示例|样例|范例|例如|举例|例)(?:[:)\]\d]|$)")
_OUTSIDE = frozenset(["total", "section", "note", "signature", "unit", "info"])
_MONEY = ("元", "千元", "万元", "亿元")

Place = tuple[int, int]


class RowPlaces(Sequence[Place]):
    """The places of one whole row; made as they are asked for, as a sheet may have a million."""

    __slots__ = ("columns", "row")

    def __init__(self, row: int, columns: list[int]) -> None:
        self.row, self.columns = row, columns

    def __len__(self) -> int:
        return len(self.columns)

    def __getitem__(self, at: int | slice) -> Place | list[Place]:
        return list(self)[at] if isinstance(at, slice) else (self.row, self.columns[at])

    def __iter__(self) -> Iterator[Place]:
        return ((self.row, column) for column in self.columns)


Entry = Sequence[Place | None]


@dataclass(frozen=True, slots=True)
class Ask:
    """One field that is asked: its caption path, the cell of its caption, what it is about, how it is to be written."""

    caption: tuple[str, ...]
    cell: str
    element: str | None
    confidence: float
    why: Text | None
    wanted: Wanted
    required: bool = False
    doubtful: bool = False

    @property
    def label(self) -> str:
        return self.caption[-1] if self.caption else ""


@dataclass(slots=True)
class Block:
    """One table of one sheet: what it asks, and for each subject the cells of its answers.

    An entry has a place (row, column) for each ask, or ``None`` where nothing can be written. ``last_row`` is the last
    row of a table that may be given more rows, else 0. ``family`` names the sheets with the same captions.
    """

    sheet: int
    sheet_name: str
    orientation: str
    title: str
    asks: list[Ask]
    entries: list[Entry]
    last_row: int = 0
    family: str = ""
    groups: tuple[str, ...] = field(default=())

    def added(self, number: int) -> Entry:
        """The places of the ``number`` th row that is added after the last one."""
        last = self.entries[-1]
        if isinstance(last, RowPlaces):
            return RowPlaces(number, last.columns)
        return [(number, place[1]) if place else None for place in last]


class Standing:
    """What stands in a sheet, asked entry by entry."""

    def __init__(self, sheet: Sheet) -> None:
        self._places = sheet.cells.keys()
        self._columns: dict[int, set[int]] = {}
        for row, column in sheet.cells:
            self._columns.setdefault(row, set()).add(column)

    def within(self, entry: Entry) -> list[int]:
        """Which of an entry's places something stands in, by their number in the entry."""
        if isinstance(entry, RowPlaces):
            there = self._columns.get(entry.row)
            return [at for at, column in enumerate(entry.columns) if column in there] if there else []
        return [at for at, place in enumerate(entry) if place in self._places]


def marked(text: str) -> str:
    """The word in a cell that holds nothing but a field mark such as ``{{姓名}}``; blank for all other cells."""
    found = _MARK.match(text.strip())
    return found[1].strip() if found else ""


def blocks_of(
    index: int, grid: Grid, tables: list[Table], anatomy: Anatomy, binder: Binder, elements: dict[str, Element]
) -> Iterator[Block]:
    """The blocks of one sheet; ``grid`` is the sheet as seen, ``tables`` what was recognised on it."""
    for table in tables:
        yield _Reader(index, grid, table, anatomy, binder, elements).block()


class _Reader:
    def __init__(self, index, grid: Grid, table: Table, anatomy: Anatomy, binder: Binder, elements) -> None:
        self._index, self._grid, self._table = index, grid, table
        self._anatomy, self._binder, self._elements = anatomy, binder, elements
        self._uneven = {row for row, _ in anatomy.formulas | anatomy.covered}
        self._examples: list[int] = []
        self._outside = {note.row for note in table.notes if note.kind in _OUTSIDE and note.row > table.header_last}

    def block(self) -> Block:
        table = self._table
        last_row = 0
        if table.orientation == "list":
            columns, entries = self._items()
        elif table.orientation == "row":
            columns = table.columns
            rows = self._body_rows()
            numbers = [column.column for column in columns]
            entries = [self._row_places(row, numbers) for row in rows]
            last_row = rows[-1] if rows else 0
        else:
            columns = table.columns
            entries = list(self._answers())
        # Most rows of most forms are blank; captions are asked what stands under them of the others alone.
        within = Standing(self._grid.sheet).within
        told, blank, samples = [], [], [self._shown(column) for column in columns]
        for entry in entries:
            there = within(entry)
            (told if there else blank).append(entry)
            for at in there:
                if len(samples[at]) < _SAMPLES:
                    samples[at] += self._values([entry[at]])
        first = next(iter(blank or entries), [None] * len(columns))
        asks = []
        for at, column in enumerate(columns):
            asks.append(self._ask(column, first[at], (entry[at] for entry in told), samples[at]))
        sides = tuple(dict.fromkeys(column.caption[0] for column in columns if len(column.caption) > 1))
        return Block(
            self._index, self._grid.sheet.name, table.orientation, table.title, asks, entries, last_row,
            signature(table), sides,
        )  # fmt: skip

    def _row_places(self, row: int, columns: list[int]) -> Entry:
        if row in self._uneven:
            return [self._place(row, column) for column in columns]
        return RowPlaces(row, columns)

    def _place(self, row: int, column: int) -> Place | None:
        """Where a value for this position is written: not under a merge that begins elsewhere, nor over a formula."""
        place = row, column
        return None if place in self._anatomy.covered or place in self._anatomy.formulas else place

    def _body_rows(self) -> list[int]:
        """Rows for subjects: those with data, and the blank ones after them that are laid out as rows."""
        table, grid = self._table, self._grid
        rows = [row for row in range(table.fill_first, self._body_end() + 1) if row not in self._outside]
        totals = [note.row for note in table.notes if note.kind == "total" and note.row >= table.fill_first]
        if totals and all(grid.is_blank(row) for row in range(totals[0] + 1, table.data_last + 1)) and rows:
            rows = [row for row in rows if row < totals[0]]
            if rows:
                return rows
        row = max(self._body_end() + 1, table.fill_first)
        while grid.is_blank(row) and row not in self._outside and row <= max(self._anatomy.last_row, table.fill_first):
            if row > table.fill_first and not self._anatomy.looks_alike(row, table.fill_first):
                break
            rows.append(row)
            row += 1
        self._examples = [row for row in rows if any(_EXAMPLE.match(squeeze(text)) for text in grid.texts(row))]
        return [row for row in rows if row not in self._examples]

    def _body_end(self) -> int:
        """The last row of the data; something far below them, perhaps in the last row there can be, is none of them."""
        first, last = self._table.fill_first, self._table.data_last
        if last - first < _FAR:
            return last
        at = first
        for row in sorted(row for row in self._grid.rows if first <= row <= last):
            if row - at > _FAR:
                return at
            at = row
        return last

    def _answers(self) -> Iterator[list[Place | None]]:
        """The answers of a form, or of each record of a table on its side."""
        places = [cell_position(column.value_cell) if column.value_cell else None for column in self._table.columns]
        if self._table.orientation == "key_value":
            places = list(self._with_edges(places))
        places = [place and self._place(*place) for place in places]
        yield places
        if self._table.orientation == "column":
            first = max((place[1] for place in places if place), default=0)
            for at in range(first + 1, self._grid.n_cols + 1):
                yield [self._place(column.row, at) for column in self._table.columns]

    def _with_edges(self, places: list[Place | None]) -> Iterator[Place | None]:
        """The places, and the blank cells beyond the last printed column where the form is laid out that far."""
        looks = {self._anatomy.style_at(*place) for place in places if place} - {0}
        reach = max((column for _, column in self._anatomy.covered), default=0)
        for column, place in zip(self._table.columns, places, strict=True):
            if place is None and (area := self._grid.at(column.row, column.column)) is not None:
                edge = area.row, area.last_col + 1
                if edge[1] > self._grid.n_cols and (edge[1] <= reach or self._anatomy.style_at(*edge) in looks):
                    place = edge
            yield place

    def _items(self) -> tuple[list[Column], list[list[Place | None]]]:
        """A list of printed questions: each row is a field, one answer column beside it."""
        table = self._table
        answer = self._answer_column()
        item = max((c for c in table.columns if c.column < answer), key=self._printed, default=table.columns[0])
        columns, places = [], []
        for row in range(table.data_first, table.data_last + 1):
            area = self._grid.at(row, item.column)
            if area is None or area.row != row or row in self._outside or area.last_col >= answer:
                continue
            found = self._binder.match((area.text,))
            unit = next((c for c in table.columns if squeeze(c.label) in ("单位", "计量单位")), None)
            column = Column((area.text.strip(),), cell_name(row, item.column), row, item.column)
            column.unit = self._grid.sheet.text(row, unit.column) if unit else ""
            if found:
                column.element, column.confidence, column.why = found.code, found.confidence, found.why
            columns.append(column)
            places.append(self._place(row, answer))
        return columns, [places]

    def _printed(self, column: Column) -> int:
        rows = range(self._table.data_first, self._table.data_last + 1)
        return sum(len(self._grid.sheet.text(row, column.column)) for row in rows)

    def _answer_column(self) -> int:
        open_columns = [c for c in self._table.columns[1:] if squeeze(c.label).strip("*:") not in _BESIDE]
        named = [c for c in open_columns if _ANSWER.search(c.label)]
        candidates = named or open_columns or self._table.columns[-1:]
        return min(candidates, key=lambda c: (self._printed(c) > 0, self._printed(c), c.column)).column

    def _ask(self, column: Column, first: Place | None, told: Iterator[Place | None], samples: list[Value]) -> Ask:
        """``first`` is the first place to be filled, ``told`` are those of entries that say something already, and
        ``samples`` what they say."""
        begins = next(told, first)
        mark = marked(self._grid.sheet.text(*begins)) if begins else ""
        if first is None:
            there = [place for place in (begins, *told) if place]
            first = next((place for place in there if place not in self._grid.sheet.cells), next(iter(there), (0, 0)))
        wanted = wanted_of(self._elements.get(column.element or ""), self._signs(column, first, samples))
        caption = column.caption
        code, confidence, why = column.element, column.confidence, column.why
        if mark and code is None:
            found = self._binder.match((mark,))
            caption = (*caption[:-1], mark)
            code, confidence, why = (found.code, found.confidence, found.why) if found else (None, 0.0, None)
        return Ask(caption, column.cell, code, confidence, why, wanted, column.required, column.doubtful)

    def _signs(self, column: Column, first: Place, samples: list[Value]) -> Signs:
        return Signs(
            samples=samples[:_SAMPLES],
            hints=self._hints(column),
            number_format=self._anatomy.number_format(*first),
            choices=self._anatomy.choices(*first),
            unit=column.unit or self._common_unit(column),
            label=column.label,
        )

    def _shown(self, column: Column) -> list[Value]:
        """What the rows that show how to fill the others say in a column."""
        return self._values([(row, column.column) for row in self._examples])

    def _values(self, places: list[Place]) -> list[Value]:
        cells = (self._grid.sheet.cells.get(place) for place in places)
        return [cell.value for cell in cells if cell is not None and not marked(cell.text)]

    def _hints(self, column: Column) -> list[str]:
        """What is said of a column: its caption, marks under it, and the lines of notes that name it."""
        caption = self._grid.sheet.text(column.row, column.column) or column.label
        bare = bare_caption(column.label)
        hints = [caption]
        for note in self._table.notes:
            if note.kind == "required_marks":
                hints.append(self._grid.sheet.text(note.row, column.column))
            elif note.kind in ("note", "info", "unit"):
                text = "\n".join(self._grid.texts(note.row)) or note.text
                hints += [line for line in re.split(r"[\n;；。]", text) if bare and bare in squeeze(line)]
        return [hint for hint in hints if hint]

    def _common_unit(self, column: Column) -> str:
        """The unit given once for the whole table (单位：万元), for its amounts of money."""
        element = self._elements.get(column.element or "")
        if element is None or "(CNY" not in element.datatype:
            return ""
        for note in self._table.notes:
            found = _UNIT_LINE.search(squeeze(note.text)) if note.kind in ("unit", "info") else None
            if found and found[1] in _MONEY:
                return found[1]
        return ""
