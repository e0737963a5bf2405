"""Tables are seen as a person sees them."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from openpyxl import load_workbook

from qingzhuang.domain.elements import ELEMENTS, read_elements
from qingzhuang.sheets.reading import read_workbook
from qingzhuang.sheets.recognise import recognise, schema
from qingzhuang.sheets.safety import open_upload

from . import makers


def tables(rows, merges=(), name="a.xlsx"):
    return recognise(read_workbook(open_upload(makers.xlsx(rows, merges), name))).sheets[0].tables


def shape(table):
    return table.title_rows, (table.header_first, table.header_last), table.data_first


def test_title_unit_line_and_a_header_of_three_levels():
    rows = [
        ["某县农户情况统计表"],
        ["单位：户、人"],
        ["乡镇", "农户情况", None, None, None, "备注"],
        [None, "户数", "人口", None, None, None],
        [None, None, "合计", "男", "女", None],
        ["甲镇", 10, 30, 16, 14, None],
        ["合计", 10, 30, 16, 14, None],
        ["注：数据截至上月底。"],
        ["填表人：", None, None, "审核人："],
    ]
    merges = ["A1:F1", "A2:F2", "A3:A5", "B3:E3", "F3:F5", "B4:B5", "C4:E4", "A8:F8"]
    (table,) = tables(rows, merges)
    assert shape(table) == ([1, 2], (3, 5), 6)
    assert table.title == "某县农户情况统计表"
    assert [c.caption for c in table.columns] == [
        ("乡镇",),
        ("农户情况", "户数"),
        ("农户情况", "人口", "合计"),
        ("农户情况", "人口", "男"),
        ("农户情况", "人口", "女"),
        ("备注",),
    ]
    assert [c.cell for c in table.columns] == ["A3", "B4", "C5", "D5", "E5", "F3"]
    assert {(n.kind, n.row) for n in table.notes} == {("unit", 2), ("total", 7), ("note", 8), ("signature", 9)}


def test_rows_that_number_the_columns_or_mark_the_required_ones_are_not_data():
    (numbered,) = tables([["单位", "人数", "金额"], ["甲", "1", "2"], ["a局", 3, 4]])
    assert shape(numbered) == ([], (1, 1), 3)
    (marked,) = tables([["姓名", "身份证号", "备注"], ["必填", "必填", None], ["张三", None, None]])
    assert shape(marked) == ([], (1, 1), 3)
    assert [c.required for c in marked.columns] == [True, True, False]
    (starred,) = tables([["姓名*", "电话（必填）", "备注"]])
    assert [c.required for c in starred.columns] == [True, True, False]


@pytest.mark.parametrize(
    "numbers",
    [
        ["（一）", "（二）", "（三）", "（四）"],
        ["甲", "1", "2", "3=1-2"],
        ["①", "②", "③", "④=②-③"],
        ["栏次", "1", "2", "3"],
    ],
)
def test_the_many_ways_to_number_columns(numbers):
    (table,) = tables([["单位", "应收", "实收", "差额"], numbers, ["甲局", 3, 2, 1]])
    assert shape(table) == ([], (1, 1), 3)
    assert [note.kind for note in table.notes] == ["column_numbers"]


def test_marks_with_hints_and_examples_between_are_no_data():
    rows = [
        ["姓名", "证件号码", "电话", "性别", "备注"],
        ["必填", "必填，18位", "选填", "男", "可空"],
        ["张三"] + [None] * 4,
    ]
    (table,) = tables(rows)
    assert shape(table) == ([], (1, 1), 3)
    assert [c.required for c in table.columns] == [True, True, False, False, False]


def test_captions_in_two_languages_are_one_header():
    rows = [
        ["地区", "总人口", "粮食产量"],
        ["Region", "Population", "Grain Output"],
        [None, "(10 000 persons)", "(10 000 tons)"],
        ["甲县", 12, 30],
    ]
    (table,) = tables(rows)
    assert shape(table) == ([], (1, 3), 4)
    (exported,) = tables([["name", "id_no", "tel"], ["姓名", "身份证号", "联系电话"], ["张三", "1", "2"]])
    assert shape(exported) == ([], (1, 2), 3)


@pytest.mark.parametrize("hidden_row", [2, 3])
def test_hidden_field_names_for_a_program_are_neither_caption_nor_data(hidden_row):
    rows = [["花名册"], ["姓名", "电话", "住址"], ["张三", None, None]]
    rows.insert(hidden_row - 1, ["name", "phone", "address"])
    book = load_workbook(io.BytesIO(makers.xlsx(rows, ["A1:C1"])))
    book.active.row_dimensions[hidden_row].hidden = True
    content = io.BytesIO()
    book.save(content)
    (table,) = recognise(read_workbook(open_upload(content.getvalue(), "a.xlsx"))).sheets[0].tables
    header = 5 - hidden_row
    assert shape(table) == ([1], (header, header), 4)


def test_the_days_of_a_month_are_captions():
    days = [date(2024, 3, day) for day in range(1, 8)]
    weekdays = ["星期", "五", "六", "日", "一", "二", "三", "四", None]
    rows = [["考勤表"], ["姓名", *days, "合计"], weekdays, ["张三", "√", None, "√", None, None, None, None, 2]]
    (table,) = tables(rows, ["A1:I1"])
    assert shape(table) == ([1], (2, 3), 4)
    (numbered,) = tables([["姓名", *range(1, 32), "合计"], ["张三", *["√"] * 31, 31]])
    assert shape(numbered) == ([], (1, 1), 2)


def test_a_line_of_labels_with_their_answers_is_no_header():
    rows = [
        ["公示表"],
        ["公示单位：东村", None, "公示时间：2024年4月"],
        ["姓名", "面积", "金额"],
        [None, "（亩）", "（元）"],
        ["张三", 1, 2],
    ]
    (table,) = tables(rows, ["A1:C1"])
    assert shape(table) == ([1, 2], (3, 4), 5)


def test_units_alone_under_the_captions_belong_to_the_header():
    (table,) = tables([["地 区", "产量", "产值"], [None, "（吨）", "（万元）"], ["甲县", 1, 2]])
    assert shape(table) == ([], (1, 2), 3)
    assert [(c.label, c.unit) for c in table.columns] == [("地区", ""), ("产量", "吨"), ("产值", "万元")]


def test_a_two_level_header_without_merges_as_in_csv():
    text = "地区,2023年,,2024年,\n,迁入,迁出,迁入,迁出\n甲县,1,2,3,4\n"
    (table,) = recognise(read_workbook(open_upload(text.encode("gb18030"), "a.csv"))).sheets[0].tables
    assert shape(table) == ([], (1, 2), 3)
    assert [c.caption for c in table.columns][1:3] == [("2023年", "迁入"), ("2023年", "迁出")]


def test_text_data_are_not_taken_for_a_second_header_row():
    (table,) = tables([["姓名", "家庭住址", None, "备注"], ["张三", "甲村", "一组", "无"]], ["B1:C1"])
    assert shape(table) == ([], (1, 1), 2)
    (plain,) = tables([["姓名", "单位", "职务"], ["张三", "民政局", "科长"], ["李四", "财政局", "科员"]])
    assert shape(plain) == ([], (1, 1), 2)


def test_header_cells_merged_down_over_blank_rows():
    rows = [["地区", "人数"], [None, None], ["甲县", 3]]
    (filled,) = tables(rows, ["A1:A2", "B1:B2"])
    assert (filled.header_last, filled.data_first) == (1, 3)
    (blank,) = tables([["地区", "人数"], [None, None], [None, None], ["注：请如实填写。"]], ["A1:A2", "B1:B2"])
    assert (blank.header_last, blank.data_first, blank.fill_first) == (1, 2, 3)


def test_a_form_of_labels_and_blanks_with_a_list_inside():
    rows = [
        ["干部登记表"],
        ["姓名", None, "性别", None],
        ["出生年月", None, "民族", None],
        ["家庭成员", "称谓", "姓名", "工作单位"],
        [None, None, None, None],
        [None, None, None, None],
    ]
    listed, block = tables(rows, ["A1:D1", "A4:A6"])
    assert (block.orientation, block.title_rows) == ("key_value", [1])
    assert [(c.label, c.value_cell) for c in block.columns] == [
        ("姓名", "B2"), ("性别", "D2"), ("出生年月", "B3"), ("民族", "D3"),
    ]  # fmt: skip
    assert listed.orientation == "row"
    assert [c.caption for c in listed.columns][1] == ("家庭成员", "姓名")
    assert (listed.header_first, listed.data_first) == (4, 5)


def test_one_question_per_row_is_a_list():
    rows = [["调查表"], ["序号", "填表项目", "单位", "数量"]]
    rows += [[n, text, "人", None] for n, text in enumerate(["村民人数", "党员人数", "外出务工人数", "低保人数"], 1)]
    (table,) = tables(rows, ["A1:D1"])
    assert (table.orientation, *shape(table)) == ("list", [1], (2, 2), 3)


def test_several_tables_on_one_sheet():
    rows = [
        ["表一"], ["姓名", "电话"], ["张三", 13800138000], [None],
        ["表二"], ["单位名称", "地址", "负责人"], ["甲社", "乙路", "丙"],
    ]  # fmt: skip
    first, second = tables(rows, ["A1:C1", "A5:C5"])
    assert shape(first) == ([1], (2, 2), 3)
    assert shape(second) == ([5], (6, 6), 7)
    assert first.data_last == 3


def test_a_short_table_below_another_is_told_by_its_title_and_its_numbers():
    rows = [
        ["表一 耕地"],
        ["村名", "水田", "旱地"],
        ["东村", 1, 2],
        [None],
        ["表二 人口"],
        ["村名", "男", "女"],
        ["东村", 3, 4],
    ]
    first, second = tables(rows, ["A1:C1", "A5:C5"])
    assert shape(first) == ([1], (2, 2), 3)
    assert shape(second) == ([5], (6, 6), 7)


def test_a_list_in_two_halves_is_a_list():
    half = ["日期", "值班人", "电话"]
    (table,) = tables([["值班表"], [*half, None, *half], ["3月1日", "甲", 1, None, "3月2日", "乙", 2]], ["A1:G1"])
    assert (table.orientation, *shape(table)) == ("row", [1], (2, 2), 3)


def test_a_form_whose_last_answer_is_beyond_every_text():
    rows = [["企业信息表"], ["企业名称", None, "信用代码"], ["注册地址"], ["从业人数", None, "年产值（万元）"]]
    (form,) = tables(rows, ["A1:D1", "B3:D3"])
    assert form.orientation == "key_value"
    assert [c.value_cell for c in form.columns] == ["B2", "D2", "B3", "B4", "D4"]


def test_a_form_already_filled_in_and_the_list_below_it():
    rows = [
        ["巡河记录"],
        ["巡河日期", "2024年5月6日", "河段名称", "东河"],
        ["序号", "问题描述", "位置", "处理情况"],
        [1, "垃圾", "桥下", "已清理"],
    ]
    items, form = tables(rows, ["A1:D1"])
    assert (form.orientation, [c.value_cell for c in form.columns]) == ("key_value", ["B2", "D2"])
    assert shape(items)[1:] == ((3, 3), 4)


def test_two_rows_of_captions_and_words_by_turns_are_a_form_and_not_a_header():
    rows = [["单位名称", "飞腾电气", "部门名称", "人力部"], ["姓名", "毛某", "岗位", "经理"], ["休假天数", "12天"]]
    (form,) = tables(rows, ["B3:D3"])
    assert form.orientation == "key_value"
    assert [c.value_cell for c in form.columns] == ["B1", "D1", "B2", "D2", "B3"]


def test_one_thing_told_in_two_columns_lies_on_its_side():
    rows = [
        ["交易场所", "甲市"],
        ["成立时间", "1998年2月9日"],
        ["分层", "基础层"],
        ["主业", "监控"],
        ["总股本（元）", 42500],
    ]
    (table,) = tables(rows)
    assert (table.orientation, len(table.columns)) == ("column", 5)
    (listed,) = tables([["科目", "数值"], ["成立时间", "1998年2月9日"], ["总股本（元）", 42500], ["名称", "甲"]])
    assert listed.orientation == "row"


def test_lines_that_ask_by_colon_head_the_list_below_as_well():
    rows = [["资助名册"], ["学校：", None, "联系人："], ["序号", "姓名", "金额"], [1, "张三", 5]]
    table, form = tables(rows, ["A1:C1"])
    assert shape(table) == ([1, 2], (3, 3), 4)
    assert table.title == "资助名册"
    assert [c.label for c in form.columns] == ["学校", "联系人"]


def test_a_table_on_its_side():
    rows = [
        ["单位名称", "甲社", "乙社"],
        ["成立日期", "2019年2月", "2020年3月"],
        ["从业人数", 5, 8],
        ["联系电话", "1", "2"],
    ]
    (table,) = tables(rows)
    assert table.orientation == "column"
    assert (table.header_first, table.header_last) == (1, 4)
    assert [(c.label, c.value_cell) for c in table.columns][1] == ("成立日期", "B2")
    assert table.columns[0].element == "organisation.name"


def test_repeated_captions_begin_a_new_table_without_a_gap():
    rows = [["姓名", "得分"], ["张三", 1], ["李四", 2], ["姓名", "得分"], ["王五", 3]]
    assert [t.header_first for t in tables(rows)] == [1, 4]


def test_overlapping_and_endless_merges_do_no_harm():
    rows = [["姓名", "电话"], ["张三", 1]]
    cells = "".join(
        f'<row r="{r}">' + "".join(makers.inline(f"{'AB'[c]}{r}", str(v)) for c, v in enumerate(row)) + "</row>"
        for r, row in enumerate(rows, 1)
    )
    merges = "".join(f'<mergeCell ref="{ref}"/>' for ref in ["A1:A1048576", "A1:XFD1", "B2:A1", "A2:B9"])
    data = makers.raw_xlsx(cells, after=f"<mergeCells>{merges}</mergeCells>")
    recognition = recognise(read_workbook(open_upload(data, "a.xlsx")))
    assert len(recognition.sheets) == 1


@pytest.mark.parametrize(
    ("path", "element", "low", "high"),
    [
        (("姓 名",), "person.name", 1.0, 1.0),
        (("2.身份证号（必填）*",), "person.id_number", 0.9, 1.0),
        (("户主", "姓名"), "household.head_name", 0.9, 1.0),
        (("户主信息", "公民身份号码"), "household.head_id_number", 0.9, 1.0),
        (("残疾情况", "等级"), "person.disability_level", 0.9, 1.0),
        (("监护人", "姓名"), "person.emergency_contact", 0.9, 1.0),
        (("监护人", "身份证号码"), None, 0, 0),
        (("父亲", "职业"), None, 0, 0),
        (("帮扶责任人", "联系电话"), None, 0, 0),
        (("举报人姓名",), None, 0, 0),
        (("单位联系人",), None, 0, 0),
        (("入党时所在党支部",), None, 0, 0),
        (("被征地人员联系电话",), "person.phone", 0.5, 0.9),
        (("被推荐人", "姓名"), "person.name", 0.9, 1.0),
        (("残疾人姓名",), "person.name", 0.8, 0.9),
        (("学历学位",), "person.education", 0.5, 0.7),
        (("统一社会信用代玛",), "organisation.uscc", 0.4, 0.7),
        (("贫困户户数(户)",), None, 0, 0),
        (("今天天气",), None, 0, 0),
    ],
)
def test_captions_are_bound_with_a_reason(path, element, low, high):
    from qingzhuang.sheets.recognise.binding import binder_for

    found = binder_for(ELEMENTS).match(path)
    assert (found.code if found else None) == element
    if element:
        assert low <= found.confidence <= high
        assert found.why.zh
        assert found.why.en


def test_values_confirm_or_contradict_a_caption_and_can_speak_alone():
    rows = [["电话", "出生日期", "号"]] + [["不详", f"199{n}.05", f"1380013800{n}"] for n in range(4)]
    phone, born, bare = tables(rows)[0].columns
    assert phone.confidence < 0.7
    assert "不相符" in phone.why.zh
    assert born.element == "person.birth_date"
    assert born.confidence > 0.95
    assert bare.element == "person.phone"


def test_the_written_form_follows_its_schema():
    data = makers.xlsx([["登记表"], ["姓名", "电话"], ["张三", 1], [None], ["姓名：", None]], ["A1:B1"])
    written = recognise(read_workbook(open_upload(data, "a.xlsx"))).as_json()
    jsonschema.validate(written, schema())
    assert written["version"] == 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**written, "version": 2}, schema())


def test_the_element_list_refuses_doubles():
    head = "code,zh,en,concept,datatype,sensitivity,synonyms\n"
    assert len(ELEMENTS) == len({e.code for e in ELEMENTS}) > 80
    with pytest.raises(ValueError, match="line 3"):
        read_elements(head + "a.b,甲,A,a,text,none,\na.b,乙,B,a,text,none,\n")
    with pytest.raises(ValueError, match="sensitivity"):
        read_elements(head + "a.b,甲,A,a,text,open,\n")


FORMS = Path(__file__).parents[3] / "shared" / "cases" / "forms"


@pytest.mark.skipif(not (FORMS / "truth.csv").exists(), reason="the shared cases are not on this machine")
def test_real_forms_are_recognised_as_marked():
    right = total = 0
    with (FORMS / "truth.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            recognition = recognise(read_workbook(open_upload(FORMS / row["path"])))
            sheet = next(s for s in recognition.sheets if s.name.strip() == row["sheet"].strip())
            wanted = int(row["header_first"]), int(row["header_last"]), int(row["data_first"])
            table = sheet.tables[0]
            right += (table.header_first, table.header_last, table.data_first) == wanted
            total += 1
    assert right >= 0.95 * total
