"""Word forms: pairs, lists and added rows; only the document part changes."""

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from tests.sheets.fill.forms import filled, parts

FAMILY = {
    "基本情况": {"姓名": "王芳", "出生年月": "1949年12月", "住址": "柳村1组"},
    "家庭成员": [{"称谓": "夫", "姓名": "李雷"}, {"称谓": "子", "姓名": "李明"}, {"称谓": "女", "姓名": "李红"}],
    "个人简历": [{"时间": "1970-1990", "内容": "务农"}, {"时间": "1990-", "内容": "经商 <个体>"}],
}


def form() -> bytes:
    document = docx.Document()
    document.add_paragraph("登记表")
    table = document.add_table(8, 4)
    for row, texts in enumerate(
        [
            ["姓名", "", "出生年月", ""],
            ["住址", "", "联系电话", ""],
            ["个人简历", "", "", ""],
            ["家庭成员"],
            ["关系", "姓名", "工作单位", "备注"],
        ]
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(2, 1).merge(table.cell(2, 3))
    table.cell(3, 0).merge(table.cell(3, 3))
    run = table.cell(0, 1).paragraphs[0].add_run("   ")
    run.font.size, run.bold = Pt(9), True
    table.cell(7, 0).merge(table.cell(7, 3)).text = "本人签名：    年  月  日"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def cells(content: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in docx.Document(io.BytesIO(content)).tables[0].rows]


def test_a_form_with_a_list_is_filled_and_given_the_rows_it_needs():
    out, report = filled(form(), FAMILY, "登记表.docx")
    told = cells(out)
    assert told[0] == ["姓名", "王芳", "出生年月", "1949年12月"]
    assert told[1] == ["住址", "柳村1组", "联系电话", ""]
    assert told[2][1].rstrip() == "1970-1990 务农\n1990- 经商 <个体>"
    assert [row[:2] for row in told[5:8]] == [["夫", "李雷"], ["子", "李明"], ["女", "李红"]]
    assert told[8][0].startswith("本人签名")
    assert report.findings == []
    by_cell = {each["cell"]: each["value"] for each in report.as_json()["filled"]}
    assert (by_cell["B8"], by_cell["B1"]) == ("李红", "王芳")


def test_only_the_document_part_changes_and_text_takes_the_looks_that_wait_for_it():
    before = form()
    out, report = filled(before, FAMILY, "登记表.docx")
    old, new = parts(before), parts(out)
    assert report.parts_changed == ["word/document.xml"]
    assert {name for name in old if old[name] != new[name]} == {"word/document.xml"}
    runs = docx.Document(io.BytesIO(out)).tables[0].cell(0, 1).paragraphs[0].runs
    (run,) = [run for run in runs if run.text]
    assert (run.text, run.bold, run.font.size) == ("王芳", True, Pt(9))


def test_a_form_for_one_person_asks_which_of_several():
    out, report = filled(form(), [{"姓名": "王芳"}, {"姓名": "李雷"}], "登记表.docx")
    assert [finding.kind for finding in report.findings] == ["question"]
    assert cells(out)[0][1] == "   "


def test_a_form_that_names_its_person_is_filled_for_that_one():
    document = docx.Document(io.BytesIO(form()))
    document.tables[0].cell(0, 1).text = "李雷"
    named = io.BytesIO()
    document.save(named)
    people = [{"姓名": "王芳", "电话": "13800138000"}, {"姓名": "李雷", "电话": "13900139000"}]
    out, _ = filled(named.getvalue(), people, "登记表.docx")
    assert cells(out)[1][3] == "13900139000"


RUN = '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>单击此处输入文字。</w:t></w:r>'
SEXES = '<w:dropDownList><w:listItem w:displayText="请选择"/><w:listItem w:displayText="男性" w:value="1"/><w:listItem w:displayText="女性" w:value="2"/></w:dropDownList>'


def control(content: str, kind: str = "<w:text/>", *, waiting: bool = True):
    shown = "<w:showingPlcHdr/>" if waiting else ""
    properties = f"<w:sdtPr>{shown}{kind}</w:sdtPr>"
    return parse_xml(f"<w:sdt {nsdecls('w')}>{properties}<w:sdtContent>{content}</w:sdtContent></w:sdt>")


def form_of_controls() -> bytes:
    """Content controls as Word puts them: in a paragraph, around a paragraph, around a cell, and one with choices."""
    document = docx.Document()
    table = document.add_table(2, 4)
    for (row, column), caption in {(0, 0): "姓名", (0, 2): "联系电话", (1, 0): "性别", (1, 2): "住址"}.items():
        table.cell(row, column).text = caption
    table.cell(0, 1).paragraphs[0]._p.append(control(RUN))
    table.cell(0, 3)._tc.insert(1, control(f"<w:p>{RUN}</w:p>"))
    table.cell(1, 1).paragraphs[0]._p.append(control("<w:r/>", SEXES))
    cell = table.cell(1, 3)._tc
    around = control("")
    cell.addprevious(around)
    around[-1].append(cell)
    cell.p_lst[0].append(parse_xml(RUN.replace("<w:r>", f"<w:r {nsdecls('w')}>", 1)))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("sex", ["女", "2"])
def test_content_controls_take_their_answers_and_wait_no_longer(sex):
    out, report = filled(
        form_of_controls(), {"姓名": "王芳", "联系电话": "13800000000", "住址": "柳村1组", "性别": sex}, "表.docx"
    )
    told = parts(out)["word/document.xml"].decode()
    for answer in ("王芳", "13800000000", "柳村1组", "女性"):
        assert f">{answer}</w:t>" in told
    for sign in ("showingPlcHdr", "PlaceholderText", "单击此处"):
        assert sign not in told
    assert told.count("<w:sdt>") == 4
    assert [each.kind for each in report.findings] == []


def test_what_a_content_control_says_is_left():
    form = form_of_controls()
    answered, _ = filled(form, {"姓名": "王芳", "住址": "柳村1组"}, "表.docx")
    again, _ = filled(answered, {"姓名": "王芳", "住址": "柳村2组"}, "表.docx")
    assert "柳村1组" in parts(again)["word/document.xml"].decode()
    assert "柳村2组" not in parts(again)["word/document.xml"].decode()
