"""Files that are odd, damaged or meant to harm: refused with the reason, or read for what they are."""

import re

import pytest

from qingzhuang.sheets.fill import fill, read_holdings, read_template
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.safety import open_upload
from tests.sheets.fill.forms import filled, parts, roster, values
from tests.sheets.makers import MACRO_MAIN, raw_parts, raw_xlsx, zipped

HEADER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>性别</t></is></c></row>'
)
WANG = [{"姓名": "王芳", "性别": "女"}]


def test_macros_are_refused():
    with pytest.raises(UnreadableFile) as refused:
        read_template(open_upload(raw_xlsx(HEADER, main=MACRO_MAIN), "x.xlsm"))
    assert refused.value.code == "macros"


@pytest.mark.parametrize("name", ["x.txt", "x.json"])
def test_what_is_no_form_is_refused(name):
    with pytest.raises(UnreadableFile) as refused:
        read_template(open_upload(b'{"a": "b"}' if name.endswith("json") else "姓名,性别\n王,女\n".encode(), name))
    assert refused.value.code == "cannot_fill"


def test_data_without_a_table_are_refused():
    for content in (b"[]", b"[1, 2]", b'"x"'):
        with pytest.raises(UnreadableFile) as refused:
            read_holdings(open_upload(content, "d.json"))
        assert refused.value.code == "no_table"


def test_a_sheet_that_declares_every_row_is_filled_like_any_other():
    out, _ = filled(raw_xlsx(HEADER), WANG)
    assert values(out)[1][:2] == ["王芳", "女"]
    assert b'<dimension ref="A1:XFD1048576"/>' in parts(out)["xl/worksheets/sheet1.xml"]


def styled_blank(rows):
    return "".join(f'<row r="{row}" s="0"><c r="A{row}" s="0"/><c r="B{row}" s="0"/></row>' for row in rows)


def rows_in(content):
    return re.findall(r'<row r="(\d+)"', parts(content)["xl/worksheets/sheet1.xml"].decode())


def test_blank_rows_far_below_stay_as_they_lie(monkeypatch):
    monkeypatch.setattr("qingzhuang.sheets.fill.sheetxml._MOST_BLANK", 3)
    below = styled_blank(range(2, 12)) + '<row r="1048576" ht="9"/>'
    out, _ = filled(raw_xlsx(HEADER + below), WANG)
    assert values(out)[1] == ["王芳", "女"]
    assert below[below.index('<row r="3"') :].encode() in parts(out)["xl/worksheets/sheet1.xml"]


def test_rows_that_are_added_take_the_places_of_blank_rows_far_below(monkeypatch):
    monkeypatch.setattr("qingzhuang.sheets.fill.sheetxml._MOST_BLANK", 3)
    people = [{"姓名": f"王{'甲乙丙丁戊己庚'[at]}", "性别": "女"} for at in range(7)]
    out, report = filled(raw_xlsx(HEADER + styled_blank(range(2, 12)) + '<row r="1048576"/>'), people)
    assert [row[0] for row in values(out)[1:8]] == [each["姓名"] for each in people]
    assert rows_in(out) == [*map(str, range(1, 12)), "1048576"]
    assert report.findings == []


def test_something_in_the_last_row_there_can_be_does_not_stretch_the_table():
    last = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    out, report = filled(raw_xlsx(HEADER + styled_blank(range(2, 4)) + last), WANG)
    assert rows_in(out) == ["1", "2", "3", "1048576"]
    assert [cell.row for cell in report.filled] == [2, 2]


def test_merges_that_overlap_are_written_around():
    merges = '<mergeCells count="2"><mergeCell ref="A2:B3"/><mergeCell ref="B2:C2"/></mergeCells>'
    out, report = filled(raw_xlsx(HEADER, after=merges), WANG)
    assert merges.encode() in parts(out)["xl/worksheets/sheet1.xml"]
    assert all(cell.column == 1 for cell in report.filled if cell.row == 2)


