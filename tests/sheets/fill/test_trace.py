"""Sources shown in the file itself."""

import io

import openpyxl
import pytest
from openpyxl.comments import Comment

from qingzhuang.sheets.safety import open_upload
from tests.sheets.fill.forms import filled, parts, roster

PEOPLE = "姓名,身份证号\n王芳,110105194912310021\n"
FORM = roster(["姓名", "身份证号", "备注"])


def test_a_sheet_of_sources():
    out, report = filled(FORM, PEOPLE, trace="sheet")
    book = openpyxl.load_workbook(io.BytesIO(out))
    assert book.sheetnames == ["花名册", "填写来源"]
    told = [[cell.value for cell in row] for row in book["填写来源"].iter_rows()]
    assert told[1][:6] == ["花名册", "A3", "姓名", "person.name", "王芳", "数据.csv!A2"]
    assert "校验位" in told[2][8]
    open_upload(out, "x.xlsx")
    assert "xl/styles.xml" not in report.parts_changed


def test_comments_on_the_cells():
    out, report = filled(FORM, PEOPLE, trace="comments", language="en")
    sheet = openpyxl.load_workbook(io.BytesIO(out)).active
    assert sheet["A3"].comment.text == "数据.csv!A2"
    assert "check digit" in sheet["B3"].comment.text
    assert sheet["C3"].comment is None
    assert report.remarks == []


def test_comments_that_are_there_already_are_left_alone():
    book = openpyxl.load_workbook(io.BytesIO(FORM))
    book.active["A2"].comment = Comment("填全名", "x")
    held = io.BytesIO()
    book.save(held)
    out, report = filled(held.getvalue(), PEOPLE, trace="comments")
    assert openpyxl.load_workbook(io.BytesIO(out)).active["A2"].comment.text == "填全名"
    assert "批注" in report.remarks[0].zh


@pytest.mark.parametrize("how", ["sheet", "comments"])
def test_nothing_is_added_when_nothing_was_filled(how):
    out, _ = filled(FORM, "规格,型号\n1,2\n", trace=how)
    assert parts(out) == parts(FORM)
