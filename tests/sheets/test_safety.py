"""Every hostile file meets the right refusal, quickly and without filling the memory."""

from __future__ import annotations

import io
import random
import re
import struct
import tracemalloc
import zipfile
from dataclasses import replace

import pytest

from qingzhuang.sheets.problems import NOTES, TROUBLES
from qingzhuang.sheets.reading import read_workbook
from qingzhuang.sheets.safety import DEFAULT, UnreadableFile, open_upload

from . import makers

GOOD = makers.raw_xlsx(f'<row r="1">{makers.inline("A1", "姓名")}</row>')


def refusal(data: bytes, name: str, limits=DEFAULT) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        open_upload(data, name, limits)
    assert caught.value.where["file"] == name
    return caught.value


def test_the_type_is_told_by_the_content():
    assert open_upload(GOOD, "表.xlsx").kind == "xlsx"
    assert open_upload(makers.docx_file(["通知"]), "通知.docx").kind == "docx"
    assert open_upload("编号,文本\n1,x\n".encode("gb18030"), "a.csv").kind == "csv"
    assert open_upload(b'{"a": 1}', "a.json").kind == "json"
    assert open_upload(b"kind: app\n", "a.yaml").kind == "yaml"
    assert open_upload("# 通知\n".encode(), "a.md").kind == "txt"


def test_a_workbook_under_another_name_is_read_by_its_true_type_with_a_note():
    file = open_upload(GOOD, "台账.xls")
    assert file.kind == "xlsx"
    assert [note.code for note in file.notes] == ["named_otherwise"]
    assert "xlsx" in file.notes[0].message.zh


