"""An old workbook comes back as an xlsx of the same looks. The records are written by hand, as MS-XLS has them."""

import io
import struct

import openpyxl
import pytest

from qingzhuang.sheets.binary_formulas import UnknownFormula, formula_text
from qingzhuang.sheets.fill import fill, read_holdings, read_template
from qingzhuang.sheets.safety import open_upload
from tests.sheets.makers import compound_file, record


def text(said: str, count: str = "<H") -> bytes:
    return struct.pack(count, len(said)) + b"\x01" + said.encode("utf-16-le")


def font(name: str, size: int, *, bold: bool = False, color: int = 0x7FFF) -> bytes:
    return record(
        0x31, struct.pack("<5H4B", size * 20, 0, color, 700 if bold else 400, 0, 0, 0, 134, 0) + text(name, "<B")
    )


def style(font_number: int, *, format_number: int = 0, border: int = 0, fill: int = 0, center: bool = False) -> bytes:
    edges = border * 0x1111 | (8 * 0x0081 << 16)
    more = 8 | 8 << 7 | (1 if fill else 0) << 26
    return record(
        0xE0,
        struct.pack(
            "<3H4BIIH", font_number, format_number, 1, 2 if center else 0, 0, 0, 0, edges, more, fill | 65 << 7
        ),
    )


def label(row: int, column: int, xf: int, said: str) -> bytes:
    return record(0x0204, struct.pack("<HHH", row, column, xf) + text(said))


def formula(row: int, column: int, code: bytes, result: float = 0) -> bytes:
    return record(6, struct.pack("<HHHdHIH", row, column, 2, result, 0, 0, len(code)) + code)


def old_roster() -> bytes:
    sum_of_rows = struct.pack("<B4HBBH", 0x25, 2, 3, 0xC002, 0xC002, 0x19, 0x10, 0)
    choices = "男\0女"
    rule = struct.pack("<I", 3 | 0x80) + text("\0") * 4
    listed = bytes([0x17, len(choices), 1]) + choices.encode("utf-16-le")
    rule += struct.pack("<HH", len(listed), 0) + listed + struct.pack("<HHH4H", 0, 0, 1, 2, 3, 1, 1)
    sheet = [
        record(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)),
        record(0x7D, struct.pack("<6H", 0, 0, 20 * 256, 0, 0, 0)),
        record(0x0208, struct.pack("<7H", 0, 0, 3, 30 * 20, 0, 0, 0x40) + struct.pack("<H", 0)),
        record(0xA1, struct.pack("<8H", 9, 80, 1, 1, 0, 0, 300, 300) + struct.pack("<ddH", 0.3, 0.3, 1)),
        record(0x26, struct.pack("<d", 0.5)),
        label(0, 0, 1, "花名册"),
        *(label(1, at, 2, said) for at, said in enumerate(["姓名", "性别", "补贴金额"])),
        *(record(0xBE, struct.pack("<5H", row, 0, 2, 2, 2) + struct.pack("<H", 2)) for row in (2, 3)),
        label(4, 0, 2, "合计"),
        formula(4, 2, sum_of_rows),
        record(0xE5, struct.pack("<5H", 1, 0, 0, 0, 2)),
        record(0x01BE, rule),
        record(0x000A),
    ]
    book = [
        record(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)),
        font("宋体", 11),
        font("黑体", 18, bold=True, color=10),
        style(0),
        style(1, center=True),
        style(0, border=1, fill=22),
    ]
    entry = b"\0\0" + text("表", "<B")
    start = sum(map(len, book)) + 4 + 4 + len(entry) + 4
    book.append(record(0x85, struct.pack("<I", start) + entry))
    return compound_file({"Workbook": b"".join([*book, record(0x000A), *sheet])})


def test_an_old_workbook_comes_back_new_with_its_looks():
    template = read_template(open_upload(old_roster(), "表.xls"))
    data = "姓名,性别,补贴金额\n王芳,女,100\n李雷,男,50\n赵六,男,25\n".encode()
    out, report = fill(template, read_holdings(open_upload(data, "d.csv")))
    sheet = openpyxl.load_workbook(io.BytesIO(out)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["花名册", None, None], ["姓名", "性别", "补贴金额"], ["王芳", "女", 100], ["李雷", "男", 50], ["赵六", "男", 25],
        ["合计", None, "=SUM(C3:C5)"],
    ]  # fmt: skip
    assert {str(each) for each in sheet.merged_cells.ranges} == {"A1:C1"}
    title, body = sheet["A1"], sheet["B5"]
    assert (title.font.name, title.font.size, title.font.bold, title.alignment.horizontal) == (
        "黑体",
        18,
        True,
        "center",
    )
    assert title.font.color.rgb == "FFFF0000"
    assert (body.border.left.style, body.fill.fgColor.rgb) == ("thin", "FFC0C0C0")
    assert round(sheet.column_dimensions["A"].width) == 20
    assert sheet.row_dimensions[1].height == 30
    assert (sheet.page_setup.orientation, sheet.page_setup.scale) == ("landscape", 80)
    assert sheet.page_margins.left == 0.5
    rule = sheet.data_validations.dataValidation[0]
    assert (str(rule.sqref), rule.formula1) == ("B3:B5", '"男,女"')
    assert "xls" in report.remarks[0].zh


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (b"\x1e\x05\x00\x1e\x07\x00\x03", "5+7"),
        (struct.pack("<BHH", 0x44, 4, 0xC001) + b"\x1e\x0c\x00\x05", "B5*12"),
        (struct.pack("<BHH", 0x24, 4, 0x0001) + b"\x13", "-$B$5"),
        (struct.pack("<BHH", 0x2C, 0xFFFF, 0xC000) + b"\x14", "C10%"),
        (b'\x17\x02\x00"a\x1e\x01\x00\x42\x02\x01\x00', 'IF("""a",1)'),
        (struct.pack("<Bd", 0x1F, 2.5) + b"\x15\x1d\x01\x08", "(2.5)&TRUE"),
        (b"\x41\xdd\x00", "TODAY()"),
    ],
)
def test_formulas_are_written_out(code, said):
    assert formula_text(code, 10, 2) == said


@pytest.mark.parametrize("code", [b"", b"\x03", b"\x3a\x00\x00\x01\x00\x02\x00", b"\x42\x01\xff\x00", b"\x1e\x05"])
def test_what_cannot_be_written_out_is_said(code):
    with pytest.raises(UnknownFormula):
        formula_text(code, 0, 0)
