"""Filling a sheet: whom the rows are about, what is never touched, what is asked instead of guessed."""

import io
import re

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from qingzhuang.sheets.fill import schema
from tests.sheets.fill.forms import filled, parts, roster, values

CELL = re.compile(r'<c r="([A-Z]+[0-9]+)" s="([0-9]+)"[^>]*?(?:/>|>.*?</c>)')
WANG, LI = "11010519491231002X", "440308199901101512"
PEOPLE = (
    f"姓名,身份证号,出生日期,家庭住址,补贴金额\n王芳,{WANG},1949-12-31,柳村1组,100\n李雷,{LI},1999-01-10,柳村2组,250\n"
)


def kinds(report):
    return [finding.kind for finding in report.findings]


def test_a_blank_sheet_takes_everybody_and_numbers_the_rows():
    out, report = filled(roster(["序号", "姓名", "公民身份号码", "补贴金额"]), PEOPLE)
    assert values(out)[2:5] == [[1, "王芳", WANG, 100], [2, "李雷", LI, 250], [None] * 4]
    assert kinds(report) == []
    told = report.as_json()
    Draft202012Validator(schema()).validate(told)
    assert told["filled"][1] | {"confidence": 1} == {
        "sheet": "花名册", "cell": "B3", "caption": ["姓名"], "element": "person.name", "value": "王芳",
        "source": "数据.csv!A2", "observed": None, "confidence": 1, "doubt": None,
    }  # fmt: skip


def test_only_the_sheet_changes_and_only_in_its_filled_cells():
    form = roster(["姓名", "身份证号", "备注"])
    out, report = filled(form, PEOPLE)
    before, after = parts(form), parts(out)
    assert report.parts_changed == ["xl/worksheets/sheet1.xml"]
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml"}
    places = {f"{'AB'[cell.column - 1]}{cell.row}" for cell in report.filled}
    was, now = (each["xl/worksheets/sheet1.xml"].decode() for each in (before, after))
    assert CELL.sub(lambda m: "" if m[1] in places else m[0], now) == CELL.sub(
        lambda m: "" if m[1] in places else m[0], was
    )
    assert [CELL.search(text)[2] for text in (now[now.index('r="A3"') - 5 :], was[was.index('r="A3"') - 5 :])] == [
        "2"
    ] * 2


def test_rows_that_name_somebody_are_looked_up_by_number():
    form = roster(["姓名", "身份证号", "家庭住址"], body=[[None, LI, None], [None, WANG.lower(), None]])
    out, report = filled(form, PEOPLE)
    assert values(out)[2:5] == [["李雷", LI, "柳村2组"], ["王芳", WANG.lower(), "柳村1组"], [None] * 3]
    assert kinds(report) == []


def test_a_name_alone_is_shown_as_doubt():
    out, report = filled(roster(["姓名", "身份证号", "备注"], body=[["李雷"]]), PEOPLE)
    assert values(out)[2][1] == LI
    assert "仅按姓名" in report.filled[0].doubt.zh
    assert report.filled[0].confidence == 0.6


def test_two_people_of_one_name_are_asked_not_guessed():
    twins = PEOPLE + "李雷,,2001-05-05,柳村3组,90\n"
    out, report = filled(roster(["姓名", "身份证号", "补贴金额"], body=[["李雷"]]), twins)
    assert values(out)[2] == ["李雷", None, None]
    assert kinds(report) == ["question"]
    assert report.findings[0].candidates == ("数据.csv!A3", "数据.csv!A4")


@pytest.mark.parametrize(
    ("told", "amount"),
    [(["李雷", "2001-05-05", None], 90), (["李雷", "1999年1月", "2组"], 250), (["李雷", "1999-01-10", "柳村二组"], 250),
     (["李雷", "1999-01", "清溪镇柳村第二村民小组"], 250), (["李雷", "1970-01-01", None], None)],
)  # fmt: skip
def test_birth_date_and_address_tell_people_of_one_name_apart(told, amount):
    twins = PEOPLE + "李雷,,2001-05-05,柳村3组,90\n"
    out, _ = filled(roster(["姓名", "出生日期", "家庭住址", "补贴金额"], body=[told]), twins)
    assert values(out)[2][3] == amount


