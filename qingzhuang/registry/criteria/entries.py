"""Criteria read from the entries themselves: ended, ownerless, unfiled, forced functions, security tests."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils import timezone

from qingzhuang.domain.text import Text
from qingzhuang.registry.criteria import Criterion, Met, criteria
from qingzhuang.registry.merging.functions import forced_family
from qingzhuang.registry.models import Asset
from qingzhuang.registry.rules import parameter

APPS = ("app", "mini_program")


def expired(assets: Sequence[Asset]) -> dict[int, Met]:
    return {
        each.pk: Met(Text(f"应于 {each.ends_on} 结束", f"was to end on {each.ends_on}"))
        for each in assets
        if each.overdue
    }


def ownerless(assets: Sequence[Asset]) -> dict[int, Met]:
    """No unit answers for it; or, for a group, nobody is named as its owner."""
    found = {}
    for each in assets:
        if each.sponsor_id is None:
            said = each.sponsor_name or "—"
            found[each.pk] = Met(
                Text(f"没有认领的主办单位（台账写作“{said}”）", f"no unit answers for it (ledger: {said})")
            )
        elif each.kind == "group" and not each.attributes.get("owner_name"):
            found[each.pk] = Met(Text("没有登记群主", "no group owner is registered"))
    return found


def unfiled(assets: Sequence[Asset]) -> dict[int, Met]:
    bare = [each for each in assets if not (each.filed_on or each.number or each.attributes.get("filing_number"))]
    return {each.pk: Met(Text("没有备案号", "no filing number")) for each in bare}


def forced(assets: Sequence[Asset]) -> dict[int, Met]:
    """Functions that read as check-in, points ranking or time online, outside the special scenes."""
    found = {}
    for each in assets:
        quoted = [function for function in each.functions if forced_family(function, each.kind)]
        if quoted and not each.exception_scene:
            found[each.pk] = Met(Text(f"功能：{'、'.join(quoted)}", f"functions: {', '.join(quoted)}"))
    return found


def untested(assets: Sequence[Asset]) -> dict[int, Met]:
    """Without a protection grade or a security test within the rule's days."""
    days = parameter("R20", "days")
    since = (timezone.localdate() - datetime.timedelta(days=days)).isoformat()
    found = {}
    for each in assets:
        gaps = []
        if not each.attributes.get("mlps_level"):
            gaps.append(Text("未定等保级别", "no protection grade"))
        tested = each.attributes.get("security_test_date")
        if not tested:
            gaps.append(Text("没有安全检测日期", "no security test"))
        elif tested < since:
            gaps.append(Text(f"安全检测已过 {days} 天（{tested}）", f"security test over {days} days old ({tested})"))
        if gaps:
            found[each.pk] = Met(Text("；".join(gap.zh for gap in gaps), "; ".join(gap.en for gap in gaps)))
    return found


criteria.register(Criterion("expired", Text("已到期", "Past its end"), ("OP-08", "OP-09"), "close", expired))
criteria.register(Criterion("ownerless", Text("无人负责", "No owner"), ("OP-09",), "rectify", ownerless))
criteria.register(Criterion("unfiled", Text("没有备案号", "No filing number"), ("MM-EXIST",), "rectify", unfiled, APPS))
criteria.register(Criterion("forced", Text("强制功能", "Forced functions"), ("OP-07", "MM-PROHIB"), "rectify", forced))
criteria.register(
    Criterion(
        "untested",
        Text("等保或安全检测缺失、过期", "Protection grade or security test missing or old"),
        ("MM-SEC", "ST-MLPS"),
        "rectify",
        untested,
        APPS,
    )
)
