"""Ordinary files are read cell for cell; phantom rows and columns cost nothing."""

from __future__ import annotations

import datetime as dt
import struct
import tracemalloc

import pytest

from qingzhuang.sheets.reading import read_records, read_text, read_workbook
from qingzhuang.sheets.safety import UnreadableFile, open_upload
from qingzhuang.sheets.workbook import Merge, cell_name, cell_position

from . import makers


def opened(data: bytes, name: str):
    return read_workbook(open_upload(data, name))


def test_values_keep_their_types_and_what_is_seen():
    rows = [["姓名", 3, 2.5, True, dt.date(2019, 2, 3), "  "], [None, None, "007"]]
    sheet = opened(makers.xlsx(rows, merges=["A3:B4"]), "a.xlsx").sheets[0]
    assert [sheet.value(1, c) for c in range(1, 6)] == ["姓名", 3, 2.5, True, dt.date(2019, 2, 3)]
    assert isinstance(sheet.value(1, 2), int)
    assert sheet.text(1, 5) == "2019-02-03"
    assert sheet.text(2, 3) == "007"
    assert (sheet.n_rows, sheet.n_cols) == (2, 5)
    assert sheet.merges == []


def test_merged_ranges_of_the_used_area_are_kept():
    sheet = opened(makers.xlsx([["标题"], ["甲", "乙"]], merges=["A1:B1"]), "a.xlsx").sheets[0]
    assert sheet.merges == [Merge(1, 1, 1, 2)]


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        ('<c r="A1"><v>1</v></c><c r="B1"><v>abc</v></c>', {"cell": "B1"}),
        ('<c r="A1"><v>1</v></c><c r="B1" t="s"><v>7</v></c>', {"cell": "B1"}),
        ('<c r="??"><v>1</v></c>', {"row": 1}),
    ],
)
def test_damage_is_said_with_its_sheet_and_cell(cells, where):
    with pytest.raises(UnreadableFile) as caught:
        opened(makers.raw_xlsx(f'<row r="1">{cells}</row>'), "a.xlsx")
    assert caught.value.code == "broken_content"
    assert where.items() <= caught.value.where.items()
    assert caught.value.where["sheet"] == "表"


def test_style_only_cells_to_the_last_column_and_row_are_not_there():
    wide = "".join(f'<c r="{cell_name(1, c)}" s="0"/>' for c in range(2, 16385))
    tall = "".join(f'<row r="{r}"/>' for r in range(3, 60_000))
    data = makers.raw_xlsx(
        f'<row r="1">{makers.inline("A1", "姓名")}{wide}</row>'
        f'<row r="2">{makers.inline("A2", "张三")}</row>{tall}<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    tracemalloc.start()
    sheet = opened(data, "phantom.xlsx").sheets[0]
    assert (sheet.n_rows, sheet.n_cols, len(sheet.cells)) == (2, 1, 2)
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


def test_a_stray_value_in_the_last_cell_costs_one_cell():
    data = makers.raw_xlsx(
        f'<row r="1">{makers.inline("A1", "姓名")}</row><row r="1048576">{makers.inline("XFD1048576", "x")}</row>'
    )
    sheet = opened(data, "far.xlsx").sheets[0]
    assert (sheet.n_rows, sheet.n_cols, len(sheet.cells)) == (1048576, 16384, 2)


def test_one_long_shared_string_shown_by_many_cells_is_held_once():
    cells = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(1, 20_001))
    parts = makers.raw_parts(cells)
    link = '<Relationship Id="rId2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", link.encode())
    parts["xl/sharedStrings.xml"] = b"<sst><si><t>" + b"x" * 30_000 + b"</t></si></sst>"
    tracemalloc.start()
    sheet = opened(makers.zipped(parts), "a.xlsx").sheets[0]
    assert len(sheet.text(20_000, 1)) == 30_000
    assert tracemalloc.get_traced_memory()[1] < 40 << 20
    tracemalloc.stop()


def label(row: int, column: int, text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return makers.record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + raw)


def old_workbook(*cells: bytes) -> bytes:
    start = lambda kind: makers.record(0x0809, struct.pack("<HH", 0x0600, kind) + b"\0" * 12)  # noqa: E731
    name = "表".encode("utf-16-le")
    globals_size = len(start(5)) + 4 + 6 + 2 + len(name) + 4
    sheet = makers.record(0x0085, struct.pack("<IBBBB", globals_size, 0, 0, 1, 1) + name)
    return start(5) + sheet + makers.record(0x000A) + start(16) + b"".join(cells) + makers.record(0x000A)


