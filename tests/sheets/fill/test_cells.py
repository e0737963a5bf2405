"""Values as the XML of cells: what could run is neutralised on the quick way too, and only what must be is escaped."""

import pytest

from qingzhuang.sheets.fill.cells import CellWriter


def written(value):
    return CellWriter().row([value])[0]


@pytest.mark.parametrize("text", ["=1+1", "＝SUM(A1)", "＋cmd", "－A1", "＠SUM(A1)", "@x", "+cmd|' /C calc'!A0"])
def test_what_could_run_gets_an_apostrophe(text):
    assert f">'{text}<" in written(text)


@pytest.mark.parametrize("text", ["柳叶镇青石村3组", "1950-01-02", "13800000000", "a=b", "甲＝乙", "x@y.cn", "1+1"])
def test_what_needs_nothing_goes_in_as_it_is(text):
    assert written(text) == f' t="inlineStr"><is><t>{text}</t></is>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("甲 & 乙", "甲 &amp; 乙"),
        ("<b>", "&lt;b&gt;"),
        ("a_x0041_", "a_x005F_x0041_"),
        (" 甲", " 甲"),
        ("甲\x01", "甲"),
    ],
)
def test_what_xml_or_a_spreadsheet_would_take_otherwise_is_escaped(text, said):
    assert written(text) == f' t="inlineStr"><is><t xml:space="preserve">{said}</t></is>'


@pytest.mark.parametrize(("value", "said"), [(3, "3"), (2.5, "2.5"), (0, "0")])
def test_numbers_are_numbers(value, said):
    assert written(value) == f"><v>{said}</v>"


def test_true_is_no_one():
    assert written(True) == ' t="b"><v>1</v>'
