"""Text that a spreadsheet could run is told apart from signed numbers and telephones."""

import pytest

from qingzhuang.sheets.neutral import neutral


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
                                  "＝1+1", "＋cmd", "－A1", "＠SUM(A1)", "-1\n=cmd"])  # fmt: skip
def test_what_could_run_is_kept_from_it(text):
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("text", ["-1", "+86 138-1234-5678", "－5", "-", "－", "3=2+1", "户主", "a@b.cn"])
def test_what_cannot_run_is_let_be(text):
    assert neutral(text) == text
