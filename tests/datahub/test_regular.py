"""A sheet filed every month: it comes prefilled, differences are looked at, and nothing changed is one click."""

import datetime
import io

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from qingzhuang.core import journal
from qingzhuang.core.jobs import work
from qingzhuang.core.models import JournalEntry
from qingzhuang.core.problems import Refused
from qingzhuang.datahub import actions
from qingzhuang.datahub.actions.regular import label_of
from qingzhuang.datahub.models import Period, Subject
from tests.conftest import _person
from tests.datahub.conftest import number, person
from tests.datahub.test_filling import sheet

WANG, LI = number("519901", "1949-12-31", 2), number("519901", "1980-05-06", 11)
pytestmark = pytest.mark.django_db


@pytest.fixture
def monthly(hub, take_in):
    take_in(person("王小明", WANG, 性别="男", 联系电话="13812345678"), person("李兰", LI, 性别="女"))
    with time_machine.travel("2026-11-20T02:00:00Z", tick=False):
        said = {"purpose": "县民政局每月核查", "cycle": "month"}
        regular = actions.open_regular(hub.village, actor=hub.clerk, data=sheet(), name="低保对象核查表.xlsx", **said)
        work(once=True)
    return regular


@pytest.fixture
def december(monthly, hub):
    """File November, then open December after ``change`` was done to the hub."""

    def make(change=lambda: None):
        actions.file_period(monthly.periods.get(), actor=hub.clerk)
        with time_machine.travel("2026-12-05T02:00:00Z", tick=False):
            change()
            period = actions.open_period(monthly, actor=hub.clerk)
            work(once=True)
        period.refresh_from_db()
        return period

    return make


def test_periods_have_names():
    day = datetime.date(2026, 11, 20)
    assert [label_of(cycle, day) for cycle in ("month", "quarter", "year")] == ["2026-11", "2026Q4", "2026"]


def test_the_first_period_is_prefilled_from_the_hub(monthly):
    first = monthly.periods.get()
    assert (first.label, first.step, first.differences) == ("2026-11", "open", 0)
    rows = list(load_workbook(first.result.open("rb")).active.iter_rows(min_row=3, values_only=True))
    assert [row[1] for row in rows[:2]] == ["王小明", "李兰"]
    assert WANG.encode() not in bytes(first.sealed)


def test_nothing_changed_is_one_click_and_stands_in_the_journal(december, hub):
    period = december()
    assert (period.label, period.step, period.differences) == ("2026-12", "open", 0)
    filed = actions.file_period(period, actor=hub.clerk, nothing_changed=True)
    assert filed.nothing_changed
    assert JournalEntry.objects.filter(verb="datahub.period.file").count() == 2
    assert [bool(each.result) for each in Period.objects.order_by("label")] == [False, True]
    with pytest.raises(Refused):
        actions.file_period(period, actor=hub.clerk)


def test_only_what_changed_is_shown_and_nothing_changed_is_refused_then(december, hub, take_in, client):
    new = person("赵春", number("519901", "1970-01-01", 7), 性别="女")
    period = december(
        lambda: take_in(person("李兰", LI, 联系电话="13900000001"), new, observed="2026-12-01", name="二.csv")
    )
    with pytest.raises(Refused) as refused:
        actions.file_period(period, actor=hub.clerk, nothing_changed=True)
    assert refused.value.code == "datahub.something_changed"
    client.force_login(hub.clerk)
    page = client.get(period.get_absolute_url())
    shown = {
        (row["who"], row["element"].zh, str(getattr(row["now"], "zh", row["now"]))) for row in page.context["rows"]
    }
    assert ("李兰", "联系电话", "13900000001") in shown
    assert all(who in ("李兰", "赵春") for who, _element, _now in shown)
    assert client.post(period.get_absolute_url()).status_code == 302
    period.refresh_from_db()
    assert period.step == "filed"
    assert not period.nothing_changed


def test_what_was_filed_last_fills_what_the_hub_does_not_hold(monthly, hub, december):
    first = monthly.periods.get()
    book = load_workbook(first.result.open("rb"))
    book.active["F3"] = "外出务工"
    changed = io.BytesIO()
    book.save(changed)
    first.result.save("changed.xlsx", ContentFile(changed.getvalue()))
    period = december()
    assert load_workbook(period.result.open("rb")).active["F3"].value == "外出务工"


def test_it_is_set_up_opened_and_filed_in_the_browser_by_the_units_own_people(hub, take_in, client):
    take_in(person("王小明", WANG))
    client.force_login(hub.clerk)
    file = SimpleUploadedFile("月报.xlsx", sheet())
    assert client.post("/data/regular/", {"file": file, "cycle": "month", "purpose": ""}).status_code == 400
    file = SimpleUploadedFile("月报.xlsx", sheet())
    made = client.post("/data/regular/", {"file": file, "cycle": "month", "purpose": "月报"})
    work(once=True)
    period = Period.objects.get()
    assert made.status_code == 302
    assert client.get("/data/regular/").status_code == 200
    assert client.get(period.get_absolute_url()).status_code == 200
    assert client.get(period.regular.get_absolute_url()).status_code == 200
    assert client.get(reverse("datahub:period-download", args=[period.pk])).status_code == 200
    client.force_login(hub.other_clerk)
    for address in (
        period.get_absolute_url(),
        period.regular.get_absolute_url(),
        reverse("datahub:period-download", args=[period.pk]),
    ):
        assert client.get(address).status_code == 404
    assert Subject.objects.filter(label="王小明").exists()


def test_a_filed_sheet_is_opened_only_by_those_who_may_read_and_each_time_written_down(monthly, hub, client):
    period = monthly.periods.get()
    addresses = [reverse(f"datahub:{name}", args=[period.pk]) for name in ("period", "period-download")]
    colleague = _person("driver", hub.village, "department_officer")
    client.force_login(colleague)
    assert [client.get(each).status_code for each in addresses] == [404, 404]
    assert client.get(monthly.get_absolute_url()).status_code == 404
    client.force_login(hub.clerk)
    before = JournalEntry.objects.filter(verb=journal.READ).count()
    assert [client.get(each).status_code for each in addresses] == [200, 200]
    told = JournalEntry.objects.filter(verb=journal.READ, subject_type="datahub.period")
    assert JournalEntry.objects.filter(verb=journal.READ).count() == before + 2
    assert told.last().details["purpose"] == "县民政局每月核查"
    assert told.last().details["subjects"] == 2
