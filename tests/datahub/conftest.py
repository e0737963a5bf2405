"""A village with people, sources and a steward."""

from __future__ import annotations

import contextlib
import csv
import io
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from stdnum.cn import ric

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import work
from qingzhuang.datahub.actions import open_source, run_intake, upload_table
from tests.conftest import _again, _person, _unit

CAPTIONS = [
    "户号",
    "户主姓名",
    "姓名",
    "公民身份号码",
    "出生日期",
    "性别",
    "联系电话",
    "村（社区）",
    "是否低保户",
    "残疾证号",
]


def number(area: str, born: str, order: int) -> str:
    """A resident number with a right check digit."""
    digits = f"{area}{born.replace('-', '')}{order:03d}"
    return digits + ric.calc_check_digit(digits + "0")


@pytest.fixture
def hub(place, own_files):
    """Two villages of a township, a village clerk, a steward, and two sources."""
    village = _unit(_again(place.town), "519901101201", "桃源村", "village")
    other = _unit(_again(place.town), "519901101202", "柳溪村", "village")
    return SimpleNamespace(
        place=place,
        village=_again(village),
        other=_again(other),
        county=_again(place.county),
        clerk=_person("clerk", village, "village_worker"),
        other_clerk=_person("other_clerk", other, "village_worker"),
        steward=_person("steward", place.office, "data_steward"),
        civil=open_source(place.civil, actor=System, code="civil", name="民政数据"),
        health=open_source(place.health, actor=System, code="health", name="卫健数据"),
    )


def table(*rows, captions=CAPTIONS):
    """A csv file as bytes; a row is a dict by caption."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(captions)
    for row in rows:
        writer.writerow([row.get(caption, "") for caption in captions])
    return text.getvalue().encode("utf-8-sig")


def person(name, id_number="", born="", village="桃源村", **more):
    return {"姓名": name, "公民身份号码": id_number, "出生日期": born, "村（社区）": village, **more}


@contextlib.contextmanager
def row_locked(model):
    """What is done here takes the lock of a row first; where the whole database is locked instead there is none to see."""
    with CaptureQueriesContext(connection) as asked:
        yield
    if connection.features.has_select_for_update:
        of = [each["sql"] for each in asked if f'FROM "{model._meta.db_table}"' in each["sql"]]
        assert "FOR UPDATE" in of[0]


@pytest.fixture
def take_in(hub):
    """Bring rows into the hub as an official would: upload, match as guessed, run."""

    def take(*rows, source=None, observed="2026-11-01", actor=None, data=None, name="people.csv"):
        source = source or hub.civil
        actor = actor or hub.place.civil_officer
        file = ContentFile(data or table(*rows))
        intake = upload_table(source, actor=actor, area=hub.county, file=file, name=name, observed=observed)
        if intake.step == "uploaded":
            intake = run_intake(intake, actor=actor, mapping=intake.mapping)
            work(once=True)
            intake.refresh_from_db()
        return intake

    return take
