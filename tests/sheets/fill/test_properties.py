"""What is filled in is read back the same, and what was not touched is the same bytes, whatever the values are."""

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from qingzhuang.sheets.fill import write_values
from qingzhuang.sheets.fill.repack import repack
from qingzhuang.sheets.fill.sheetxml import SheetXml
from qingzhuang.sheets.neutral import neutral
from qingzhuang.sheets.reading import read_workbook
from qingzhuang.sheets.safety import open_upload
from tests.sheets.fill.forms import parts, roster

FORM = roster(["甲", "乙", "丙", "丁"], rows=6)
TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="_\ufffe\uffff"), min_size=1, max_size=20
)
VALUES = (
    TEXT | st.integers(-(10**14), 10**14) | st.booleans() | st.floats(allow_nan=False, allow_infinity=False, width=32)
)
CELLS = st.dictionaries(
    st.integers(3, 12), st.dictionaries(st.integers(1, 9), VALUES, min_size=1), min_size=1, max_size=6
)


def read(content: bytes):
    return read_workbook(open_upload(content, "x.xlsx")).sheets[0]


@settings(max_examples=60, deadline=None)
@given(CELLS)
def test_values_come_back_and_nothing_else_changes(rows):
    out = write_values(open_upload(FORM, "x.xlsx"), {"花名册": rows})
    before, after = read(FORM), read(out)
    wanted = {(row, column): value for row, columns in rows.items() for column, value in columns.items()}
    for place, cell in before.cells.items():
        assert place in wanted or after.cells[place] == cell
    for place, value in wanted.items():
        got = after.value(*place)
        if isinstance(value, str):
            assert (got or "") == (neutral(value) if value.strip() else "")
        else:
            assert got == value
    old, new = parts(FORM), parts(out)
    assert {name for name in old if old[name] != new[name]} == {"xl/worksheets/sheet1.xml"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ['<row r="3"/>', '<row r="5"><c r="A5" s="5"/></row>', '<row r="7"><c r="B7"><v>7</v></c></row>']
        ),
        unique=True,
    )
)
def test_a_sheet_cut_and_joined_is_the_same(rows):
    part = f'<worksheet><cols><col min="1" max="2"/></cols><sheetData>{"".join(sorted(rows))}</sheetData></worksheet>'
    assert bytes(SheetXml(part.encode())) == part.encode()


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.text("abc/.名", min_size=1, max_size=6), st.binary(max_size=200), min_size=1, max_size=6),
    st.booleans(),
)
def test_a_package_put_together_again_holds_the_same_packed_bytes(content, stored):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    again = repack(held.getvalue(), {})
    assert again == held.getvalue()
    changed = next(iter(content))
    assert parts(repack(again, {changed: b"new", "added": b"x"})) == content | {changed: b"new", "added": b"x"}