def test_a_namesake_with_another_birth_date_is_offered_and_not_taken():
    out, report = filled(roster(["姓名", "出生日期", "补贴金额"], body=[["李雷", "1970-01-01"]]), PEOPLE)
    assert values(out)[2] == ["李雷", "1970-01-01", None]
    assert [(each.kind, each.candidates) for each in report.findings] == [("question", ("数据.csv!A3",))]
    assert "出生日期对不上" in report.findings[0].text.zh


@pytest.mark.parametrize(
    ("number", "why"), [(f"{LI[:17]}7", "校验位"), (float(LI), "后几位已丢失"), ("4.40308E+17", "后几位已丢失")]
)
def test_a_row_with_a_number_that_cannot_be_is_told_so_and_not_filled_by_its_name(number, why):
    out, report = filled(roster(["姓名", "身份证号", "补贴金额"], body=[["李雷", number], [None, number]]), PEOPLE)
    assert [row[2] for row in values(out)[2:4]] == [None, None]
    assert kinds(report)[-2:] == ["question", "unknown"]
    assert all(why in each.text.zh for each in report.findings[-2:])


def test_the_same_told_in_part_is_no_difference():
    form = roster(["身份证号", "出生日期", "家庭住址"], body=[[LI, "1999.01", "2组"], [WANG, "1949.11", "柳村3组"]])
    _, report = filled(form, PEOPLE)
    assert [each.text.zh[:8] for each in report.findings] == ["“出生日期”表中", "“家庭住址”表中"]
    assert {report.place(each)[0] for each in report.findings} == {4}


@pytest.mark.parametrize("caption", ["银行账号", "身份证号", "联系电话"])
def test_a_number_that_lost_its_last_digits_is_not_passed_on(caption):
    out, report = filled(roster(["姓名", caption, "备注"]), [{"姓名": "李雷", caption: 6.228480402564891e18}])
    assert values(out)[2] == ["李雷", None, None]
    assert kinds(report) == ["unfit"]


def form_of_one(book):
    """A form of pairs whose last answers stand beyond the last printed column."""
    sheet = book.active
    for place, caption in {
        "A1": "姓名",
        "C1": "性别",
        "E1": "出生年月",
        "A2": "身份证号",
        "E2": "民族",
        "A3": "家庭住址",
    }.items():
        sheet[place] = caption
    sheet.merge_cells("B2:D2")
    sheet.merge_cells("B3:F3")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_last_answers_of_a_form_stand_beyond_its_last_caption():
    data = {"姓名": "王芳", "身份证号": WANG, "民族": "汉族", "家庭住址": "柳村1组"}
    out, report = filled(form_of_one(openpyxl.Workbook()), data)
    sheet = openpyxl.load_workbook(io.BytesIO(out)).active
    assert [sheet[place].value for place in ("B1", "D1", "F1", "B2", "F2", "B3")] == [
        "王芳", "女", "1949.12", WANG, "汉族", "柳村1组",
    ]  # fmt: skip
    assert kinds(report) == []


def test_a_column_without_a_cell_of_its_own_is_told():
    book = openpyxl.Workbook()
    for row in (["姓名", "身份证号", "补贴金额"], ["李雷", LI, None]):
        book.active.append(row)
    book.active.merge_cells("B2:C2")
    out = io.BytesIO()
    book.save(out)
    _, report = filled(out.getvalue(), PEOPLE)
    assert [(each.kind, report.place(each)) for each in report.findings] == [("no_room", (1, 3))]
    assert "被合并的单元格盖住" in report.findings[0].text.zh


def test_what_a_cell_says_is_never_written_over():
    form = roster(["姓名", "身份证号", "家庭住址"], body=[["王方", WANG, "柳村 1组"]])
    out, report = filled(form, PEOPLE)
    assert values(out)[2] == ["王方", WANG, "柳村 1组"]
    assert kinds(report) == ["difference"]
    assert "王芳" in report.findings[0].text.zh


def test_a_wrong_check_digit_is_told():
    out, report = filled(roster(["姓名", "身份证号", "备注"]), "姓名,身份证号\n王芳,110105194912310021\n")
    assert values(out)[2][1] == "110105194912310021"
    assert "校验位" in report.filled[1].doubt.zh


def test_a_chosen_key_decides():
    form = roster(["户编号", "户主姓名", "备注"], body=[["H2"]])
    out, _ = filled(form, "户编号,户主姓名\nH1,王芳\nH2,李雷\n", key="household.number")
    assert values(out)[2][1] == "李雷"


