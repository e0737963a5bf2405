"""A sheet as areas: every filled or merged area once, with its extent, looked up by row or by position."""

from __future__ import annotations

from dataclasses import dataclass

from qingzhuang.sheets.workbook import Sheet, Value

_COVER_LIMIT = 2_000_000
_BEYOND = 6


@dataclass(frozen=True, slots=True)
class Area:
    """A filled cell or merged range; edges included, counted from 1."""

    row: int
    col: int
    last_row: int
    last_col: int
    text: str
    value: Value | None

    @property
    def width(self) -> int:
        return self.last_col - self.col + 1

    @property
    def height(self) -> int:
        return self.last_row - self.row + 1


class Grid:
    """Filled areas by row, and merged cover by position, within the used range (and a few rows below it).

    ``edge`` is the last column a person would take for part of the form: filled, or reached by a merged range.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.n_rows, self.n_cols = sheet.n_rows, sheet.n_cols
        self.edge = max([self.n_cols, *(m.last_col for m in sheet.merges if m.last_col <= self.n_cols + _BEYOND)])
        self._cover: dict[tuple[int, int], Area] = {}
        self.rows: dict[int, list[Area]] = {}
        self._read_merges()
        for (row, column), cell in sheet.cells.items():
            area = self._cover.get((row, column))
            if area is None:
                self.rows.setdefault(row, []).append(Area(row, column, row, column, cell.text, cell.value))
            elif (area.row, area.col) == (row, column):
                self.rows.setdefault(row, []).append(area)
            else:
                # A value hidden under a merge is not seen by a person, unless the merge itself is empty there.
                continue
        for areas in self.rows.values():
            areas.sort(key=lambda a: a.col)

    def _read_merges(self) -> None:
        budget = _COVER_LIMIT
        for merge in self.sheet.merges:
            last_row = min(merge.last_row, self.n_rows + _BEYOND)
            last_col = min(merge.last_col, self.edge)
            if last_row < merge.first_row or last_col < merge.first_col:
                continue
            budget -= (last_row - merge.first_row + 1) * (last_col - merge.first_col + 1)
            if budget < 0:
                return
            cell = self.sheet.cells.get((merge.first_row, merge.first_col))
            area = Area(
                merge.first_row,
                merge.first_col,
                last_row,
                last_col,
                cell.text if cell else "",
                cell.value if cell else None,
            )
            for row in range(area.row, area.last_row + 1):
                for column in range(area.col, area.last_col + 1):
                    # Ranges may overlap in damaged files: the first one stands.
                    self._cover.setdefault((row, column), area)

    def areas(self, row: int) -> list[Area]:
        """Filled areas that begin in this row, left to right."""
        return self.rows.get(row, [])

    def texts(self, row: int) -> list[str]:
        return [area.text for area in self.areas(row)]

    def is_blank(self, row: int) -> bool:
        return row not in self.rows

    def merged_at(self, row: int, column: int) -> Area | None:
        """The merged range over a position, filled or not."""
        return self._cover.get((row, column))

    def at(self, row: int, column: int) -> Area | None:
        """The filled area a person sees at a position."""
        merged = self._cover.get((row, column))
        if merged is not None:
            return merged if merged.text else None
        cell = self.sheet.cells.get((row, column))
        return Area(row, column, row, column, cell.text, cell.value) if cell else None

    def next_filled(self, row: int) -> int | None:
        """The first row after this one with anything in it."""
        for candidate in range(row + 1, self.n_rows + 1):
            if candidate in self.rows:
                return candidate
        return None
