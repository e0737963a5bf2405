"""Digits, blanks and dates come to one spelling."""

from __future__ import annotations

import datetime as dt

import pytest

from qingzhuang.sheets.normalise import normalise_text, parse_date, squeeze


@pytest.mark.parametrize(
    ("told", "value", "precision"),
    [
        ("2019.02", dt.date(2019, 2, 1), "month"),
        ("2019年2月", dt.date(2019, 2, 1), "month"),
        ("二〇一九年二月二十一日", dt.date(2019, 2, 21), "day"),
        ("二○二六年十一月三日", dt.date(2026, 11, 3), "day"),
        ("20190203", dt.date(2019, 2, 3), "day"),
        ("１９９０．０１", dt.date(1990, 1, 1), "month"),
        ("2019/2/3 10:00", dt.date(2019, 2, 3), "day"),
        ("2019-02-03T10:00:00", dt.date(2019, 2, 3), "day"),
        ("2019年", dt.date(2019, 1, 1), "year"),
        (43500, dt.date(2019, 2, 4), "day"),
        (2019.02, dt.date(2019, 2, 1), "month"),
        (2019.2, dt.date(2019, 2, 1), "month"),
        (2019.11, dt.date(2019, 11, 1), "month"),
        (2019.1, dt.date(2019, 1, 1), "year"),
        (dt.datetime(2019, 2, 3, 4), dt.date(2019, 2, 3), "day"),
    ],
)
def test_dates_as_officials_write_them(told, value, precision):
    found = parse_date(told)
    assert (found.value, found.precision) == (value, precision)


@pytest.mark.parametrize("told", ["2019-02-30", "姓名", "", None, "2019.13", "13800138000", 7, True, "99999999"])
def test_what_is_no_date(told):
    assert parse_date(told) is None


def test_text_loses_width_and_padding():
    assert normalise_text("ＡＢＣ　１２３\u200b\n x ") == "ABC 123 x"
    assert squeeze("姓　　名 ") == "姓名"