@pytest.mark.parametrize(
    "rows",
    [
        HEADER.replace(' r="1"', "").replace(' r="A1"', "").replace(' r="B1"', "") + "<row><c/><c/></row>",
        f"<!-- <row r='9'> -->{HEADER}<row r='2' spans='1:1'><c r='A2' s='0'/></row>",
        HEADER + '<row r="2"><c r="A2"><f/></c></row>',
        HEADER + '<row r="2"><c r="A2" t="inlineStr"><is><t><![CDATA[ ]]></t></is></c></row>',
        HEADER.replace("<row", "<x:row").replace("</row", "</x:row"),
    ],
)
def test_unusual_spellings_of_a_sheet(rows):
    if "x:row" in rows:
        parts_of = raw_parts(
            rows.replace("<c ", "<x:c ")
            .replace("</c>", "</x:c>")
            .replace("is>", "x:is>")
            .replace("<t>", "<x:t>")
            .replace("</t>", "</x:t>")
            .replace("</x:x:", "</x:")
            .replace("<x:x:", "<x:")
            .replace("</is", "</x:is")
            .replace("<is", "<x:is")
        )
        sheet = parts_of["xl/worksheets/sheet1.xml"].decode()
        for tag in ("worksheet", "sheetData", "dimension"):
            sheet = sheet.replace(f"<{tag}", f"<x:{tag}").replace(f"</{tag}", f"</x:{tag}")
        parts_of["xl/worksheets/sheet1.xml"] = sheet.replace("xmlns=", "xmlns:x=").encode()
        form = zipped(parts_of)
    else:
        form = raw_xlsx(rows)
    out, report = filled(form, WANG)
    assert len(report.filled) >= 1
    read = read_template(open_upload(out, "x.xlsx")).workbook.sheets[0]
    assert {read.text(cell.row, cell.column) for cell in report.filled} <= {"王芳", "女"}


def test_a_link_to_elsewhere_stays_and_is_not_followed():
    sheet = raw_parts(HEADER)
    sheet["xl/worksheets/_rels/sheet1.xml.rels"] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="x/hyperlink" Target="http://example.invalid/" TargetMode="External"/></Relationships>'
    )
    form = zipped(sheet)
    out, _ = fill(
        read_template(open_upload(form, "x.xlsx")),
        read_holdings(open_upload(b'[{"\xe5\xa7\x93\xe5\x90\x8d": "a"}]', "d.json")),
    )
    assert parts(out)["xl/worksheets/_rels/sheet1.xml.rels"] == sheet["xl/worksheets/_rels/sheet1.xml.rels"]


def test_a_word_form_with_a_declaration_is_refused():
    import io
    import zipfile

    import docx

    held = io.BytesIO()
    docx.Document().save(held)
    with zipfile.ZipFile(held) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content["word/document.xml"] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + content["word/document.xml"]
    with pytest.raises(UnreadableFile) as refused:
        read_template(open_upload(zipped(content), "x.docx"))
    assert refused.value.code == "xml_entities"


@pytest.mark.parametrize("attribute", ["r", "s", "ref", "sqref", "spans", "min"])
@pytest.mark.parametrize("said", ["", "-1", "99999999999", "ZZZZ9", "XFD1048576", "A5:B2", "A1:A"])
def test_attributes_that_say_nonsense_are_refused_or_passed_over(attribute, said):
    content = parts(roster(["姓名", "性别", "补贴金额"], rows=1, choices={2: ["男", "女"]}))
    name = "xl/worksheets/sheet1.xml"
    spoilt = re.sub(rb'( %s=")[^"]*(")' % attribute.encode(), rb"\g<1>%s\2" % said.encode(), content[name])
    outcome = "filled"
    try:
        filled(zipped(content | {name: spoilt}), WANG * 3)
    except UnreadableFile as refused:
        outcome = refused.code
    assert outcome in ("filled", "broken_content")
