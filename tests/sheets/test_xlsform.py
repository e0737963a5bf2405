"""Forms for ODK and Kobo: what is written converts and checks as it says, what is read names its mistakes."""

import io
import re

import openpyxl
import pytest
from lxml import etree
from pyxform.xls2xform import convert

from qingzhuang.cli import main
from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.safety import open_upload
from qingzhuang.sheets.xlsform import bound, element_of_heading, form_of, question_of, read_xlsform, written_form
from tests.datahub.conftest import number

KNOWN = {each.code: each for each in ELEMENTS}
CODES = (
    "person.name", "person.id_number", "household.size", "person.sex", "person.birth_date", "person.disability_type",
    "person.disability_level", "household.minimum_living_allowance", "household.income_per_head", "person.phone",
    "organisation.uscc",
)  # fmt: skip


def form(**more):
    return form_of([KNOWN[code] for code in CODES], "入户调查", "household_visit", **more)


def test_what_is_written_converts_and_reads_back_the_same():
    data = written_form(form(required=["person.name"]), "20261101")
    xform = convert(xlsform=io.BytesIO(data), file_type=".xlsx").xform
    tree = etree.fromstring(xform.encode())
    binds = {each.get("nodeset").rsplit("/", 1)[-1]: each for each in tree.iter("{http://www.w3.org/2002/xforms}bind")}
    assert binds["person_name"].get("required") == "true()"
    assert binds["household_size"].get("type") == "int"
    assert "person_disability_type" in binds["person_disability_level"].get("relevant")
    assert {each.get("lang") for each in tree.iter("{http://www.w3.org/2002/xforms}translation")} == {
        "中文 (zh)", "English (en)",
    }  # fmt: skip
    read = read_xlsform(open_upload(data, "表.xlsx"))
    assert (read.title, read.form_id) == ("入户调查", "household_visit")
    assert {each.name: each.choices for each in read.questions} == {
        each.name: each.choices for each in form().questions
    }
    assert sorted(code for _, code in bound(read, ELEMENTS)) == sorted(CODES)


def test_a_wrong_resident_number_is_stopped_on_the_phone():
    """The constraint, worked out as ODK would."""
    constraint = question_of(KNOWN["person.id_number"], set()).constraint
    functions = etree.FunctionNamespace(None)
    functions["substr"] = lambda _context, text, start, end: _said(text)[int(start) : int(end)]
    functions["regex"] = lambda _context, text, pattern: re.search(pattern, _said(text)) is not None
    good = [number("519901", "1970-01-01", n) for n in range(1, 30)]

    def passes(value):
        node = etree.fromstring("<a/>")
        node.text = value
        return node.xpath(constraint)

    assert {each[-1] for each in good} >= {"X", "0", "1"}
    assert all(passes(each) for each in good)
    assert all(passes(each.lower()) for each in good)
    assert not any(passes(each[:16] + str((int(each[16]) + 1) % 10) + each[17]) for each in good)
    assert not passes("12345")


def _said(value):
    return value[0].text if isinstance(value, list) else str(value)


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("person-person_id_number", "person.id_number"),
        ("person/person_id_number", "person.id_number"),
        ("visit/household/household_size", "household.size"),
        ("person_sex", "person.sex"),
        ("KEY", None),
        ("meta-instanceID", None),
    ],
)
def test_headings_of_exports_name_their_elements(heading, code):
    assert element_of_heading(heading, KNOWN) == code


def xlsx(survey, choices=(), settings=()):
    book = openpyxl.Workbook()
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = book.active if name == "survey" else book.create_sheet()
        sheet.title = name
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return open_upload(file.getvalue(), "问卷.xlsx")


HEAD = ["type", "name", "label", "required", "relevant"]


def test_somebody_elses_form_becomes_fields_with_their_groups():
    file = xlsx(
        [
            HEAD,
            ["start", "start", None],
            ["begin_group", "g", "家庭情况"],
            ["begin_repeat", "members", "成员"],
            ["text", "xm", "姓名", "yes"],
            ["select_one xb", "xb", "性别"],
            ["end_repeat"],
            ["integer", "n", "家庭人口"],
            ["end_group"],
            ["note", "thanks", "谢谢"],
        ],
        [["list_name", "name", "label"], ["xb", "1", "男"], ["xb", "2", "女"]],
    )
    read = read_xlsform(file)
    assert [each.caption for each in read.questions] == [
        "家庭情况 / 成员 / 姓名", "家庭情况 / 成员 / 性别", "家庭情况 / 家庭人口",
    ]  # fmt: skip
    assert [each.repeated for each in read.questions] == [True, True, False]
    assert (read.questions[0].required, [name for name, _ in read.questions[1].choices]) == (True, ["1", "2"])
    assert [code for _, code in bound(read, ELEMENTS)] == ["person.name", "person.sex", "household.size"]


@pytest.mark.parametrize(
    ("rows", "row", "cell"),
    [
        ([["texxt", "a", "甲"]], 2, "A2"),
        ([["text", None, "甲"]], 2, "B2"),
        ([[None, "a", "甲"]], 2, "A2"),
        ([["text", "a", "甲"], ["select_one nowhere", "b", "乙"]], 3, "A3"),
        ([["begin_group", "g", "组"], ["text", "a", "甲"]], 3, "A3"),
        ([["text", "a", "甲"], ["end_group"]], 3, "A3"),
        ([["text", "a", "甲"], ["text", "b", "乙", None, "${nothing} = 1"]], 3, None),
        ([["begin_group", f"g{n}", "组"] for n in range(12)], 12, "A12"),
    ],
)
def test_a_mistake_is_named_with_its_place(rows, row, cell):
    with pytest.raises(UnreadableFile) as wrong:
        read_xlsform(xlsx([HEAD, *rows]))
    assert wrong.value.code == "bad_xlsform"
    assert (wrong.value.where.get("row"), wrong.value.where.get("cell")) == (row, cell)


def test_the_command_line_writes_and_reads(tmp_path, capsys):
    sheet = tmp_path / "入户表.csv"
    sheet.write_text("姓名,公民身份号码,性别,满意度\n", encoding="utf-8")
    assert main(["xlsform", "export", str(sheet), "-o", str(tmp_path / "form.xlsx"), "--language", "zh"]) == 0
    assert "满意度" in capsys.readouterr().out
    assert main(["xlsform", "import", str(tmp_path / "form.xlsx"), "--format", "json"]) == 0
    assert '"element": "person.id_number"' in capsys.readouterr().out
    assert main(["xlsform", "import", str(sheet), "--language", "zh"]) == 2
