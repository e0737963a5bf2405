"""Forms, indicator tables and notices give what the gate asks of them."""

from __future__ import annotations

import datetime as dt

import pytest

from qingzhuang.sheets.documents import clauses_of_notice, fields_of_form, indicators_of
from qingzhuang.sheets.reading import read_workbook
from qingzhuang.sheets.safety import UnreadableFile, open_upload

from . import makers


def book(data: bytes, name: str):
    return read_workbook(open_upload(data, name))


def test_the_fields_of_a_list_form():
    data = makers.xlsx(
        [["摸底表"], ["序号", "姓名*", "住址", None], [None, None, "村", "组"]], ["A1:D1", "C2:D2", "A2:A3", "B2:B3"]
    )
    fields = fields_of_form(book(data, "a.xlsx"))
    assert [f.path for f in fields] == [("姓名*",), ("住址", "村"), ("住址", "组")]
    assert fields[0].element == "person.name"
    assert fields[0].required
    assert [f.cell for f in fields] == ["B2", "C3", "D3"]


def test_the_fields_of_a_word_form():
    data = makers.docx_file(
        ["登记表"], [[["姓名", "", "性别", ""], ["电话", "", "民族", ""], ["家庭住址", "", "", ""]]]
    )
    fields = fields_of_form(book(data, "a.docx"))
    assert [f.caption for f in fields] == ["姓名", "性别", "电话", "民族", "家庭住址"]
    assert fields[0].value_cell == "B1"


def test_an_item_list_asks_one_thing_per_item():
    rows = [["序号", "项目", "数量"], [1, "村民人数", None], [2, "党员人数", None], [3, "低保户数", None]]
    assert [f.caption for f in fields_of_form(book(makers.xlsx(rows), "a.xlsx"))] == [
        "村民人数",
        "党员人数",
        "低保户数",
    ]


ROWS = [
    ["一级指标", "考核内容", "分值", "评分标准", "得分"],
    ["信息化", "政务APP下载量达到1000人", 10, "每少1%扣0.1分", None],
    [None, "工作群每日打卡", 5, "未打卡一次扣1分", None],
    ["合计", None, 15, None, None],
]


def test_the_indicators_of_a_scheme_read_merged_cells_into_each_row():
    for data, name in (
        (makers.xlsx(ROWS, ["A2:A3"]), "方案.xlsx"),
        (makers.docx_file(["方案"], [[[str(v or "") for v in row] for row in ROWS]]), "方案.docx"),
    ):
        found = indicators_of(book(data, name))
        assert [i.points for i in found] == [10, 5]
        assert "政务APP下载量" in found[0].text
        assert "扣1分" in found[1].text
        assert found[1].where["row"] == 3
    assert found[0].where["file"] == "方案.docx"
    assert indicators_of(book(makers.xlsx(ROWS, ["A2:A3"]), "方案.xlsx"))[1].text.startswith("信息化")


def test_indicators_in_running_text_are_numbered_lines_with_points():
    data = makers.docx_file(["考核办法", "1.按时报送材料（5分）", "请各村重视。", "（二）群内回复率，计10分"])
    assert [(i.points, i.where["paragraph"]) for i in indicators_of(book(data, "a.docx"))] == [(5, 2), (10, 4)]


NOTICE = """某县民政局
关于报送养老服务情况的通知

各乡镇人民政府：
请于3月15日前将附件报送县民政局。

某县民政局
2026年3月1日
"""


def test_a_notice_gives_title_issuer_date_and_deadline():
    for data, name in (
        (NOTICE.encode("gb18030"), "通知.txt"),
        (makers.docx_file(NOTICE.splitlines()), "通知.docx"),
    ):
        notice = clauses_of_notice(open_upload(data, name))
        assert notice.title.endswith("关于报送养老服务情况的通知")
        assert notice.issuer == "某县民政局"
        assert notice.issued == dt.date(2026, 3, 1)
        assert notice.deadline == dt.date(2026, 3, 15)
        assert [p.number for p in notice.paragraphs] == [1, 2, 4, 5, 7, 8]


def test_a_notice_without_dates_has_none_and_a_workbook_is_no_notice():
    notice = clauses_of_notice(open_upload("大家好。\n".encode(), "a.txt"))
    assert (notice.issued, notice.deadline, notice.issuer) == (None, None, "")
    with pytest.raises(UnreadableFile) as caught:
        clauses_of_notice(open_upload(makers.xlsx([["a"]]), "a.xlsx"))
    assert caught.value.code == "unsupported_type"