def test_delimited_text_named_xls_is_read_as_csv():
    file = open_upload("姓名\t电话\n张三\t1\n".encode("gb18030"), "导出.xls")
    assert file.kind == "csv"
    assert {note.code for note in file.notes} == {"encoding", "named_otherwise"}


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "empty"),
        (b" \r\n", "a.csv", "empty"),
        (b"<!DOCTYPE html><html></html>", "a.xlsx", "type_mismatch"),
        (b"\xef\xbb\xbf<html><table></table>", "a.xls", "type_mismatch"),
        (b"MZ\x90\x00" + b"\0" * 100, "a.xlsx", "type_mismatch"),
        (b"MZ\x90\x00" + b"\0" * 100, "a.csv", "type_mismatch"),
        (b"%PDF-1.7\n", "a.pdf", "unsupported_type"),
        (b"\x89PNG\r\n\x1a\n", "a.docx", "type_mismatch"),
        ("只是一句话。".encode(), "a.docx", "type_mismatch"),
        (b"\x07\x01\x02\xff\xfe\xfd\x00\x01" * 20, "a.xlsx", "broken_content"),
        (b"id,text\n1,\xff\xff\xff\xff\n", "a.csv", "unknown_encoding"),
        (makers.zipped({"readme.txt": b"x"}), "a.xlsx", "unsupported_type"),
        (GOOD[: len(GOOD) // 2], "a.xlsx", "truncated"),
        (GOOD[:-40], "a.xlsx", "truncated"),
        (makers.raw_xlsx("", main=makers.MACRO_MAIN), "a.xlsm", "macros"),
        (makers.zipped(makers.raw_parts("") | {"xl/vbaProject.bin": b"x"}), "a.xlsx", "macros"),
        (makers.zipped(makers.raw_parts("") | {"xl/macrosheets/sheet1.xml": b"<x/>"}), "a.xlsx", "macros"),
        (makers.raw_xlsx("", before='<!DOCTYPE x [<!ENTITY a "b">]>'), "a.xlsx", "xml_entities"),
        (makers.compound_file({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "a.xlsx", "encrypted"),
        (makers.compound_file({"WordDocument": b"x"}), "a.doc", "old_word"),
        (makers.compound_file({"Other": b"x"}), "a.xls", "unsupported_type"),
    ],
)  # fmt: skip
def test_hostile_and_broken_files_are_refused(data, name, code):
    trouble = refusal(data, name)
    assert trouble.code == code
    assert trouble.message.zh
    assert trouble.what_to_do.en


def test_entities_are_found_in_any_part_and_in_wide_encodings():
    wide = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'
    for encoding in ("utf-16", "utf-16-be"):
        data = makers.zipped(makers.raw_parts("") | {"docProps/app.xml": wide.encode(encoding)})
        assert refusal(data, "a.xlsx").code == "xml_entities"
    trouble = refusal(makers.zipped(makers.raw_parts("") | {"xl/styles.xml": b"<!DOCTYPE a><a/>"}), "a.xlsx")
    assert trouble.where["part"] == "xl/styles.xml"


def test_an_entity_split_over_two_blocks_is_found():
    padding = b"<a>" + b" " * ((1 << 20) - 8)
    data = makers.zipped(makers.raw_parts("") | {"xl/styles.xml": padding + b"<!DOCTYPE a>"})
    assert refusal(data, "a.xlsx").code == "xml_entities"


def test_a_bomb_by_ratio_is_refused_without_unpacking_it():
    data = makers.zipped(makers.raw_parts("") | {"xl/big.xml": b"0" * (60 << 20)})
    assert len(data) < 100_000
    tracemalloc.start()
    assert refusal(data, "a.xlsx").code == "zip_bomb"
    assert tracemalloc.get_traced_memory()[1] < 5 << 20
    tracemalloc.stop()


def test_a_bomb_that_declares_a_small_size_is_stopped_on_the_way():
    data = bytearray(makers.zipped(makers.raw_parts("") | {"xl/big.xml": b"0" * (30 << 20)}))
    for match in list(re.finditer(re.escape(struct.pack("<I", 30 << 20)), bytes(data))):
        data[match.start() : match.start() + 4] = struct.pack("<I", 1000)
    tracemalloc.start()
    assert refusal(bytes(data), "a.xlsx").code == "zip_bomb"
    assert tracemalloc.get_traced_memory()[1] < 10 << 20
    tracemalloc.stop()


def test_parts_sharing_bytes_are_refused():
    data = bytearray(makers.zipped({"a.xml": b"<a/>" * 50, "b.xml": b"<a/>" * 50}))
    directory = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 4)
    data[directory + 42 : directory + 46] = struct.pack("<I", 0)
    assert refusal(bytes(data), "a.xlsx").code == "overlapping_parts"


def test_repeated_names_too_many_parts_and_paths_leading_out_are_refused():
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = makers.zipped([("a.xml", b"1"), ("a.xml", b"2")])
    assert refusal(twice, "a.xlsx").code == "overlapping_parts"
    few = replace(DEFAULT, max_parts=3)
    assert refusal(GOOD, "a.xlsx", few).code == "too_many_parts"
    for path in ("../evil.xml", "/etc/x.xml", "xl/../../x.xml", "C:/x.xml"):
        assert refusal(makers.zipped({path: b"x"}), "a.xlsx").code == "unsafe_path"


def test_an_encrypted_member_and_a_wrong_checksum_are_refused():
    locked = bytearray(GOOD)
    at = locked.find(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert refusal(bytes(locked), "a.xlsx").code == "encrypted"
    wrong = bytearray(GOOD)
    at = wrong.find(b"PK\x01\x02")
    wrong[at + 16] ^= 0xFF
    assert refusal(bytes(wrong), "a.xlsx").code == "broken_zip"


def test_too_large_is_told_with_both_sizes():
    trouble = refusal(b"x" * 3000, "a.csv", replace(DEFAULT, max_file_bytes=1024))
    assert trouble.code == "too_large"
    assert "0.0" in trouble.message.en


def test_links_and_embedded_objects_are_noted_and_left_alone():
    link = (
        b'<Relationships><Relationship Id="r9" Type="x" Target="http://example.test/a" TargetMode="External"/>'
        b"</Relationships>"
    )
    parts = makers.raw_parts("") | {"xl/worksheets/_rels/sheet1.xml.rels": link, "xl/embeddings/one.bin": b"x"}
    file = open_upload(makers.zipped(parts), "a.xlsx")
    assert {note.code for note in file.notes} == {"external_links", "embedded_objects"}


def book_stream(*records: bytes) -> bytes:
    return b"".join([makers.record(0x0809, b"\0\x06\x05\0" + b"\0" * 12), *records, makers.record(0x000A)])


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ([makers.record(0x002F, b"\0" * 6)], "encrypted"),
        ([makers.record(0x0085, b"\0\0\0\0\0\x01\x01\0A")], "macros"),
        ([makers.record(0x0203, b"\0" * 14)] * 9, "too_many_cells"),
        ([struct.pack("<HH", 0x0203, 9000)], "truncated"),
    ],
)
def test_old_workbooks_are_judged_by_their_records(records, code):
    data = makers.compound_file({"Workbook": book_stream(*records)})
    assert refusal(data, "a.xls", replace(DEFAULT, max_cells=8)).code == code


