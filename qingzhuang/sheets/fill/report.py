"""What a filling did, cell by cell, and what it could not do: as JSON (``report.schema.json``, version 1)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from typing import NamedTuple

from qingzhuang.domain.text import Text
from qingzhuang.sheets.fill.blocks import Ask, Block
from qingzhuang.sheets.fill.cells import CellValue
from qingzhuang.sheets.fill.matching import Answer
from qingzhuang.sheets.recognise.model import SURE
from qingzhuang.sheets.workbook import cell_name, display

VERSION = 1
_READABLE = 5_000


class Filled(NamedTuple):
    """One cell that was filled: with what, for which ask, from where, of which day, how sure.

    ``about`` is the key of the record. ``after`` is 0, or the row of the template after which the cell's row was added, then the ``row`` th one.
    """

    sheet: int
    row: int
    column: int
    value: CellValue
    ask: Ask
    source: str
    observed: str = ""
    confidence: float = 1.0
    doubt: Text | None = None
    after: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at.

    ``kind`` is difference (the cell says something else and was left), question (nobody was chosen), doubtful_column,
    unfit (the column cannot take the value), unknown (nothing is held), locked, or no_room. Row and ``after`` are as
    in ``Filled``; ``keys`` name the candidates for the choice that a person makes, and are no part of the report.
    """

    kind: str
    sheet: int
    row: int
    column: int
    text: Text
    candidates: tuple[str, ...] = ()
    after: int = 0
    keys: tuple[str, ...] = ()


@dataclass
class Report:
    """The outcome of one filling. Of the filled cells it keeps how to tell them, and tells them when asked."""

    template: str
    sheets: list[str]
    tellers: list[Callable[[], Iterator[Filled]]] = field(default_factory=list)
    blocks: list[tuple[Block, list[Answer | None]]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    blank: Counter = field(default_factory=Counter)
    added: dict[tuple[int, int], int] = field(default_factory=dict)
    parts_changed: list[str] = field(default_factory=list)
    recalculated: list[str] = field(default_factory=list)
    remarks: list[Text] = field(default_factory=list)

    @cached_property
    def filled(self) -> list[Filled]:
        """Every filled cell, in the order of filling."""
        return [each for tell in self.tellers for each in tell()]

    def place(self, each: Filled | Finding) -> tuple[int, int]:
        """The row and column of a cell in the file that is given back, where added rows moved others down."""
        row = each.after + each.row if each.after else each.row
        if not self.added:
            return row, each.column
        anchor = each.after or each.row
        moved = sum(count for (sheet, last), count in self.added.items() if sheet == each.sheet and last < anchor)
        return row + moved, each.column

    def summary(self) -> dict[str, object]:
        """The counts that a person wants first."""
        return {
            "filled": len(self.filled),
            "doubtful": sum(each.doubt is not None or each.confidence < SURE for each in self.filled),
            "left_blank": sum(self.blank.values()),
            "findings": dict(Counter(finding.kind for finding in self.findings)),
        }

    def as_json(self) -> dict[str, object]:
        """The published form, a plain dict that follows ``schema()``."""
        return {
            "version": VERSION,
            "template": self.template,
            "summary": self.summary(),
            "tables": [self._table(block, answers) for block, answers in self.blocks],
            "findings": [self._finding(each) for each in self.findings],
            "rows_added": [
                {"sheet": self.sheets[sheet], "after": row, "count": count}
                for (sheet, row), count in self.added.items()
            ],
            "parts_changed": self.parts_changed,
            "recalculated": self.recalculated,
            "remarks": [remark.as_dict() for remark in self.remarks],
            "filled": self.cells(),
        }

    def cells(self) -> list[dict[str, object]]:
        """Every filled cell with its source, as the published form tells it."""
        return [self._cell(each) for each in self.filled]

    def to_json(self) -> str:
        """As text; laid out for reading unless it is long."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=1 if len(self.filled) <= _READABLE else None)

    def _table(self, block: Block, answers: list[Answer | None]) -> dict[str, object]:
        return {
            "sheet": block.sheet_name,
            "orientation": block.orientation,
            "title": block.title,
            "family": block.family,
            "columns": [
                {
                    "caption": list(ask.caption),
                    "cell": ask.cell,
                    "element": ask.element,
                    "field": list(answer.field.path) if answer else None,
                    "confidence": round(min(answer.confidence, 1.0), 2) if answer else 0,
                    "why": answer.why.as_dict() if answer else None,
                    "left_blank": self.blank[block.sheet, ask.cell],
                }
                for ask, answer in zip(block.asks, answers, strict=True)
            ],
        }

    def _finding(self, each: Finding) -> dict[str, object]:
        return {
            "kind": each.kind,
            "sheet": self.sheets[each.sheet],
            "cell": cell_name(*self.place(each)),
            "text": each.text.as_dict(),
            "candidates": list(each.candidates),
        }

    def _cell(self, each: Filled) -> dict[str, object]:
        return {
            "sheet": self.sheets[each.sheet],
            "cell": cell_name(*self.place(each)),
            "caption": list(each.ask.caption),
            "element": each.ask.element,
            "value": each.value if type(each.value) in (str, int, bool) else display(each.value),
            "source": each.source,
            "observed": each.observed or None,
            "confidence": round(min(each.confidence, 1.0), 2),
            "doubt": each.doubt.as_dict() if each.doubt else None,
        }


def schema() -> dict[str, object]:
    """The JSON Schema of ``Report.as_json``."""
    return json.loads(resources.files(__package__).joinpath("report.schema.json").read_text(encoding="utf-8"))
