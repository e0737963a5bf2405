"""Things of an asset that live in systems outside, to be counted before and after by those who run them."""

from __future__ import annotations

from dataclasses import dataclass

from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.domain.text import Text
from qingzhuang.registry.likeness import SORTS
from qingzhuang.registry.models import Asset
from qingzhuang.registry.movables import movables
from qingzhuang.registry.tokens import fold


@dataclass(frozen=True)
class Thing:
    """``sorts`` are those of assets that have it; ``after`` says what is counted afterwards."""

    code: str
    label: Text
    sorts: tuple[str, ...]
    after: Text
    by_element: bool = False


_AFTER = Text("在新系统中找到的", "found in the surviving system")
THINGS = {
    thing.code: thing
    for thing in (
        Thing("users", Text("用户", "Users"), ("apps",), _AFTER),
        Thing("cases", Text("在办事项", "Open cases"), ("apps",), _AFTER),
        Thing("records", Text("数据记录", "Data records"), ("apps",), _AFTER, by_element=True),
        Thing("clients", Text("登录接入端", "Sign-in clients"), ("apps",), Text("已改接的", "pointed at the survivor")),
        Thing("followers", Text("关注者", "Followers"), ("accounts",), Text("已通知的", "that were notified")),
        Thing("posts", Text("历史内容", "Posts"), ("accounts",), Text("已迁移或存档的", "moved or archived")),
        Thing("members", Text("群成员", "Members"), ("groups",), Text("已转入的", "that joined the survivor")),
    )
}


def things_of(asset: Asset) -> list[Thing]:
    """What must be counted by hand for an asset: what its sort has and the platform does not move by itself."""
    moved = {thing for movable in movables for thing in movable.things}
    return [thing for thing in THINGS.values() if SORTS[asset.kind] in thing.sorts and thing.code not in moved]


def named_elements(asset: Asset) -> list[str]:
    """Codes of the data elements whose name or synonym stands among the items an asset asks for."""
    asked = {fold(str(item)) for item in asset.attributes.get("collects") or ()}
    return [
        each.code for each in ELEMENTS if asked & {fold(each.name.zh), fold(each.name.en), *map(fold, each.synonyms)}
    ]
