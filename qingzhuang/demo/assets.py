"""About 950 things in the proportions of a real county's inventory: nine in ten are groups (LR-04).

Among them are duplicates, zombies, pilots and breaches, as such an inventory finds them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from qingzhuang.demo import names
from qingzhuang.registry import actions

if TYPE_CHECKING:
    from qingzhuang.demo.county import County

GROUPS = 882
# Where apps run, by the order of names.APPS: hosting, network, grade, days since its assessment and since the test.
PLACED = {
    0: ("gov_cloud", "extranet", "3", 120, 90),
    3: ("gov_cloud", "internet", "2", 500, 420),
    5: ("other", "internet", "2", 200, None),
    6: ("gov_cloud", "internet", "2", 60, 45),
    7: ("approved", "internal", "3", 90, 80),
    8: ("gov_cloud", "internet", "3", 100, 30),
    10: ("gov_cloud", "extranet", None, None, 200),
}


def seed(county: County) -> int:
    """Enter everything as the governance office would; returns how many."""
    return _apps(county) + _accounts(county) + _groups(county)


def _register(county: County, kind: str, sponsor: Any, values: dict[str, Any], started: date, basis: str = "") -> None:
    actions.register_asset(
        county.office,
        actor=county.reviewer,
        kind=kind,
        values=values,
        sponsor=sponsor,
        source="seed",
        events=(("found", started, basis or "全县摸底"),),
    )


def _day(county: County, oldest: int, newest: int = 0) -> date:
    return county.today - timedelta(days=county.random.randint(newest, oldest))


def _apps(county: County) -> int:
    for number, (name, sector, functions, purpose) in enumerate(names.APPS):
        sponsor = county.departments[sector]
        values = {
            "name": name,
            "facing": "grassroots" if number % 3 else "public",
            "audience": "网格员、村（社区）干部" if number % 3 else "居民",
            "purpose": purpose,
            "functions": functions,
            "platforms": ["安卓", "iOS"] if number < 6 else ["微信小程序"],
            "build": "pilot" if name == "惠农通" else "new",
            "starts_on": _day(county, 1500, 300).isoformat(),
            "ends_on": (county.today + timedelta(days=county.random.randint(60, 700))).isoformat(),
            "forced_functions": "present"
            if any("签到" in f or "打卡" in f or "积分" in f for f in functions)
            else "none",
            **_placed(county, number),
        }
        _register(county, "app" if number < 6 else "mini_program", sponsor, values, _day(county, 1400, 300))
    return len(names.APPS)


def _placed(county: County, number: int) -> dict[str, str]:
    hosting, network, grade, assessed, tested = PLACED.get(number, (None,) * 5)
    days = {"mlps_date": assessed, "security_test_date": tested}
    told = {code: (county.today - timedelta(days=ago)).isoformat() for code, ago in days.items() if ago}
    said = {"hosting": hosting, "network": network, "mlps_level": grade}
    return told | {code: value for code, value in said.items() if value}


def _accounts(county: County) -> int:
    """Accounts by platform; a third of them have not been updated for over two months."""
    count = 0
    owners = [*county.departments.values(), *county.townships]
    for platform, wanted in names.ACCOUNT_PLATFORMS:
        for number in range(wanted):
            owner = owners[(number * 7) % len(owners)]
            stale = county.random.random() < 0.33
            label = owner.short_name or owner.name
            title = f"青溪{label}" if number < len(owners) else f"{label}发布"
            values = {
                "name": title if platform == "wechat" else f"{title}在线",
                "platform": platform,
                "facing": "public",
                "audience": "居民",
                "purpose": f"发布{label}工作信息",
                "functions": ["信息发布", "政策解读"] if number % 2 else ["信息发布", "留言互动", "办事指南"],
                "last_update": _day(county, 700, 70).isoformat() if stale else _day(county, 12).isoformat(),
                "starts_on": _day(county, 2500, 500).isoformat(),
            }
            _register(county, "account", owner, values, _day(county, 2400, 400))
            count += 1
    return count


def _groups(county: County) -> int:
    """Groups by topic and unit; some died with their task and were never dissolved, many say the same twice."""
    topics = list(names.GROUP_TOPICS.items())
    owners = [*county.departments.values(), *county.townships, *county.villages]
    weights = [6] * len(county.departments) + [8] * len(county.townships) + [3] * len(county.villages)
    for number in range(GROUPS):
        topic, functions = topics[number % len(topics)]
        owner = county.random.choices(owners, weights)[0]
        label = owner.short_name or owner.name
        temporary = county.random.random() < 0.4
        ended = county.random.random() < 0.5
        started = _day(county, 1600, 30)
        values = {
            "name": f"{label}{topic}{county.random.choice(('工作群', '群', '联络群', '专班群', '调度群'))}",
            "chat_product": county.random.choice(("微信", "微信", "微信", "政务通")),
            "group_type": "temporary" if temporary else "standing",
            "purpose": f"{topic}工作联络",
            **({"owner_name": _owner(number)} if number % 9 else {}),
            "owner_rank": "股长" if county.random.random() < 0.7 else "科员",
            "audience": "村（社区）干部、网格员",
            "functions": county.random.sample(functions, k=len(functions)),
            "messages_per_day": county.random.randint(0, 120),
            "last_message": _day(county, 400).isoformat() if ended else _day(county, 10).isoformat(),
            "starts_on": started.isoformat(),
        }
        if temporary and county.random.random() < 0.7:
            values["ends_on"] = (started + timedelta(days=county.random.randint(30, 300))).isoformat()
        _register(county, "group", owner, values, started)
    return GROUPS


def _owner(number: int) -> str:
    return names.SURNAMES[number % len(names.SURNAMES)] + names.GIVEN[number * 7 % len(names.GIVEN)]
