"""Whose name, number or telephone a caption asks for when it is not that of the row's own person.

``监护人 / 姓名`` is a name, but not the child's. A wrong binding puts one person's data in another's place, so such a
column stays unbound unless an element exists for it (配偶姓名, 监护人电话).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from qingzhuang.domain.text import Text
from qingzhuang.sheets.normalise import squeeze
from qingzhuang.sheets.recognise.model import Column, Table

_OTHER = re.compile(
    r"他人|监护人|看护人|照料人|家长|配偶|爱人|妻子|丈夫|父亲|母亲|父母|子女|联系人|介绍人|证明人|担保人|经办人|承办人|受理人|申报人|报告人|委托人|填[表报]人|审[核批]人|"
    r"代[领办理]人|见证人|监督人|举报人|(?<!被)推荐人|(?<!被)投诉人|(?<!被)帮扶|结对|负责人|责任人|法定代表人|法人|户主|"
    r"领导|值班|带班|书记|主任|校长|村长|组长|[网片路河林]格?长|网格员|调查员|采集员|信息员|医生|教师|司机|驾驶员"
)
_BODY = re.compile(r"(?:单位|企业|公司|机构|部门|学校|医院|银行|村委会|居委会|支部|项目|合作社|施工方|网格)$")
_EARLIER = re.compile(r"(?:时|前|后|原|曾|拟|转出|转入|迁出|迁入|接收)(?:的|所在)?$")
_OWN_TO_PERSONS = ("person.employer", "person.job_title", "person.employer_and_title")
_KIND_OF_PERSON = re.compile(
    r"(?:人|者|员|儿童|学生|幼儿|婴儿|孤儿|老人|居民|村民|职工|教职工|军人|烈属|妇女|孕产妇|患者|对象|农户|新生儿|少年|青年)$"
)
_SUBJECT = re.compile(r"基本|本人|个人|信息|情况|人员|对象")
_ONE_OF_SEVERAL, _PLAIN, _FULL = 0.6, 0.9, 3
_SEVERAL = Text(
    "本行有不止一个人的姓名，需确认是谁的", "the row names more than one person: whose it is must be confirmed"
)


def other_in(groups: Iterable[str]) -> str | None:
    """The word in the outer captions that says the columns are about somebody else."""
    found = _OTHER.search("".join(squeeze(part) for part in groups))
    return found[0] if found else None


def is_of_members(groups: Iterable[str]) -> bool:
    """Whether the columns are about family members: the row's persons in a roster, somebody else in a person's form."""
    return "家庭成员" in "".join(squeeze(part) for part in groups)


def is_of_another(prefix: str, code: str) -> bool:
    """Whether what stands before a known ending makes it another thing: 举报人 + 姓名, 单位 + 联系人, 入党时 + 所在党支部."""
    if _EARLIER.search(prefix):
        return True
    personal = code.startswith("person.") and code not in _OWN_TO_PERSONS
    return bool(personal and (_OTHER.search(prefix) or _BODY.search(prefix)))


def is_kind_of_person(prefix: str) -> bool:
    """Whether 姓名 after this is the name of the row's own person: 儿童, 残疾人, 退役军人."""
    return len(prefix) <= 6 and bool(_KIND_OF_PERSON.search(prefix)) and not _OTHER.search(prefix)


def weigh_several_names(table: Table) -> None:
    """With names in two or more groups one group is the row's own person; what the others ask is left unbound.

    Where none stands out (值班人员, 带班领导) nobody is the row's person, and each column says that it is doubtful.
    """
    names = {column.caption[:-1]: column for column in table.columns if column.element == "person.name"}
    if len(names) < 2:
        return
    own = _own_group(table, names)
    for column in table.columns:
        group = column.caption[:-1]
        if group in names and (column.element or "").startswith("person."):
            if own is None:
                _doubt(column)
            elif group != own:
                _unbind(column)


def _own_group(table: Table, names: dict[tuple[str, ...], Column]) -> tuple[str, ...] | None:
    """The group of the plain 姓名 outside all groups, else the one that asks most of its person, else one named so."""
    if () in names and names[()].confidence >= _PLAIN:
        return ()
    asked = Counter(c.caption[:-1] for c in table.columns if (c.element or "").startswith("person."))
    (first, most), (_, second) = Counter({group: asked[group] for group in names}).most_common(2)
    if most > second and most >= _FULL:
        return first
    named = [group for group in names if group and _SUBJECT.search("".join(group))]
    return named[0] if len(named) == 1 else None


def _unbind(column: Column) -> None:
    column.element, column.confidence, column.why = None, 0.0, None


def _doubt(column: Column) -> None:
    column.confidence = min(column.confidence, _ONE_OF_SEVERAL)
    column.why = Text(f"{column.why.zh}；{_SEVERAL.zh}", f"{column.why.en}; {_SEVERAL.en}")
