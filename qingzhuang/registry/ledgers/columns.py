"""Which column of a ledger holds what, guessed from its captions in Chinese or English."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qingzhuang.domain.kinds import Field, kinds
from qingzhuang.domain.text import Text
from qingzhuang.registry.ledgers.words import asset_kind
from qingzhuang.registry.states import state_named
from qingzhuang.registry.tokens import fold


@dataclass(frozen=True)
class Target:
    """Something a column may hold: a field of a kind (``field``), or something only ledgers have."""

    code: str
    label: Text
    captions: tuple[str, ...] = ()
    field: Field | None = None


# What only ledgers say of a thing. A serial number (序号) is not an id, so it is left out.
_OWN = (
    ("external_id", Text("台账编号", "Id in the ledger")),
    ("kind", Text("类别", "Kind")),
    ("sponsor", Text("主办单位", "Sponsor")),
    ("number", Text("备案号", "Filing number")),
    ("status", Text("状态", "State")),
    ("seen_on", Text("状态日期", "Day of the state")),
    ("closed_on", Text("关停日期", "Closed on")),
    ("note", Text("备注", "Remarks")),
)
# How ledgers caption these columns, besides the label and the code; brackets behind a caption are not read.
_CAPTIONS = """
external_id: 编号 | 编码 | 唯一编码 | 标识 | 事项编码 | id | code | uid | item code
kind: 类型 | 种类 | 资产类别 | 资产类型 | 形态 | type | asset type
sponsor: 主办 | 主办方 | 使用单位 | 建设单位 | 责任单位 | 主管单位 | 所属单位 | 开设单位
sponsor: 单位 | 单位名称 | 部门 | owner | agency | organisation | organization | department
sponsor: organisation name | organization name | unit | host
number: 备案编号 | 登记号 | 登记编号 | number
status: 运行状态 | 使用状态 | 当前状态 | 运行情况 | state | status seen
seen_on: 统计日期 | 检查日期 | 摸底日期 | as of
closed_on: 注销日期 | 停用日期 | 解散时间 | 关停时间 | 注销时间 | closed
note: 说明事项 | notes | remarks | comment | comments
name: 应用名称 | 账号名称 | 群名称 | 群名 | 群组名称 | 系统名称 | 平台名称 | 小程序名称
name: 资产名称 | 事项名称 | 公众号名称 | title | domain name | domain
purpose: 用途 | 简介 | 功能简介 | 描述 | 说明 | 主要用途 | description
functions: 功能 | 主要功能 | 功能描述 | 功能模块 | 主要栏目 | features
audience: 使用人员 | 使用对象 | 服务对象 | 用户 | 使用范围 | users
facing: 面向 | 面向对象
people: 人数 | 用户数 | 使用人数 | 涉及人数 | 成员数 | 群成员数 | 群人数 | members
platform: 平台 | 所在平台 | 账号平台 | 运行平台 | 所用平台 | 聊天产品 | 所用聊天产品 | 聊天软件
last_update: 最近更新 | 最后更新 | 最近更新时间 | 更新时间 | 最近更新日期 | 最近消息 | 最近消息日期
last_update: last updated | updated
starts_on: 开始时间 | 建立时间 | 建立日期 | 建群时间 | 开设时间 | 开通时间 | 上线时间 | 上线日期
starts_on: 启用时间 | 启用日期 | 成立日期 | start
ends_on: 结束时间 | 到期时间 | 到期日期 | 截止日期 | 解散日期 | 有效期至 | end
owner_name: 群主 | 群主姓名 | 管理员 | owner name
annual_cost: 年费用 | 运维费 | 年运维费 | 费用 | cost
legal_basis: 依据 | 建设依据 | 文件依据 | basis
account_identifier: 账号 | 账号id | 微信号 | account id
"""
# One column serves fields that the kinds name differently.
SAME = {"platform": ("platform", "chat_product", "platforms"), "last_update": ("last_update", "last_message")}
DATE_TARGETS = ("seen_on", "closed_on", "starts_on", "ends_on", "last_update")
_STANDS_FOR = {other: code for code, others in SAME.items() for other in others if other != code}


def targets() -> dict[str, Target]:
    """Everything a column may be matched to, ledgers' own first, then the fields of the kinds that end here."""
    captions = _captions()
    found = {code: Target(code, label, captions.get(code, ())) for code, label in _OWN}
    for kind in kinds:
        for each in kind.fields if kind.becomes == "asset" else ():
            if each.code not in found and each.code not in _STANDS_FOR and each.code != "filing_number":
                found[each.code] = Target(each.code, each.label, captions.get(each.code, ()), each)
    return found


def guess(
    captions: Sequence[str],
    remembered: Mapping[str, str] | None = None,
    samples: Sequence[Sequence[str]] = (),
) -> dict[str, str]:
    """Match columns to targets: ``{column number as text: target code}``, each target at most once.

    ``remembered`` is how a ledger with the same captions was matched before; it is taken as it stands. ``samples``
    are first values by column: a column called “State” that lists provinces does not say in which state things are.
    """
    if remembered:
        return dict(remembered)
    known = _by_caption()
    found: dict[str, str] = {}
    for index, caption in enumerate(captions):
        code = known.get(_bare(caption))
        values = samples[index] if index < len(samples) else ()
        if code and code not in found.values() and _plausible(code, values):
            found[str(index)] = code
    return found


def family(captions: Iterable[str]) -> str:
    """One name for all ledgers with these captions in this order."""
    return hashlib.sha256("\x1f".join(map(_bare, captions)).encode()).hexdigest()


def _plausible(code: str, values: Sequence[str]) -> bool:
    """Whether first values can be what the caption promises, as far as the words for it are known."""
    known = {"kind": asset_kind, "status": state_named}.get(code)
    return known is None or not values or any(known(value) is not None for value in values)


def _captions() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in _CAPTIONS.strip().splitlines():
        code, _, words = line.partition(": ")
        found[code] = found.get(code, ()) + tuple(words.split(" | "))
    return found


def _by_caption() -> dict[str, str]:
    known: dict[str, str] = {}
    for target in targets().values():
        for word in (target.label.zh, target.label.en, target.code, *target.captions):
            known.setdefault(_bare(word), target.code)
    return known


def _bare(caption: str) -> str:
    """A caption without blanks, underscores, marks and the unit in brackets behind it."""
    plain = fold(caption).replace("_", "").replace("-", "").replace(" ", "").strip("*:：")
    head = plain.split("(")[0]
    return head or plain
