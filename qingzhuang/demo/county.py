"""Building the fictional county: the same actions people use, a fixed seed, one transaction."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.demo import (
    assets,
    campaigns,
    clients,
    complaints,
    demands,
    exchanges,
    groups,
    hosting,
    interfaces,
    life,
    lowincome,
    merging,
    names,
    overlaps,
    patrols,
    people,
    pilots,
    proposals,
    selfchecks,
    similar,
    usage,
)
from qingzhuang.identity import actions as identity
from qingzhuang.identity.demo_signin import ensure_demo_allowed
from qingzhuang.identity.divisions import FICTIONAL
from qingzhuang.identity.models import Installation, Organisation, Person

SEED = 20260128
VILLAGES = 183
OPENED = date(2020, 1, 1)
# What is built in which order, and what is counted of it.
STEPS = (
    (assets, "台账 register"),
    (people, "数据底座 people and households held"),
    (similar, "相似条目 similar pairs"),
    (usage, "在用判断 verdicts"),
    (hosting, "云资源 cloud resources"),
    (groups, "群组成员 group members"),
    (life, "历程 steps"),
    (patrols, "巡查发现 patrol findings"),
    (interfaces, "接口密钥 API keys"),
    (clients, "登录接入端 sign-in clients"),
    (proposals, "提议 proposals"),
    (exchanges, "数据交换 exchanges"),
    (demands, "受理的数据需求 admitted requests"),
    (lowincome, "不必再问的单元格 cells not asked"),
    (overlaps, "已知的事实 facts that forms ask"),
    (pilots, "试点与复用 pilots and reuse"),
    (merging, "整合与关停 merges and closures"),
    (selfchecks, "自查 self-checks done"),
    (complaints, "投诉建议 complaints"),
    (campaigns, "清理行动决定 decisions of campaigns"),
)


@dataclass
class County:
    """The finished world, as the later steps need it."""

    random: random.Random
    today: date
    area: Organisation
    office: Organisation
    reviewer: Person
    townships: list[Organisation] = field(default_factory=list)
    villages: list[Organisation] = field(default_factory=list)
    departments: dict[str, Organisation] = field(default_factory=dict)
    officers: dict[str, Person] = field(default_factory=dict)


def seed(report: Callable[[str], None] = lambda _text: None) -> None:
    """Build the county in an empty database; a county that stands is left as it is."""
    ensure_demo_allowed()
    if Installation.objects.filter(demo=True).exists():
        report("青溪县已建好 The county stands already.")
        return
    with transaction.atomic():
        county = _people_and_places()
        report(f"机构 organisations: {Organisation.objects.count()}")
        for room, what in STEPS:
            report(f"{what}: {room.seed(county)}")
        Installation.objects.create(demo=True)


def _people_and_places() -> County:
    chance = random.Random(SEED)  # noqa: S311 - a fixed seed makes the same county everywhere
    nation = _area(None, "000000", "全国", "The nation", "national")
    province = _area(nation, FICTIONAL, "青江省", "Qingjiang Province", "province")
    city = _area(province, "990100", "临溪市", "Linxi City", "city")
    area = _area(city, "990121", "青溪县", "Qingxi County", "county")
    for above, zh, en in (
        (province, "青江省委网信办", "Provincial Cyberspace Office"),
        (city, "临溪市委网信办", "City Cyberspace Office"),
    ):
        _department(above, "cyberspace", zh, en)
    office, departments = None, {}
    for sector, short, zh, en in names.DEPARTMENTS:
        departments[sector] = _department(area, sector, zh, en, short)
    office = departments["data"]
    reviewer = _person(office, "zhoumin", "周敏", "审核岗", ["reviewer"], demo=True)
    county = County(chance, timezone.localdate(), area, office, reviewer, departments=departments)
    _staff(county)
    _townships(county)
    return county


def _staff(county: County) -> None:
    """People in every role; one officer in each department."""
    people = (
        ("data", "heqing", "何清", "审核岗", ["reviewer"]),
        ("supervision", "gaojie", "高杰", "督查岗", ["supervisor"]),
        ("data", "linwen", "林文静", "数据岗", ["data_steward"]),
        ("data", "xuyang", "徐洋", "集成岗", ["integrator"]),
        ("government_office", "sunli", "孙立新", "分管副主任", ["leader"]),
        ("data", "admin", "罗平", "系统管理岗", ["administrator"]),
    )
    for sector, username, name, title, roles in people:
        _person(county.departments[sector], username, name, title, roles, demo=username != "heqing")
    for sector, organisation in county.departments.items():
        demo = sector in ("emergency", "civil_affairs")
        username, name = {"emergency": ("chenwei", "陈伟"), "civil_affairs": ("liufang", "刘芳")}.get(
            sector, (f"officer-{sector}", _name(county.random))
        )
        county.officers[sector] = _person(organisation, username, name, "业务经办", ["department_officer"], demo=demo)


def _townships(county: County) -> None:
    chance = county.random
    for number, name in enumerate(names.TOWNSHIPS, start=1):
        township = _area(county.area, f"990121{number:03d}", name, f"Township {number}", "township")
        county.townships.append(township)
        username, person = ("yangjun", "杨军") if number == 2 else (f"town-{number}", _name(chance))
        _person(township, username, person, "党政办干部", ["township_officer"], demo=number == 2)
    used: set[str] = set()
    for number in range(VILLAGES):
        township = county.townships[number % len(county.townships)]
        name = _village_name(chance, used, "社区" if township.name.endswith("街道") else "村")
        code = f"{township.code}{200 + number // len(county.townships):03d}"
        village = _area(township, code, name, f"Village {code[-6:]}", "village")
        county.villages.append(village)
        username, person = ("lilan", "李兰") if number == 1 else (f"village-{number}", _name(chance))
        _person(village, username, person, "村文书", ["village_worker"], demo=number == 1)


def _area(parent: Organisation | None, code: str, name: str, name_en: str, level: str) -> Organisation:
    return identity.open_organisation(
        parent, actor=System, valid_from=OPENED, code=code, name=name, name_en=name_en, level=level, nature="area"
    )


def _department(parent: Organisation, sector: str, name: str, name_en: str, short: str = "") -> Organisation:
    return identity.open_organisation(
        parent,
        actor=System,
        valid_from=OPENED,
        code=f"{parent.code}-{sector}"[:24],
        name=name.replace("县", "青溪县", 1) if name.startswith("县") else name,
        name_en=name_en,
        short_name=short,
        level=parent.level,
        nature="department",
        sector=sector,
    )


def _person(
    organisation: Organisation, username: str, name: str, title: str, roles: list[str], demo: bool = False
) -> Person:
    person = identity.add_person(organisation, actor=System, username=username, name=name, is_demo=demo)
    post = identity.create_post(organisation, actor=System, title=title, roles=roles, valid_from=OPENED)
    identity.appoint(post, actor=System, person=person, valid_from=OPENED + timedelta(days=365))
    return person


def _name(chance: random.Random) -> str:
    return chance.choice(names.SURNAMES) + chance.choice(names.GIVEN)


def _village_name(chance: random.Random, used: set[str], ending: str) -> str:
    while True:
        name = chance.choice(names.VILLAGE_FIRST) + chance.choice(names.VILLAGE_LAST) + ending
        if name not in used:
            used.add(name)
            return name
