"""Rows that say different things are written by one form, and keep what each says."""

import io

from openpyxl import Workbook, load_workbook

from qingzhuang.sheets.fill import write_values
from qingzhuang.sheets.safety import open_upload


def book(rows):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rows_of(content):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows()]


def test_each_row_keeps_its_own_words_and_numbers():
    said = [[f"人{n}", None, n, None, "50% & <更多>"] for n in range(1, 30)]
    values = {n: {2: f"新{n}", 4: n * 2} for n in range(1, 30)}
    filled = write_values(open_upload(book(said), "t.xlsx"), {"Sheet": values})
    assert rows_of(filled) == [[f"人{n}", f"新{n}", n, n * 2, "50% & <更多>"] for n in range(1, 30)]


def test_a_cell_that_is_written_over_gives_its_place_to_nobody():
    said = [[f"人{n}", "{{电话}}", n] for n in range(1, 10)]
    values = {n: {2: f"138{n}"} for n in range(1, 10)}
    filled = write_values(open_upload(book(said), "t.xlsx"), {"Sheet": values})
    assert rows_of(filled) == [[f"人{n}", f"138{n}", n] for n in range(1, 10)]