def test_an_old_workbook_gives_text_numbers_dates_results_and_merges():
    stream = old_workbook(
        label(0, 0, "姓名"),
        makers.record(0x0203, struct.pack("<HHHd", 1, 0, 0, 12.5)),
        makers.record(0x027E, struct.pack("<HHHI", 1, 1, 0, (300 << 2) | 3)),
        makers.record(0x00BD, struct.pack("<HHHIHIH", 2, 0, 0, (7 << 2) | 2, 0, ((1 << 30) - 5) << 2 | 2, 1)),
        makers.record(0x0006, struct.pack("<HHH", 3, 0, 0) + b"\0\0\0\0\0\0\xff\xff" + b"\0" * 8),
        makers.record(0x0207, struct.pack("<HB", 2, 0) + b"ok"),
        makers.record(0x0205, struct.pack("<HHHBB", 3, 1, 0, 1, 0)),
        makers.record(0x00E5, struct.pack("<HHHHH", 1, 0, 0, 0, 1)),
        label(65535, 255, "远"),
    )
    sheet = opened(makers.compound_file({"Workbook": stream}), "a.xls").sheets[0]
    assert sheet.name == "表"
    assert sheet.text(1, 1) == "姓名"
    assert [sheet.value(2, 1), sheet.value(2, 2)] == [12.5, 3]
    assert [sheet.value(3, 1), sheet.value(3, 2)] == [7, -5]
    assert [sheet.value(4, 1), sheet.value(4, 2)] == ["ok", True]
    assert sheet.merges == [Merge(1, 1, 1, 2)]
    assert sheet.text(65536, 256) == "远"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_in_any_usual_encoding_and_delimiter(encoding, mark):
    text = mark.join(["编号", "说明"]) + "\r\n" + mark.join(["007", f'"甲{mark}乙\n丙"']) + "\r\n"
    sheet = opened(text.encode(encoding), "台账.csv").sheets[0]
    assert sheet.text(1, 2) == "说明"
    assert sheet.value(2, 1) == "007"
    assert sheet.text(2, 2) == f"甲{mark}乙\n丙"


def test_word_tables_keep_merged_and_nested_cells():
    data = makers.docx_file(["通知", "附件"], [[["姓名", "<", "电话"], ["甲", "乙", "丙"], ["^", "丁", "戊"]]])
    book = opened(data, "a.docx")
    assert [p.text for p in book.paragraphs][:2] == ["通知", "附件"]
    sheet = book.sheets[0]
    assert sheet.heading == "附件"
    assert Merge(1, 1, 1, 2) in sheet.merges
    assert Merge(2, 1, 3, 1) in sheet.merges
    assert sheet.text(3, 3) == "戊"


def test_running_text_is_numbered_from_one_in_gbk_too():
    paragraphs = read_text(open_upload("关于报数的通知\n\n各村：\n".encode("gb18030"), "通知.txt"))
    assert [(p.number, p.text) for p in paragraphs] == [(1, "关于报数的通知"), (2, ""), (3, "各村：")]


def test_records_find_their_header_and_keep_every_place():
    rows = [
        ["资产台账"],
        [None],
        ["编号", "名称", "名称", "建成日期"],
        ["００１", " 政务通 ", "x", "2019.02"],
        [None],
        ["002", "乡村通"],
    ]
    data = makers.xlsx([["资产台账"], *rows[2:]], merges=["A1:D1"])
    records = read_records(open_upload(data, "台账.xlsx"), normalise=["编号"])
    assert records.headers == ["编号", "名称", "名称 (2)", "建成日期"]
    assert records.header_row == 2
    assert [r.row for r in records.rows] == [3, 5]
    first = records.rows[0]
    assert first.get("编号") == "001"
    assert first.get("名称") == "政务通"
    assert records.where(first, "建成日期") == {
        "file": "台账.xlsx", "sheet": "表", "cell": "D3", "row": 3, "field": "建成日期",
    }  # fmt: skip
    assert [note.code for note in records.notes] == ["duplicate_header"]
    assert "B2" in records.notes[0].message.zh
    assert "C2" in records.notes[0].message.zh


def test_records_from_json_lines_and_lists():
    lines = open_upload('{"id": 1, "text": "甲"}\n\n{"id": 2}\n'.encode(), "a.jsonl")
    assert [(r.row, r.values) for r in read_records(lines).rows] == [(1, {"id": "1", "text": "甲"}), (3, {"id": "2"})]
    listed = open_upload(b'{"items": [{"id": "a"}]}', "a.json")
    assert read_records(listed).headers == ["id"]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b'{"a": \n oops}', "a.json", "broken_json"),
        (b"[1, 2]", "a.json", "no_table"),
        (b"[" * 100_000, "a.json", "broken_json"),
        (b"1,2\n3,4\n", "a.csv", "no_table"),
    ],
)
def test_what_is_no_table_is_told_so(content, name, code):
    with pytest.raises(UnreadableFile) as caught:
        read_records(open_upload(content, name))
    assert caught.value.code == code


def test_cell_names_go_both_ways():
    for name, place in {"A1": (1, 1), "Z9": (9, 26), "AA10": (10, 27), "XFD1048576": (1048576, 16384)}.items():
        assert cell_position(name) == place
        assert cell_name(*place) == name
    with pytest.raises(ValueError, match="not a cell name"):
        cell_position("1A")
