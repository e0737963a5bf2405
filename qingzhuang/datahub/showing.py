"""A filled sheet made ready for its page: one tab, one window of rows, the legend, and what is said of one cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator

from qingzhuang.datahub.models import FilledSheet
from qingzhuang.domain.elements import Element
from qingzhuang.domain.text import Text
from qingzhuang.sheets.fill.holdings import NAMES, NUMBERS
from qingzhuang.sheets.preview import MARKS, WINDOW, Windows
from qingzhuang.sheets.workbook import cell_name, cell_position, column_letters

# Sources are told apart by a tint and by a letter; from the seventh on they share the tints.
TINTS = 6
_FIRST = ("question", "difference", "unfit", "unknown", "doubtful", "blank", "locked", "filled")


@dataclass(slots=True)
class ShownCell:
    """One cell as the template needs it; ``letter`` and ``tint`` name the source, ``label`` says the mark in words."""

    name: str
    text: str
    kind: str
    row_span: int
    col_span: int
    number: bool
    note: Mapping[str, Any]
    letter: str = ""
    tint: int = 0
    label: Text | None = None
    caption: str = ""


@dataclass(slots=True)
class Card:
    """One row for a narrow screen: whom it is about, what needs a look first, then all else."""

    row: int
    who: str
    urgent: list[ShownCell] = field(default_factory=list)
    rest: list[ShownCell] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether a person has to look; what is merely not held can wait."""
        return any(cell.kind != "blank" for cell in self.urgent)


class ShownSheet:
    """One tab of a filled sheet, at one page. Reads the view and a single window of the package."""

    def __init__(self, sheet: FilledSheet, tab: str, page: str) -> None:
        with sheet.view.open("rb") as stream:
            windows = Windows(stream)
            self.view = windows.view
            self.tab = min(int(tab) if tab.isdecimal() else 0, max(len(self.view["sheets"]) - 1, 0))
            self.grid = self.view["sheets"][self.tab] if self.view["sheets"] else {}
            count = max(self.grid.get("rows", 0), 1)
            self.page: Page = Paginator(range(count), WINDOW).get_page(page)
            rows = windows.rows(self.tab, self.page.number - 1) if self.grid else []
        self.head = [(number, self._row(number, cells)) for number, cells, _ in self.grid.get("head", ())]
        self._people = {number for number, _, somebody in rows if somebody}
        self.rows = [(number, self._row(number, cells)) for number, cells, _ in rows]

    def _row(self, number: int, cells: Sequence[list[Any]]) -> list[ShownCell]:
        return [self._cell(number, each) for each in cells]

    def _cell(self, row: int, told: list[Any]) -> ShownCell:
        column, text, kind, row_span, col_span, note, number = told
        cell = ShownCell(cell_name(row, column), text, kind, row_span, col_span, number == "n", note or {})
        if "source" in cell.note:
            cell.letter = column_letters(cell.note["source"] + 1)
            cell.tint = cell.note["source"] % TINTS + 1
        cell.label = MARKS.get(kind)
        if cell.note.get("ask") is not None:
            cell.caption = " / ".join(self.view["asks"][cell.note["ask"]]["caption"])
        return cell

    @property
    def questions(self) -> list[Mapping[str, Any]]:
        """Rows that name several people, all of the file's, a hundred at most."""
        return self.view["questions"][:100]

    @property
    def letters(self) -> list[str]:
        return [column_letters(column) for column in range(1, self.grid.get("columns", 0) + 1)]

    @property
    def tabs(self) -> list[tuple[str, str, bool, None]]:
        return [
            (each["heading"] or each["name"], f"?sheet={at}", at == self.tab, None)
            for at, each in enumerate(self.view["sheets"])
        ]

    @property
    def legend(self) -> list[tuple[str, int, str]]:
        """``(letter, tint, source)`` of each source of the file."""
        return [(column_letters(at + 1), at % TINTS + 1, name) for at, name in enumerate(self.view["sources"])]

    @property
    def marks(self) -> list[tuple[str, Text]]:
        """The marks that this page shows."""
        there = {cell.kind for _, cells in self.rows for cell in cells}
        return [(kind, label) for kind, label in MARKS.items() if kind in there and kind != "filled"]

    @property
    def cards(self) -> list[Card]:
        """The rows of this page that say something of somebody."""
        keys = set(self.grid.get("keys", ()))
        found = []
        for number, cells in self.rows:
            if number not in self._people:
                continue
            named = [cell.text for cell in cells if cell.text and _column(cell) in keys]
            card = Card(number, " · ".join(named) or str(number))
            marked = [cell for cell in cells if cell.kind in _FIRST and cell.caption]
            for cell in sorted(marked, key=lambda each: _FIRST.index(each.kind)):
                (card.rest if cell.kind == "filled" else card.urgent).append(cell)
            found.append(card)
        return found

    def sentence(self, known: Mapping[str, Element]) -> tuple[int, int, int, list[Text]]:
        """``(columns, known ones, rows of somebody, what names them)`` of the whole file."""
        asks = self.view["asks"]
        named = {asks[self._about(each, key)]["element"] for each in self.view["sheets"] for key in each["keys"]}
        return (
            len(asks),
            sum(each["element"] in known for each in asks),
            sum(each["people"] for each in self.view["sheets"]),
            [known[code].name for code in sorted(named) if code in known and code in (*NAMES, *NUMBERS)],
        )

    @staticmethod
    def _about(sheet: Mapping[str, Any], key: int) -> int:
        return sheet["about"][str(key)]

    def cell(self, name: str) -> ShownCell | None:
        """The cell of this page that has the name, when there is something to say of it."""
        lines = (*self.head, *self.rows)
        return next((each for _, cells in lines for each in cells if each.name == name and each.kind), None)

    def ask(self, cell: ShownCell | None) -> Mapping[str, Any] | None:
        number = cell.note.get("ask") if cell else None
        return self.view["asks"][number] if number is not None else None


def _column(cell: ShownCell) -> int:
    return cell_position(cell.name)[1]
