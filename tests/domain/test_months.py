"""Months of the year, as people write them."""

import pytest

from qingzhuang.domain.fieldtypes import BadValue, fieldtypes

MONTHS = fieldtypes.get("months")


@pytest.mark.parametrize(
    ("written", "read"),
    [("6-9", [6, 7, 8, 9]), ("6、7、8月", [6, 7, 8]), ("11—2", [1, 2, 11, 12]), ("3月至5月，10", [3, 4, 5, 10]),
     ([6, "7"], [6, 7]), ("7 7", [7]), ("", [])],
)  # fmt: skip
def test_months_are_read_as_they_are_written(written, read):
    assert MONTHS.parse(written) == read


@pytest.mark.parametrize("written", ["夏天", "0", "13", "5-13", "2026-06"])
def test_what_is_no_month_is_refused(written):
    with pytest.raises(BadValue):
        MONTHS.parse(written)


def test_months_are_shown_as_they_can_be_read_again():
    assert MONTHS.parse(MONTHS.show([1, 2, 12])) == [1, 2, 12]