def test_formulas_stay_and_take_no_value():
    form = roster(["姓名", "补贴金额", "全年"], body=[[None, None, f"=B{row}*12"] for row in (3, 4, 5)], tail=False)
    out, _ = filled(form, "姓名,补贴金额,全年\n王芳,100,7\n")
    assert values(out)[2] == ["王芳", 100, "=B3*12"]


def test_text_that_could_run_does_not():
    out, _ = filled(roster(["姓名", "备注", "住址"]), [{"姓名": "=1+1", "备注": "@SUM(A1)", "住址": "-5"}])
    assert values(out)[2] == ["'=1+1", "'@SUM(A1)", "-5"]


def test_control_characters_are_left_out():
    out, _ = filled(
        roster(["姓名", "备注", "住址"]), [{"姓名": "王\u0001芳", "备注": "一\n二_x0041_", "住址": " a&<b> "}]
    )
    assert values(out)[2][:2] == ["王芳", "一\n二_x005F_x0041_"]
    assert values(out)[2][2] == "a&<b>"


def test_cells_left_open_on_a_protected_sheet_are_filled_and_the_others_are_not():
    book = openpyxl.load_workbook(io.BytesIO(roster(["姓名", "补贴金额", "备注"], tail=False)))
    book.active.protection.sheet = True
    for row in (3, 4, 5):
        book.active.cell(row, 1).protection = openpyxl.styles.Protection(locked=False)
    held = io.BytesIO()
    book.save(held)
    out, report = filled(held.getvalue(), PEOPLE)
    assert [row[:2] for row in values(out)[2:4]] == [["王芳", None], ["李雷", None]]
    assert kinds(report) == ["locked", "locked"]
    assert b"sheetProtection" in parts(out)["xl/worksheets/sheet1.xml"]


def test_marks_in_a_form_are_questions():
    form = roster(["姓名", "联系电话", "甲"], body=[["{{姓名}}", "{{手机}}", "{{籍贯}}"]], tail=False)
    out, _ = filled(form, [{"姓名": "王芳", "手机": "13800138000", "籍贯": "湖南"}])
    assert values(out)[2] == ["王芳", "13800138000", "湖南"]


@pytest.mark.parametrize(
    "data",
    [
        "person.name,person.id_number\n王芳,110105194912310021\n",
        "name,identity number\n王芳,110105194912310021\n",
        "姓　名,身份证号码*\n王芳,110105194912310021\n",
        [{"person.name": "王芳", "person.id_number": "110105194912310021"}],
        {"共": 1, "数据": [{"姓名": "王芳", "身份证": "110105194912310021"}]},
        {"姓名": "王芳", "证件": {"身份证号": "110105194912310021"}},
    ],
)
def test_data_may_come_under_any_name_for_an_element(data):
    out, _ = filled(roster(["姓名", "身份证号", "备注"]), data)
    assert values(out)[2][:2] == ["王芳", "110105194912310021"]


def test_a_row_that_shows_how_is_an_example_and_nobody():
    form = roster(["序号", "姓名", "出生日期"], body=[["例", "张三", "1990.01"]], tail=False)
    out, report = filled(form, PEOPLE)
    assert values(out)[2:5] == [["例", "张三", "1990.01"], [1, "王芳", "1949.12"], [2, "李雷", "1999.01"]]
    assert kinds(report) == []


def test_blank_rows_that_do_not_belong_to_the_table_stay_blank():
    book = openpyxl.load_workbook(io.BytesIO(roster(["姓名", "身份证号", "备注"], rows=1, tail=False)))
    book.active.row_dimensions[4].height = 9
    book.active["A4"].font = openpyxl.styles.Font(size=6)
    book.active["A5"] = "填表人：       审核人："
    held = io.BytesIO()
    book.save(held)
    out, _ = filled(held.getvalue(), PEOPLE)
    assert [row[0] for row in values(out)[2:6]] == ["王芳", "李雷", None, "填表人：       审核人："]


def test_telephones_and_accounts_are_text():
    out, _ = filled(
        roster(["姓名", "联系电话", "银行账号"]), "姓名,联系电话,银行账号\n王芳,13800138000,62170000000001\n"
    )
    assert values(out)[2] == ["王芳", "13800138000", "62170000000001"]