def test_a_sector_chain_that_loops_is_refused():
    data = bytearray(makers.compound_file({"Workbook": book_stream()}))
    fat = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    data[fat + 28 : fat + 32] = struct.pack("<I", 0)
    assert refusal(bytes(data), "a.xls").code in ("broken_content", "truncated")


def test_every_refusal_and_note_speaks_both_languages():
    for trouble in TROUBLES.values():
        for text in (trouble.message, trouble.what_to_do):
            assert re.search(r"[\u4e00-\u9fff]", text.zh)
            assert not re.search(r"[\u4e00-\u9fff]", text.en)
            zh, en = (set(re.findall(r"{(\w+?)(?:_zh|_en)?}", wording)) for wording in (text.zh, text.en))
            assert zh == en
    for note in NOTES.values():
        assert set(re.findall(r"{\w+}", note.zh)) == set(re.findall(r"{\w+}", note.en))


def outcome(data: bytes, name: str) -> str:
    try:
        read_workbook(open_upload(data, name))
    except UnreadableFile as trouble:
        return trouble.code
    return "read"


def test_random_damage_never_escapes_as_another_error():
    rng = random.Random(11)
    good = makers.xlsx([["姓名", "电话"], ["张三", 1]])
    outcomes = set()
    for _ in range(150):
        data = bytearray(good)
        for _ in range(rng.randint(1, 8)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        outcomes.add(outcome(bytes(data), "a.xlsx"))
    assert outcomes <= {"read", *TROUBLES}
    assert len(outcomes) > 2


def test_counts_that_lie_inside_a_sound_package_cost_nothing():
    parts = makers.raw_parts(
        f'<row r="1">{makers.inline("A1", "姓名")}</row>',
        after='<mergeCells count="4294967295"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )
    assert outcome(makers.zipped(parts), "a.xlsx") == "read"


def test_damage_inside_a_part_is_a_clear_refusal():
    parts = makers.raw_parts("")
    parts["xl/workbook.xml"] = b"<workbook><sheets><sheet"
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(open_upload(makers.zipped(parts), "坏.xlsx"))
    assert caught.value.code in ("broken_content", "no_worksheet")
    assert caught.value.where["file"] == "坏.xlsx"


def test_stored_parts_are_read_too():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in makers.raw_parts(f'<row r="1">{makers.inline("A1", "姓名")}</row>').items():
            archive.writestr(name, content)
    book = read_workbook(open_upload(out.getvalue(), "a.xlsx"))
    assert book.sheets[0].text(1, 1) == "姓名"


def macro_module(source: bytes) -> bytes:
    """One module as MS-OVBA 2.4.1 packs it, all literals."""
    groups = [source[at : at + 8] for at in range(0, len(source), 8)]
    chunk = b"".join(b"\0" + group for group in groups)
    return b"\x01" + struct.pack("<H", 0xB000 | len(chunk) - 1) + chunk


def test_an_old_workbook_with_macros_is_read_only_where_nothing_of_it_is_passed_on():
    module = macro_module(b'Attribute VB_Name = "M"\r\nSub Auto_Open()\r\nShell "calc"\r\nEnd Sub\r\n')
    data = makers.compound_file({"Workbook": book_stream(), "_VBA_PROJECT": b"\xcc\x61", "M": module})
    assert refusal(data, "a.xls").code == "macros"
    read = open_upload(data, "a.xls", only_read=True)
    assert [note.code for note in read.notes] == ["macros_left"]
