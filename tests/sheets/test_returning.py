"""A sheet that comes back: exactly what people did to it is found, in whatever order its rows are."""

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from qingzhuang.sheets.fill import read_template
from qingzhuang.sheets.returning import NOBODY, TWICE, Entry, compare, entries_of
from qingzhuang.sheets.safety import open_upload

HEAD = ["序号", "姓名", "公民身份号码", "联系电话", "是否低保户"]


def number(order):
    digits = f"51990119800101{order:03d}"
    return digits + ric.calc_check_digit(digits + "0")


def sheet(*rows, title="桃源村低保对象信息表", head=HEAD):
    book = openpyxl.Workbook()
    page = book.active
    page.append([title])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(head))
    page.append(head)
    for at, row in enumerate(rows, 1):
        page.append([at, *row])
    file = io.BytesIO()
    book.save(file)
    return entries_of(read_template(open_upload(file.getvalue(), "表.xlsx")))


PEOPLE = [
    ("陈桂英", number(11), "13800000001", "是"),
    ("王建国", number(12), None, "否"),
    ("李秀兰", number(13), "13800000003", "是"),
]


def test_added_changed_cleared_and_invalid_cells_are_told_apart_with_their_cell():
    back = sheet(
        ("陈桂英", number(11), "13800009999", "是"),
        ("王建国", number(12), "1380000", "否"),
        ("李秀兰", number(13), None, "是"),
    )
    found = compare(sheet(*PEOPLE), back)
    assert [(c.sort, c.cell, c.element, c.was, c.now, bool(c.trouble)) for row in found.rows for c in row.changes] == [
        ("changed", "D3", "person.phone", "13800000001", "13800009999", False),
        ("added", "D4", "person.phone", "", "1380000", True),
        ("cleared", "D5", "person.phone", "13800000003", "", False),
    ]
    assert found.gone == []


def test_another_way_of_writing_the_same_is_no_change():
    back = sheet(("陈桂英", number(11), "138 0000 0001", "√"), *PEOPLE[1:])
    assert compare(sheet(*PEOPLE), back).rows == []


def test_sorted_inserted_and_deleted_rows_are_matched_by_who_they_are():
    new = ("赵春梅", number(14), "13800000004", "否")
    found = compare(sheet(*PEOPLE), sheet(PEOPLE[2], new, PEOPLE[0]))
    assert [(row.name, row.new, len(row.changes)) for row in found.rows] == [
        ({"person.id_number": number(14)}, True, 4)
    ]
    assert found.gone == [{"person.id_number": number(12)}]


def test_a_number_written_beside_a_name_belongs_to_that_name():
    found = compare(sheet(("陈桂英", None, None, "是")), sheet(("陈桂英", number(11), None, "是")))
    assert [(row.new, [c.element for c in row.changes]) for row in found.rows] == [(False, ["person.id_number"])]


def test_two_of_one_name_and_nobody_are_never_guessed():
    sent = sheet(("陈桂英", None, None, "是"), ("陈桂英", None, None, "否"))
    back = sheet(("陈桂英", None, "13800000001", "是"), (None, None, "13800000002", "否"))
    assert [row.trouble for row in compare(sent, back).rows] == [TWICE, NOBODY]


@pytest.mark.parametrize("said", ['=HYPERLINK("http://x")', "+1+cmd|'/C calc'!A0"])
def test_what_could_run_is_only_text_that_is_no_value(said):
    found = compare(sheet(*PEOPLE), sheet(("陈桂英", number(11), said, "是"), *PEOPLE[1:]))
    assert all(c.trouble or c.sort == "cleared" for row in found.rows for c in row.changes)


CELLS = st.dictionaries(
    st.sampled_from(["person.phone", "person.education", "person.occupation"]),
    st.text("甲乙丙12", min_size=1, max_size=3),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=8), st.data())
def test_exactly_the_edits_are_found(contents, data):
    def entry(at, values):
        values = {"person.id_number": f"N{at}", **values}
        return Entry("表", at, values, {code: f"{code}{at}" for code in values}, dict(values))

    sent = [entry(at, values) for at, values in enumerate(contents)]
    edited = {at: data.draw(CELLS) for at in data.draw(st.sets(st.integers(0, len(contents) - 1)))}
    back = [entry(at, {**values, **edited.get(at, {})}) for at, values in enumerate(contents)]
    back = data.draw(st.permutations(back))
    wanted = {
        (at, code, value)
        for at, cells in edited.items()
        for code, value in cells.items()
        if contents[at].get(code) != value
    }
    found = compare(sent, back)
    assert {(row.row, c.element, c.now) for row in found.rows for c in row.changes} == wanted
    assert found.gone == []
    assert found.unchanged == len(contents) - len({at for at, _code, _value in wanted})
