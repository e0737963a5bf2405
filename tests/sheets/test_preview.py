"""A filled sheet as a page shows it: the grid, its marks, and windows that are read alone."""

import datetime
import io

import pytest
from openpyxl import Workbook

from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.sheets.fill import fill, read_holdings, read_template
from qingzhuang.sheets.preview import WINDOW, Windows, packed
from qingzhuang.sheets.preview.shown import shown
from qingzhuang.sheets.recognise.candidates import candidates
from qingzhuang.sheets.safety import SafeFile, open_upload

PEOPLE = "姓名,性别,联系电话,年龄\n王小明,男,13812345678,70\n李兰,女,13912345678,41\n张伟,男,13700000001,30\n张伟,男,13700000002,50\n"


def view_of(*rows, people=PEOPLE, chosen=None):
    book = Workbook()
    page = book.active
    page.append(["核查表"])
    page.merge_cells("A1:E1")
    page.append(["序号", "姓名", "性别", "联系电话", "合计"])
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    template = read_template(open_upload(out.getvalue(), "核查表.xlsx"))
    holdings = read_holdings(open_upload(people.encode(), "人员.csv"))
    content, report = fill(template, holdings, chosen=chosen)
    return Windows(io.BytesIO(packed(SafeFile("xlsx", content, "核查表.xlsx"), report, {"report.json": b"{}"})))


def kinds(windows, window=0):
    return {(row, cell[0]): cell[2] for row, cells, _ in windows.rows(0, window) for cell in cells if cell[2]}


def test_each_cell_is_marked_by_what_it_is():
    windows = view_of([1, "王小明", None, None, "=1+1"], [2, "李兰", "男", None, None], [3, "张伟", None, None, None])
    found = kinds(windows)
    assert found[3, 3] in ("filled", "doubtful")
    assert found[4, 3] == "difference"
    assert found[3, 5] == "formula"
    assert (3, 2) not in found
    assert "question" in {found[5, column] for column in (1, 2) if (5, column) in found}
    assert windows.part("report.json") == b"{}"


def test_the_head_is_kept_with_its_merge_and_what_its_columns_are_bound_to():
    view = view_of([1, "王小明", None, None, None]).view
    [sheet] = view["sheets"]
    title, captions = sheet["head"]
    assert title[1][0][1] == "核查表"
    assert title[1][0][4] == 5
    assert [cell[1] for cell in captions[1]] == ["序号", "姓名", "性别", "联系电话", "合计"]
    assert {"person.name", "person.phone"} <= {ask["element"] for ask in view["asks"]}


def test_who_was_chosen_among_namesakes_is_filled():
    row = [1, "张伟", None, None, None]
    [question] = view_of(row).view["questions"]
    windows = view_of(row, chosen={question["place"]: question["keys"][1]})
    [(_, cells, _)] = windows.rows(0, 0)
    assert "13700000002" in [cell[1] for cell in cells]
    assert windows.view["questions"] == []


def test_a_choice_that_is_no_candidate_counts_for_nothing():
    row = [1, "张伟", None, None, None]
    [question] = view_of(row).view["questions"]
    assert len(view_of(row, chosen={question["place"]: "somebody else"}).view["questions"]) == 1


def test_a_long_list_is_read_window_by_window():
    people = "姓名,联系电话\n" + "".join(f"村民{n},1380000{n:04d}\n" for n in range(120))
    windows = view_of([1, None, None, None, None], people=people)
    assert windows.view["sheets"][0]["people"] == 120
    assert [len(windows.rows(0, at)) for at in (0, 1, 2)] == [WINDOW, WINDOW, 20]
    assert windows.rows(0, 2)[-1][1][1][1] == "村民119"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.256, "0.0%", "25.6%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (datetime.date(2026, 3, 9), "yyyy/m/d", "2026/3/9"),
        (datetime.date(2026, 3, 9), 'yyyy"年"mm"月"', "2026年03月"),
        (12, "[Red]whatever", "12"),
        ("007", "0", "007"),
        (3.0, "General", "3"),
    ],
)
def test_a_value_is_shown_as_its_format_says(value, form, text):
    assert shown(value, form) == text


def test_what_else_a_caption_may_be_comes_with_reasons():
    found = candidates(("联络电话",), ELEMENTS)
    assert "person.phone" in [each.code for each in found]
    assert all(each.why.zh and each.why.en for each in found)
