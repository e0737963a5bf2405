"""More records than blank rows: rows are added where everything that refers to them can follow, else it is said."""

import io

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table

from qingzhuang.sheets.fill.references import Shift
from qingzhuang.sheets.fill.repack import repack
from tests.sheets.fill.forms import filled, parts, roster, values

PEOPLE = "姓名,性别,补贴金额\n" + "".join(f"王{chr(0x4E00 + n)},女,{n}\n" for n in range(1, 8))
CAPTIONS = ["序号", "姓名", "性别", "补贴金额"]


def changed(form: bytes, change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(form))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def no_room(form: bytes) -> str:
    out, report = filled(form, PEOPLE)
    assert values(out)[2][1] == "王丁"
    (finding,) = report.findings
    assert finding.kind == "no_room"
    assert len(finding.candidates) == 4
    return finding.text.zh


def test_what_stands_below_moves_and_what_reaches_is_stretched():
    form = roster(CAPTIONS, choices={3: ["男", "女"]})
    out, report = filled(form, PEOPLE)
    sheet = openpyxl.load_workbook(io.BytesIO(out)).active
    assert [sheet.cell(row, 2).value for row in range(3, 11)] == [f"王{chr(0x4E00 + n)}" for n in range(1, 8)] + [None]
    assert (sheet["A10"].value, sheet["D10"].value) == ("合计", "=SUM(D3:D9)")
    assert {str(each) for each in sheet.merged_cells.ranges} == {"A1:D1", "A11:D11"}
    assert str(sheet.data_validations.dataValidation[0].sqref) == "C3:C9"
    assert sheet.print_area == "'花名册'!$A$1:$D$11"
    assert sheet["B9"].border.left.style == "thin"
    assert report.parts_changed == ["xl/workbook.xml", "xl/worksheets/sheet1.xml"]
    assert report.as_json()["rows_added"] == [{"sheet": "花名册", "after": 5, "count": 4}]


def test_formulas_of_the_last_row_are_copied_for_each_row():
    form = changed(
        roster([*CAPTIONS, "全年"], tail=False),
        lambda book: [book.active.cell(row, 5, f"=D{row}*$D$2") for row in (3, 4, 5)],
    )
    out, _ = filled(form, PEOPLE)
    assert [row[4] for row in values(out)[2:9]] == [f"=D{row}*$D$2" for row in range(3, 10)]


def test_cells_side_by_side_merged_in_the_row_are_merged_in_each():
    form = changed(roster([*CAPTIONS, "备注"], tail=False), lambda book: book.active.merge_cells("D5:E5"))
    out, _ = filled(form, PEOPLE)
    merges = {str(each) for each in openpyxl.load_workbook(io.BytesIO(out)).active.merged_cells.ranges}
    assert merges == {"A1:E1", *(f"D{row}:E{row}" for row in range(5, 10))}


def test_a_picture_of_the_numbers_below_holds_the_rows_back():
    def with_chart(book):
        chart = BarChart()
        chart.add_data(Reference(book.active, min_col=4, min_row=2, max_row=5))
        book.active.add_chart(chart, "A12")

    assert "图形" in no_room(changed(roster(CAPTIONS), with_chart))


def test_a_table_object_holds_the_rows_back():
    form = changed(
        roster(CAPTIONS, tail=False), lambda book: book.active.add_table(Table(displayName="t", ref="A2:D5"))
    )
    assert "表格" in no_room(form)


def test_a_comment_below_holds_the_rows_back():
    def with_comment(book):
        book.active["A7"].comment = Comment("按手印", "x")

    assert "批注" in no_room(changed(roster(CAPTIONS), with_comment))


def test_another_sheet_that_refers_below_holds_the_rows_back():
    def referring(book):
        book.create_sheet("汇总")["A1"] = "=花名册!D6"

    assert "其他工作表" in no_room(changed(roster(CAPTIONS), referring))


def test_a_stored_result_that_is_out_of_date_is_taken_out():
    form = roster(CAPTIONS)
    sheet = parts(form)["xl/worksheets/sheet1.xml"].decode()
    assert "<f>SUM(D3:D5)</f><v></v>" in sheet
    stored = repack(form, {"xl/worksheets/sheet1.xml": sheet.replace("</f><v></v>", "</f><v>0</v>").encode()})
    out, report = filled(stored, "姓名,补贴金额\n王芳,5\n")
    assert report.recalculated == ["花名册!D6"]
    assert b"<v>0</v>" not in parts(out)["xl/worksheets/sheet1.xml"]
    out, report = filled(stored, "姓名\n王芳\n")
    assert report.recalculated == []
    assert b"<v>0</v>" in parts(out)["xl/worksheets/sheet1.xml"]


def test_references():
    shift = Shift("花 名", after=5, count=3)
    moved = {
        "SUM(D3:D5)": "SUM(D3:D8)", "D5*D6": "D5*D9", "$A$6:$B$7": "$A$9:$B$10", "3:5": "3:8", "A:A": "A:A",
        "'花 名'!A6+别的!A6": "'花 名'!A9+别的!A6", 'IF(A6="A6",1,0)': 'IF(A9="A6",1,0)', "SUM(A1:A1048576)": "SUM(A1:A1048576)",
    }  # fmt: skip
    assert {text: shift.formula(text, own=True) for text in moved} == moved
    assert shift.formula("A6+'花 名'!A6", own=False) == "A6+'花 名'!A9"


def with_results(prepare) -> bytes:
    """A roster with more formulas, each with a stored result of 0, as spreadsheet programs save them."""
    form = changed(roster(CAPTIONS), prepare)
    sheets = {name: part.decode() for name, part in parts(form).items() if "/worksheets/" in name}
    return repack(form, {name: part.replace("<v></v>", "<v>0</v>").encode() for name, part in sheets.items()})


@pytest.mark.parametrize(
    ("formula", "is_stale"),
    [
        ("SUM(D:D)", True),
        ("SUM(3:3)", True),
        ("SUM(花名册!D3:D5)", True),
        ("SUM('花名册'!$D$3:$D$5)", True),
        ("SUM(台账[补贴金额])", True),
        ("SUM(C:C)", False),
        ('LEN("D3")', False),
        ("SUM(别表!D3:D5)", False),
        ("SUM([1]花名册!D3:D5)", False),
    ],
)
def test_a_formula_is_out_of_date_by_whatever_it_names(formula, is_stale):
    def prepare(book):
        book.active["H9"] = f"={formula}"

    _, report = filled(with_results(prepare), "姓名,补贴金额\n王芳,5\n")
    assert ("花名册!H9" in report.recalculated) is is_stale


def test_results_on_other_sheets_stay_and_are_named():
    def prepare(book):
        page = book.create_sheet("汇总")
        page["A1"], page["A2"], page["A3"] = "=花名册!D6", "=SUM('花名册'!D:D)", "=SUM(花名册!H:H)"

    form = with_results(prepare)
    out, report = filled(form, "姓名,补贴金额\n王芳,5\n")
    assert parts(out)["xl/worksheets/sheet2.xml"] == parts(form)["xl/worksheets/sheet2.xml"]
    [said] = [each for each in report.remarks if "汇总" in each.zh]
    assert said.zh.endswith("：汇总!A1、汇总!A2")
