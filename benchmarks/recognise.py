"""Recognising real office forms: time per file beside a bare calamine read, header rows against the marks, header cells on IM-TQA.

    python -m benchmarks.recognise [FORMS_FOLDER]

FORMS_FOLDER (by default ../shared/cases/forms) holds ``truth.csv`` and optionally ``IM-TQA/*_tables.json``. All figures
come from one run; times are medians of three passes over every file, each pass reading from disk.
"""

from __future__ import annotations

import csv
import json
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

import python_calamine

from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.sheets.reading import read_workbook
from qingzhuang.sheets.recognise import recognise, recognise_sheet
from qingzhuang.sheets.recognise.binding import binder_for
from qingzhuang.sheets.recognise.model import Table
from qingzhuang.sheets.safety import UnreadableFile, open_upload
from qingzhuang.sheets.workbook import Cell, Merge, Sheet, bounded, cell_position

DEFAULT_FOLDER = Path(__file__).parents[2] / "shared" / "cases" / "forms"
PASSES = 3


def recognise_file(path: Path) -> None:
    recognise(read_workbook(open_upload(path)))


def read_bare(path: Path) -> None:
    book = python_calamine.load_workbook(str(path))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def timed(work, path: Path) -> float:
    started = time.perf_counter()
    work(path)
    return (time.perf_counter() - started) * 1000


def speed(folder: Path) -> None:
    """Only files that the door lets through are timed, for both alike."""
    paths = []
    refused = Counter()
    for path in sorted([*folder.rglob("*.xls"), *folder.rglob("*.xlsx")]):
        try:
            recognise_file(path)
            paths.append(path)
        except UnreadableFile as trouble:
            refused[trouble.code] += 1
    times: dict[str, list[float]] = {"recognise": [], "bare calamine read": []}
    for _ in range(PASSES):
        for path in paths:
            times["recognise"].append(timed(recognise_file, path))
            times["bare calamine read"].append(timed(read_bare, path))
    print(f"{len(paths)} files, refused: {dict(refused)}")
    for name, values in times.items():
        ordered = sorted(values)
        p95 = ordered[int(len(ordered) * 0.95)]
        print(f"  {name:20} median {statistics.median(values):7.2f} ms   p95 {p95:7.2f} ms   max {ordered[-1]:7.2f} ms")


def marks(folder: Path) -> None:
    right = titles = total = 0
    with (folder / "truth.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found = recognise(read_workbook(open_upload(folder / row["path"])))
            table = next(s for s in found.sheets if s.name.strip() == row["sheet"].strip()).tables[0]
            wanted = int(row["header_first"]), int(row["header_last"]), int(row["data_first"])
            right += (table.header_first, table.header_last, table.data_first) == wanted
            titles += table.title_rows == _rows(row["title_rows"])
            total += 1
    print(
        f"header rows and first data row exactly right: {right}/{total} = {right / total:.1%}; title rows {titles}/{total}"
    )


def _rows(text: str) -> list[int]:
    rows: list[int] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        rows += range(int(first), int(last or first) + 1)
    return rows


def header_cells(folder: Path) -> None:
    """F1 over attribute cells (row and column attributes), summed over all tables of a file."""
    binder = binder_for(ELEMENTS)
    for path in sorted((folder / "IM-TQA").glob("*_tables.json")):
        by_type: dict[str, Counter] = {}
        for entry in json.loads(path.read_text(encoding="utf-8")):
            sheet = _sheet(entry)
            found = {_id(entry, cell) for t in recognise_sheet(sheet, binder).tables for cell in _header(sheet, t)}
            wanted = set(entry["column_attribute"]) | set(entry["row_attribute"])
            for name in (entry["table_type"], "all"):
                count = by_type.setdefault(name, Counter())
                count.update(both=len(found & wanted), found=len(found), wanted=len(wanted), tables=1)
        for name, count in sorted(by_type.items()):
            precision, recall = count["both"] / max(count["found"], 1), count["both"] / max(count["wanted"], 1)
            f1 = 2 * precision * recall / max(precision + recall, 1e-9)
            print(
                f"  {path.stem:14} {name:13} {count['tables']:4} tables  P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}"
            )


def _sheet(entry: dict) -> Sheet:
    sheet = Sheet(entry["table_id"])
    spans: dict[int, list[int]] = {}
    for row, ids in enumerate(entry["cell_ID_matrix"], 1):
        for column, cell_id in enumerate(ids, 1):
            span = spans.setdefault(cell_id, [row, column, row, column])
            span[2], span[3] = max(span[2], row), max(span[3], column)
    for cell_id, (row, column, last_row, last_column) in spans.items():
        text = entry["chinese_cell_value_list"][cell_id]
        if text.strip():
            sheet.cells[row, column] = Cell(text, text)
        if (row, column) != (last_row, last_column):
            sheet.merges.append(Merge(row, column, last_row, last_column))
    return bounded(sheet)


def _id(entry: dict, cell: tuple[int, int]) -> int:
    return entry["cell_ID_matrix"][cell[0] - 1][cell[1] - 1]


def _header(sheet: Sheet, table: Table) -> set[tuple[int, int]]:
    if table.orientation in ("row", "list"):
        rows = range(table.header_first, table.header_last + 1)
        return {place for place in sheet.cells if place[0] in rows}
    return {cell_position(column.cell) for column in table.columns}


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER
    if not (folder / "truth.csv").exists():
        print(f"no forms at {folder}; name the folder that holds truth.csv", file=sys.stderr)
        return 2
    speed(folder)
    marks(folder)
    if (folder / "IM-TQA").is_dir():
        header_cells(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
