"""What is seen on a sheet, and how it is written as JSON (``schema.json``, version 1)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from importlib import resources

from qingzhuang.domain.text import Text

VERSION = 1
SURE = 0.75
ORIENTATIONS = ("row", "column", "key_value", "list")


@dataclass(slots=True)
class Column:
    """One column of a table, or one field of a form.

    ``caption`` goes from the outermost group to the innermost label; ``cell`` is where the innermost label stands;
    ``value_cell`` is where a form's answer goes. ``element`` is a data element's code with a ``confidence`` of 0 to 1,
    and ``why`` says what the binding rests on.
    """

    caption: tuple[str, ...]
    cell: str
    row: int
    column: int
    value_cell: str | None = None
    element: str | None = None
    confidence: float = 0.0
    why: Text | None = None
    required: bool = False
    unit: str = ""

    @property
    def label(self) -> str:
        return self.caption[-1] if self.caption else ""

    @property
    def doubtful(self) -> bool:
        """Whether a person should be asked, once, before anything rests on the binding."""
        return self.element is not None and self.confidence < SURE

    def as_json(self) -> dict[str, object]:
        return {
            "caption": list(self.caption),
            "cell": self.cell,
            "value_cell": self.value_cell,
            "element": self.element,
            "confidence": round(self.confidence, 2),
            "why": self.why.as_dict() if self.why else None,
            "doubtful": self.doubtful,
            "required": self.required,
            "unit": self.unit,
        }


@dataclass(frozen=True, slots=True)
class TableNote:
    """A line that belongs to the table without being data.

    ``kind`` is unit, info, note, section, total, signature, column_numbers, required_marks or field_names (a hidden row
    that names the columns for a program).
    """

    kind: str
    row: int
    text: str

    def as_json(self) -> dict[str, object]:
        return {"kind": self.kind, "row": self.row, "text": self.text}


@dataclass(slots=True)
class Table:
    """One table. Rows count from 1; ``data_last`` is the last row that belongs to the data, blank ones included.

    ``header_first`` to ``header_last`` are the rows with captions; ``fill_first`` is the first row where a value can be
    written, which is below ``data_first`` when header cells are merged down over blank rows.
    """

    orientation: str
    title_rows: list[int]
    header_first: int
    header_last: int
    data_first: int
    data_last: int
    columns: list[Column]
    notes: list[TableNote] = field(default_factory=list)
    title: str = ""
    fill_first: int = 0

    def __post_init__(self) -> None:
        self.fill_first = max(self.fill_first, self.data_first)

    def as_json(self) -> dict[str, object]:
        return {
            "orientation": self.orientation,
            "title": self.title,
            "title_rows": self.title_rows,
            "header_rows": [self.header_first, self.header_last],
            "data_first": self.data_first,
            "data_last": self.data_last,
            "fill_first": self.fill_first,
            "columns": [column.as_json() for column in self.columns],
            "notes": [note.as_json() for note in self.notes],
        }


@dataclass(slots=True)
class SheetTables:
    """The tables of one sheet: lists first, in reading order, then the key-value blocks beside them."""

    name: str
    tables: list[Table]

    def as_json(self) -> dict[str, object]:
        return {"name": self.name, "tables": [table.as_json() for table in self.tables]}


@dataclass(slots=True)
class Recognition:
    """Everything seen in one file."""

    file: str
    sheets: list[SheetTables]

    def as_json(self) -> dict[str, object]:
        """The published form, a plain dict that follows ``schema()``."""
        return {"version": VERSION, "file": self.file, "sheets": [sheet.as_json() for sheet in self.sheets]}

    def to_json(self, indent: int | None = None) -> str:
        return json.dumps(self.as_json(), ensure_ascii=False, indent=indent)


def schema() -> dict[str, object]:
    """The JSON Schema of ``Recognition.as_json``."""
    return json.loads(resources.files(__package__).joinpath("schema.json").read_text(encoding="utf-8"))
