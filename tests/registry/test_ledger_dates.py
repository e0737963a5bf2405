"""Dates with the year last: the column tells the order, or the cell is said to be unclear."""

import datetime

import pytest

from qingzhuang.domain.text import Text
from qingzhuang.registry.ledgers.dates import DAY_FIRST, MIXED, MONTH_FIRST, UNTOLD, order_of, read_year_last
from qingzhuang.registry.models import Asset

from .test_imports import bring, confirm, remarks


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["3/4/2024", "3/14/2024", "2024-05-01", None, 7], MONTH_FIRST),
        (["3.4.2024", "14.3.2024"], DAY_FIRST),
        (["3/4/2024", "5/6/2024"], UNTOLD),
        (["3/14/2024", "14/3/2024"], MIXED),
        (["2024/3/14", "31/31/2024"], UNTOLD),
    ],
)
def test_a_column_tells_the_order(values, order):
    assert order_of(values) == order


def test_a_cell_is_read_in_the_order_of_its_column():
    assert read_year_last("6/7/13 18:09", MONTH_FIRST) == datetime.date(2013, 6, 7)
    assert read_year_last("6-7-1998", DAY_FIRST) == datetime.date(1998, 7, 6)
    assert read_year_last("2024-03-04", MONTH_FIRST) is None
    for value, order in (("6/7/2013", UNTOLD), ("6/7/2013", MIXED), ("2/30/2024", MONTH_FIRST)):
        assert isinstance(read_year_last(value, order), Text)


@pytest.mark.django_db
def test_month_first_dates_come_in_and_unclear_ones_are_said(place):
    lines = ["name,kind,start,end", "Alpha,app,3/4/2024,1/2/2025", "Beta,app,12/31/2024,"]
    batch = bring(place, "\n".join(lines).encode(), name="list.csv")
    assert batch.wrong == 1
    assert [(cell, wrong) for cell, text, wrong in remarks(batch, 2) if "month or day" in text] == [("D2", True)]
    confirm(place, batch)
    assert Asset.objects.get(name="Beta").starts_on == datetime.date(2024, 12, 31)
