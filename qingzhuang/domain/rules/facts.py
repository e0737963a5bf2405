"""What rules may know: answers, the issuer, what rooms tell of their things, and words found in texts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from qingzhuang.domain.detectors import FAMILIES, Suspicion, detect
from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.domain.exemption import exception_gaps
from qingzhuang.domain.kinds import Field, kinds
from qingzhuang.domain.text import Text
from qingzhuang.domain.workdays import Calendar

# Facts beside answers, by room. What no room tells yet stays unknown, so rules that need it are not examined.
TOLD: dict[str, Text] = {
    "issuer.level": Text("主办单位层级", "level of the host unit"),
    "issuer.sector": Text("主办单位条线", "line of the host unit"),
    "issuer.without_administrative_function": Text(
        "不具行政职能的事业单位", "institution without administrative function"
    ),
    "derived.notice_workdays": Text("从下发到截止的工作日", "working days from issue to deadline"),
    "derived.days": Text("从开始到结束的天数", "days from its start to its end"),
    "today": Text("今天", "today"),
    "exception.gaps": Text("例外缺少的要件数", "parts the exception lacks"),
    "derived.sensitive_fields": Text("敏感字段", "sensitive fields"),
    "derived.grassroots": Text("面向基层", "faces the grassroots"),
    "similar.top_score": Text("与台账中最相似者的相似度", "likeness to the most similar registered thing"),
    "similar.top_name": Text("台账中最相似者", "the most similar registered thing"),
    "unit.grassroots_apps": Text("本单位面向基层的应用数", "the unit's grassroots-facing apps"),
    "unit.grassroots_accounts": Text("本单位面向基层的账号数", "the unit's grassroots-facing accounts"),
    "unit.accounts_on_platform": Text("本单位在同一平台的账号数", "the unit's accounts on the same platform"),
    "unit.groups": Text("本单位工作群数", "the unit's work groups"),
    "unit.comprehensive_assessments": Text("本单位本年综合性考核数", "the unit's comprehensive assessments this year"),
    "unit.same_matter_requests": Text("同一事项本期已有的报表", "requests on the same matter this period"),
    "live.functions_changed": Text("线上功能与备案不一致", "live functions differ from those filed"),
    "live.active_share": Text("活跃用户占比（%）", "active users, share of target (%)"),
    "live.months_low": Text("连续低活跃月数", "successive months of low use"),
    "live.last_use": Text("最近使用日期", "last use"),
    "live.reply_days": Text("投诉实际答复工作日", "working days complaints really took"),
    "live.seen_unregistered": Text("巡查发现但未登记", "seen by patrol, not registered"),
    "live.group_flooding": Text("群内红包、刷屏", "red packets and flooding in the group"),
    "live.sensitive_posted": Text("发布涉密或敏感个人信息", "secret or sensitive content was posted"),
    "live.reads_held_source": Text("已接通共享数据源", "reads the shared source"),
    "life.closing": Text("正在关停", "is being closed"),
    "life.closed_announced": Text("关停已公告", "closure announced"),
    "life.users_migrated": Text("用户已迁移", "users moved"),
    "life.data_disposed": Text("数据已依法处置", "data disposed of"),
    "life.closure_reported": Text("已报送关停报告", "closure reported"),
    "life.change_filed": Text("变更已备案", "change filed"),
    "life.self_check_on": Text("最近自查日期", "last self-check"),
    "life.finding_overdue": Text("整改逾期", "a finding is overdue"),
    "life.account_changed_unfiled": Text("账号变更未备案未公告", "account changed without filing or notice"),
    "life.task_extended": Text("任务延期已登记", "extension of the task is on record"),
    "live.reserve_tool": Text("季节性或应急备用", "seasonal, or kept in reserve for emergencies"),
    "held.statutory_fee": Text("属于法定收费", "a fee set by law"),
    "held.fields": Text("共享数据源中已有的字段", "fields already held in a shared source"),
}


@dataclass(frozen=True)
class Evidence:
    """A suspicion and where its words stand."""

    where: str
    suspicion: Suspicion


@dataclass(frozen=True)
class Facts:
    """Facts by name: absent means nobody told, ``None`` means asked and left blank. ``words`` are by family."""

    values: Mapping[str, Any]
    words: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        return name in self.values

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)


def facts_of(
    values: Mapping[str, Any] | None,
    kind: str,
    issuer: Mapping[str, Any] | None,
    texts: Iterable[tuple[str, str]],
    extra: Mapping[str, Any],
    today: datetime.date,
) -> Facts:
    """Collect facts: ``values`` are answers by field code (``None`` when nothing was asked), ``texts`` are
    ``(where, words)`` for the detectors, ``extra`` what rooms tell, named as in :data:`TOLD`."""
    answers = dict(values or {})
    known = {f"field.{code}": value for code, value in answers.items()}
    known |= {f"issuer.{name}": value for name, value in (issuer or {}).items() if value is not None}
    known |= _derived(answers, values is not None, today)
    known |= extra
    words: dict[str, list[Evidence]] = {}
    for where, text in texts:
        for suspicion in detect(text, kind):
            words.setdefault(suspicion.family, []).append(Evidence(where, suspicion))
    return Facts(known, {family: tuple(found) for family, found in words.items()}, answers)


def name_of(fact: str) -> Text:
    """A fact's name in both languages; ``KeyError`` for one that nothing can tell."""
    if field := field_named(fact):
        return field.label
    if fact.startswith("text."):
        return FAMILIES[fact.removeprefix("text.")].label
    return TOLD[fact]


def field_named(fact: str) -> Field | None:
    """The question a ``field.`` fact answers, of the first kind that asks it; ``None`` for any other fact."""
    return _questions().get(fact)


@cache
def _questions() -> dict[str, Field]:
    asked: dict[str, Field] = {}
    for kind in kinds:
        for each in kind.fields:
            asked.setdefault(f"field.{each.code}", each)
    return asked


def _derived(answers: Mapping[str, Any], asked: bool, today: datetime.date) -> dict[str, Any]:
    """Facts that follow from answers."""
    derived: dict[str, Any] = {"today": today.isoformat()}
    issued, due = answers.get("issued_on"), answers.get("due_on")
    if issued and due:
        start, end = datetime.date.fromisoformat(issued), datetime.date.fromisoformat(due)
        derived["derived.notice_workdays"] = Calendar.shipped().working_days_between(start, end)
    elif asked:
        derived["derived.notice_workdays"] = None
    starts, ends = answers.get("starts_on"), answers.get("ends_on")
    if starts and ends:
        derived["derived.days"] = (datetime.date.fromisoformat(ends) - datetime.date.fromisoformat(starts)).days
    elif asked:
        derived["derived.days"] = None
    if asked:
        derived["exception.gaps"] = len(exception_gaps(answers, today))
    if answers.get("facing"):
        derived["derived.grassroots"] = answers["facing"] == "grassroots"
    if answers.get("fields"):
        derived["derived.sensitive_fields"] = [caption for caption in answers["fields"] if caption in _sensitive()]
    return derived


@cache
def _sensitive() -> frozenset[str]:
    """Captions of data elements whose values are sensitive personal information."""
    found = [each for each in ELEMENTS if each.sensitivity == "sensitive"]
    return frozenset(caption for each in found for caption in (each.name.zh, each.name.en, *each.synonyms))
