"""What a report of a campaign tells: the figures of each moment, and the rows from which they come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from qingzhuang.domain.text import Text
from qingzhuang.registry.campaigns.figures import Figure, Outcome, after, new_entries, outcomes
from qingzhuang.registry.campaigns.messages import fresh_messages
from qingzhuang.registry.campaigns.weighing import hours_of, plain
from qingzhuang.registry.criteria import DECISIONS, criteria
from qingzhuang.registry.models import Asset, Campaign, CampaignFigure, Rebound
from qingzhuang.registry.queries.campaigns import MOMENTS

NOW = Text("现在", "Now")
UNKNOWN = Text("不明", "not known")


@dataclass(frozen=True)
class Told:
    """Everything a report tells; ``now`` was measured on exactly ``rows`` and ``fresh``."""

    campaign: Campaign
    rows: list[Outcome]
    fresh: list[Asset]
    now: dict[str, Figure]
    kept: dict[tuple[str, str], CampaignFigure]
    rebounds: list[Rebound]

    @property
    def moments(self) -> list[str]:
        """Moments measured and kept, in order."""
        return [code for code in MOMENTS if any(moment == code for moment, _sort in self.kept)]


def told_of(campaign: Campaign) -> Told:
    rows = list(outcomes(campaign))
    kept = {(each.moment, each.code): each for each in campaign.figures.all()}
    rebounds = Rebound.objects.filter(look__campaign=campaign).select_related("look", "row", "unit", "asset")
    now = {each.code: each for each in after(campaign, rows)}
    fresh = list(new_entries(campaign).select_related("keeper"))
    return Told(campaign, rows, fresh, now, kept, list(rebounds))


ROW_HEADS = (
    Text("单位", "Unit"),
    Text("类别", "Kind"),
    Text("名称", "Name"),
    Text("开始时功能数", "Functions before"),
    Text("开始时消息/周", "Messages a week before"),
    Text("开始时小时/年", "Hours a year before"),
    Text("符合的标准与证据", "Criteria met, with evidence"),
    Text("决定", "Decision"),
    Text("原因或内容", "Reason"),
    Text("期限", "By"),
    Text("并入", "Into"),
    Text("现状态", "State now"),
    Text("仍在（1/0）", "Living (1/0)"),
    Text("现功能数", "Functions now"),
    Text("现消息/周", "Messages a week now"),
    Text("现小时/年", "Hours a year now"),
    Text("转移的功能数", "Functions moved"),
    Text("取消的功能数", "Functions gone"),
    Text("转移的小时", "Hours moved"),
    Text("减少的小时", "Hours saved"),
    Text("转移的消息/周", "Messages a week moved"),
    Text("减少的消息/周", "Messages a week saved"),
)


def row_cells(each: Outcome, language: str) -> list[Any]:
    row = each.row
    met = (
        f"{criteria.get(code).label.in_(language)}: {Text(**said).in_(language)}"
        for code, said in row.reasons.items()
        if code in criteria
    )
    return [
        row.unit.name,
        each.asset.definition.label.in_(language),
        row.name,
        len(plain(row.functions)),
        row.messages,
        row.hours,
        "; ".join(met),
        DECISIONS[row.decision].in_(language) if row.decision else "",
        row.because,
        row.by_on.isoformat() if row.by_on else "",
        row.into.name if row.into else "",
        each.asset.state_label.in_(language),
        int(each.alive),
        len(plain(each.functions)),
        each.messages,
        each.hours,
        len(each.moved),
        len(each.gone),
        each.hours_moved,
        each.hours_saved,
        each.messages_moved,
        each.messages_saved,
    ]


FUNCTION_HEADS = (
    Text("单位", "Unit"),
    Text("已结束的条目", "Ended entry"),
    Text("功能", "Function"),
    Text("去向", "What became of it"),
    Text("现在由谁提供", "Found at"),
)


def function_rows(rows: Iterable[Outcome], language: str) -> list[list[Any]]:
    """Each function of each ended entry, and where it lives on."""
    moved, gone = Text("转移", "moved"), Text("取消", "gone")
    return [
        [
            each.row.unit.name,
            each.row.name,
            function,
            (moved if function in each.moved else gone).in_(language),
            each.moved.get(function, ""),
        ]
        for each in rows
        if not each.alive
        for function in plain(each.row.functions)
    ]


FRESH_HEADS = (
    Text("单位", "Unit"),
    Text("类别", "Kind"),
    Text("名称", "Name"),
    Text("登记日期", "Entered on"),
    Text("小时/年", "Hours a year"),
    Text("消息/周", "Messages a week"),
)


def fresh_rows(fresh: Sequence[Asset], language: str) -> list[list[Any]]:
    weekly = fresh_messages(fresh)
    return [
        [
            each.keeper.name,
            each.definition.label.in_(language),
            each.name,
            f"{each.created_at:%Y-%m-%d}",
            hours_of(each),
            weekly.get(each),
        ]
        for each in fresh
    ]


REBOUND_HEADS = (
    Text("回头看（天）", "Looked after (days)"),
    Text("单位", "Unit"),
    Text("名称", "Name"),
    Text("发现", "What was found"),
    Text("证据", "Evidence"),
    Text("处理", "Settled"),
)


def rebound_rows(rebounds: Sequence[Rebound], language: str) -> list[list[Any]]:
    return [
        [
            each.look.days,
            each.unit.name,
            each.asset.name if each.asset else "",
            each.label.in_(language),
            Text(**each.evidence).in_(language),
            each.settled_because,
        ]
        for each in rebounds
    ]


UNIT_HEADS = (
    Text("单位", "Unit"),
    Text("待决定", "To decide"),
    *DECISIONS.values(),
    Text("未提交", "Not submitted"),
)


def unit_rows(campaign: Campaign) -> list[list[Any]]:
    """By unit, in the order of the tree: how many were decided how, as handed in."""
    counted: dict[int, dict[str, int]] = {}
    sheets = {sheet.pk: sheet for sheet in campaign.sheets.select_related("unit").order_by("unit__path")}
    for sheet, decision in campaign.rows.exclude(sheet=None).values_list("sheet", "decision").iterator():
        code = decision if sheets[sheet].submitted_at else ""
        held = counted.setdefault(sheet, {})
        held[code] = held.get(code, 0) + 1
    rows = [(sheet.unit.name, counted.get(pk, {})) for pk, sheet in sheets.items()]
    return [[name, sum(by.values()), *(by.get(code, 0) for code in DECISIONS), by.get("", 0)] for name, by in rows]
