"""The hub of the county: made-up residents of three villages, told by the departments that keep such data."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from openpyxl import Workbook
from stdnum.cn import ric

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import run_now
from qingzhuang.datahub import actions
from qingzhuang.datahub.actions.intakes import TAKE
from qingzhuang.datahub.actions.regular import PREPARE
from qingzhuang.datahub.jobs.coverage import COUNT
from qingzhuang.datahub.models import Held, Source, Subject
from qingzhuang.demo import names
from qingzhuang.identity.models import Person
from qingzhuang.identity.queries import organisation_of

HOUSEHOLDS = 40
SOURCES = (
    ("public_security", "population", "全员人口信息库"),
    ("civil_affairs", "assistance", "社会救助信息库"),
    ("health", "health_records", "居民健康档案"),
    ("agriculture", "rural_households", "农户信息台账"),
)
# Element, the source that decides, days a value is good, terms.
AGREED = (
    ("person.id_number", "population", None, "conditional"),
    ("person.name", "population", None, "unconditional"),
    ("person.birth_date", "population", None, "conditional"),
    ("person.sex", "population", None, "unconditional"),
    ("person.ethnicity", "population", None, "conditional"),
    ("person.hukou_address", "population", None, "conditional"),
    ("person.phone", None, 365, "conditional"),
    ("person.education", "population", None, "unconditional"),
    ("person.health_status", "health_records", 365, "conditional"),
    ("person.disability_level", "assistance", 1095, "conditional"),
    ("person.medical_insurance", "health_records", 365, "conditional"),
    ("household.minimum_living_allowance", "assistance", 90, "conditional"),
    ("household.head_name", "population", None, "unconditional"),
    ("household.size", "population", 180, "unconditional"),
    ("household.farmland_area", "rural_households", 365, "unconditional"),
    ("household.income_per_head", "rural_households", 365, "conditional"),
    ("household.dwelling_area", "rural_households", 1095, "unconditional"),
)
PEOPLE = (
    "户号", "户主姓名", "与户主关系", "姓名", "公民身份号码", "性别", "出生日期", "民族", "联系电话", "户籍地址", "村（社区）", "文化程度", "家庭人口",
)  # fmt: skip
HOUSES = ("户号", "户主姓名", "村（社区）", "耕地面积", "人均年收入", "住房面积")
ASSISTED = ("户号", "户主姓名", "村（社区）", "是否低保户")
RECORDS = ("姓名", "公民身份号码", "村（社区）", "健康状况", "医疗保险")


def seed(county: Any) -> int:
    """Open the sources, agree on elements, take their tables in as the departments would; returns how many subjects."""
    sources = {
        code: actions.open_source(_owner(county, sector), actor=System, code=code, name=name)
        for sector, code, name in SOURCES
    }
    for element, decides, days, sharing in AGREED:
        source = sources.get(decides or "")
        actions.make_agreement(
            county.area,
            actor=System,
            element=element,
            steward=source.owner if source else county.office,
            source=source,
            good_for_days=days,
            sharing=sharing,
            basis="政务数据共享条例第十九条",
        )
    people, houses, assisted = _residents(county)
    _take(county, sources["population"], "全员人口.csv", PEOPLE, people, county.today - timedelta(days=20))
    _take(county, sources["rural_households"], "农户台账.csv", HOUSES, houses, county.today - timedelta(days=45))
    days = county.today - timedelta(days=12)
    _take(county, sources["assistance"], "社会救助对象.csv", ASSISTED, assisted, days)
    _take(county, sources["health_records"], "居民健康档案.csv", RECORDS, _health(people), days)
    _correction()
    _regular()
    return Subject.objects.count()


def _correction() -> None:
    """The village clerk saw that a telephone is no longer right, and says so to the source."""
    clerk = Person.objects.get(username="lilan")
    village = organisation_of(clerk)
    seen = Held.objects.filter(subject__area=village, subject__kind="person").order_by("pk")
    subject = next(each.subject for each in seen.select_related("subject__area")[:50] if "person.phone" in each.facts)
    said = {"element": "person.phone", "value": "13900001234", "because": "本人来村委会说换了号码"}
    actions.ask_correction(subject, actor=clerk, **said)


def _regular() -> None:
    """The sheet that the village files every month, prefilled for this one."""
    clerk = Person.objects.get(username="lilan")
    book = Workbook()
    book.active.append(["村居民基本情况月报表"])
    book.active.merge_cells("A1:F1")
    book.active.append(["序号", "姓名", "公民身份号码", "性别", "联系电话", "备注"])
    for number in range(1, 21):
        book.active.append([number])
    form = io.BytesIO()
    book.save(form)
    said = {"name": "居民基本情况月报表.xlsx", "purpose": "清河镇每月汇总", "cycle": "month"}
    regular = actions.open_regular(organisation_of(clerk).area, actor=clerk, data=form.getvalue(), **said)
    run_now(f"{PREPARE}:{regular.periods.get().sheet_id}")


def _owner(county: Any, sector: str) -> Any:
    return county.departments.get(sector, county.office)


def _take(county: Any, source: Source, name: str, captions: tuple, rows: list, observed: date) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(captions)
    writer.writerows(rows)
    actor = next(iter(p for s, p in county.officers.items() if county.departments[s] == source.owner), county.reviewer)
    file = ContentFile(text.getvalue().encode("utf-8-sig"))
    intake = actions.upload_table(
        source, actor=actor, area=county.area, file=file, name=name, observed=observed.isoformat()
    )
    actions.run_intake(intake, actor=actor, mapping=intake.mapping)
    for key in (f"{TAKE}:{intake.pk}", f"{COUNT}:{intake.pk}"):
        done = run_now(key)
        if done.state != "done":
            raise RuntimeError(f"{name}: {done.error}")


def _health(people: list) -> list:
    """What the health records say of the same people."""
    chance = random.Random(43)  # noqa: S311 - the same people every time
    kinds = ("城乡居民基本医疗保险",) * 9 + ("职工基本医疗保险",)
    return [
        (
            row[3],
            row[4],
            row[10],
            chance.choice(("健康或良好", "健康或良好", "一般或较弱", "有慢性病")),
            chance.choice(kinds),
        )
        for row in people
    ]


def _residents(county: Any) -> tuple[list, list, list]:
    chance = random.Random(42)  # noqa: S311 - the same people every time
    people, houses, assisted = [], [], []
    for village in (county.villages[1], county.villages[18], county.villages[0]):
        order = 0
        for number in range(1, HOUSEHOLDS + 1):
            surname = chance.choice(names.SURNAMES)
            head = surname + chance.choice(names.GIVEN)
            size = chance.choice((1, 2, 3, 3, 4, 4, 5))
            address = f"{village.name}{number}号"
            for member in _members(chance, surname, head, size):
                order += 1
                relation, name, born = member
                digits = f"990121{born:%Y%m%d}{(int(village.code[-3:]) * 7 + order) % 1000:03d}"
                identity = digits + ric.calc_check_digit(digits + "0")
                sex = "男" if int(digits[-1]) % 2 else "女"
                phone = f"139{chance.randrange(10**8):08d}" if born.year < 2010 else ""
                people.append(
                    (f"{number:03d}", head, relation, name, identity, sex, born.isoformat(), "汉族", phone, address, village.name,
                     _education(chance, born), size)
                )  # fmt: skip
            assisted.append((f"{number:03d}", head, village.name, "是" if chance.random() < 0.08 else "否"))
            houses.append(
                (f"{number:03d}", head, village.name,
                 f"{chance.randint(5, 90) / 10}", chance.randrange(9000, 32000), chance.randrange(60, 200))
            )  # fmt: skip
    return people, houses, assisted


def _members(chance: random.Random, surname: str, head: str, size: int) -> Iterator[tuple[str, str, date]]:
    born = date(1945, 1, 1) + timedelta(days=chance.randrange(14_000))
    yield "户主", head, born
    if size > 1:
        yield (
            "配偶",
            chance.choice(names.SURNAMES) + chance.choice(names.GIVEN),
            born + timedelta(days=chance.randrange(2000)),
        )
    for _ in range(size - 2):
        yield "子", surname + chance.choice(names.GIVEN), born + timedelta(days=9000 + chance.randrange(4000))


def _education(chance: random.Random, born: date) -> str:
    return chance.choice(("小学", "初中")) if born.year < 1970 else chance.choice(("初中", "高中", "大专", "本科"))
