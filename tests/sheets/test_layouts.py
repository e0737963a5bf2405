"""Another system's import layout is filled so that every byte it does not ask for stays."""

import io
import zipfile

import openpyxl
import pytest

from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.sheets.layouts import fill_layout, read_layout, read_rejections
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.reading import read_workbook
from qingzhuang.sheets.safety import open_upload

PEOPLE = [
    {
        "person.name": "王小花",
        "person.id_number": "51990119700101001X",
        "person.sex": "女",
        "person.birth_date": "1970-01-01",
        "person.phone": "13800000001",
    },
    {
        "person.name": "欧阳，四海",
        "person.id_number": "519901198502030024",
        "person.sex": "男",
        "person.birth_date": "1985-02-03",
    },
]
CAPTIONS = ["姓名", "公民身份号码", "性别(1男2女)", "出生日期(YYYY/MM/DD)", "联系电话", "系统编号"]


def csv_file(text, encoding, name="模板.csv", mark=b""):
    return open_upload(mark + text.encode(encoding), name)


@pytest.mark.parametrize(
    ("encoding", "mark", "separator", "end", "quoted"),
    [
        ("gb18030", b"", ",", "\r\n", False),
        ("utf-8", b"\xef\xbb\xbf", ",", "\n", True),
        ("utf-8", b"", "\t", "\r\n", False),
        ("utf-16-le", b"\xff\xfe", ";", "\r\n", False),
    ],
)
def test_a_csv_is_written_in_the_hand_of_its_template(encoding, mark, separator, end, quoted):
    header = separator.join(f'"{each}"' if quoted else each for each in CAPTIONS)
    head = f"{separator.join(['县居民健康档案导入模板'] + [''] * 5) if not quoted else ''}{end}{header}{end}"
    head = head.removeprefix(end) if quoted else head
    file = csv_file(head, encoding, mark=mark)
    layout = read_layout(file, ELEMENTS)
    assert [each.element for each in layout.columns[:5]] == [
        "person.name", "person.id_number", "person.sex", "person.birth_date", "person.phone",
    ]  # fmt: skip
    filled = fill_layout(layout, PEOPLE)
    assert filled.content.startswith(file.data)
    said = filled.content[len(file.data) :].decode(encoding)
    q = '"' if quoted else ""
    fields = ["王小花", "51990119700101001X", "2", "1970/01/01", "13800000001", ""]
    assert said.split(end)[0] == separator.join(f"{q}{each}{q}" for each in fields)
    assert said.endswith(end)
    assert len(said.split(end)) == 3
    names = '"欧阳，四海"' if quoted else "欧阳，四海"
    assert said.split(end)[1].startswith(names)
    assert list(filled.rows.values()) == ([2, 3] if quoted else [3, 4])


def test_formats_are_chosen_where_the_template_shows_none():
    file = csv_file("姓名,性别,出生日期,是否低保户\n", "utf-8")
    keys = {each.caption[-1]: each.key for each in read_layout(file, ELEMENTS).columns}
    formats = {keys["性别"]: "code_number", keys["出生日期"]: "date_plain", keys["是否低保户"]: "yes_number"}
    layout = read_layout(file, ELEMENTS, {keys["姓名"]: ""}, formats)
    row = {**PEOPLE[0], "household.minimum_living_allowance": "否"}
    assert fill_layout(layout, [row]).content.decode().splitlines()[1] == ",2,19700101,0"


def test_a_template_without_a_last_line_end_gets_none():
    content = fill_layout(read_layout(csv_file("姓名,性别\r\n示例,男", "utf-8"), ELEMENTS), PEOPLE).content
    assert content == "姓名,性别\r\n王小花,女\r\n欧阳，四海,男".encode()


def test_what_could_run_and_what_gbk_lacks_is_neither_run_nor_hidden():
    layout = read_layout(csv_file("姓名,联系电话,性别\r\n", "gb18030"), ELEMENTS)
    filled = fill_layout(layout, [{"person.name": "=1+1"}, {"person.name": "王𠮷"}])
    lines = filled.content.decode("gb18030").splitlines()
    assert lines[1].startswith("'=1+1")
    assert lines[2].startswith("王𠮷")
    assert [each.record for each in filled.unfit] == [1]


def workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "导入表"
    sheet.append(CAPTIONS)
    for _ in range(3):
        sheet.append([None] * 6)
    sheet.column_dimensions["B"].width = 30
    book.create_sheet("填写说明")["A1"] = "性别填代码"
    file = io.BytesIO()
    book.save(file)
    return open_upload(file.getvalue(), "模板.xlsx")


def test_an_xlsx_keeps_every_other_part():
    file = workbook()
    filled = fill_layout(read_layout(file, ELEMENTS), PEOPLE * 4)
    before, after = (zipfile.ZipFile(io.BytesIO(data)) for data in (file.data, filled.content))
    assert before.namelist() == after.namelist()
    changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert changed == ["xl/worksheets/sheet1.xml"]
    sheet = read_workbook(open_upload(filled.content, "填好.xlsx")).sheets[0]
    assert [sheet.text(1, column) for column in range(1, 7)] == CAPTIONS
    assert [sheet.text(row, 1) for row in range(2, 10)] == ["王小花", "欧阳，四海"] * 4
    assert sheet.text(2, 3) == "2"
    assert filled.rows == {number: number + 2 for number in range(8)}


def test_an_error_list_names_rows_by_number_or_by_value():
    handed = fill_layout(read_layout(csv_file("姓名,公民身份号码,性别\r\n", "utf-8"), ELEMENTS), PEOPLE).content
    handed = open_upload(handed, "交.csv")
    by_number = open_upload("行号,错误原因\n3,证件号码重复\n合计,1\n".encode(), "错.csv")
    first = read_rejections(by_number, handed, [])[0]
    assert (first.row, first.reason) == (3, "证件号码重复")
    by_value = open_upload("公民身份号码,失败说明\n519901198502030024,已死亡\n1,查无此人\n".encode(), "错.csv")
    found = read_rejections(by_value, handed, ["公民身份号码"])
    assert [(each.row, each.reason) for each in found] == [(3, "已死亡"), (None, "查无此人")]
    with pytest.raises(UnreadableFile):
        read_rejections(open_upload("甲,乙\n1,2\n".encode(), "错.csv"), handed, [])
