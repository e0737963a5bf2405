"""Before and after: objects, and the functions, messages and hours that really went.

A closed entry whose functions are found at a living one has moved its work, not saved it (PR-16): the hours of an ended
entry count as moved in the share of its functions that live on, and as unknown when it named none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from qingzhuang.domain.text import Text
from qingzhuang.registry.campaigns.freezing import scope_of
from qingzhuang.registry.campaigns.messages import fresh_messages, home_of, taken_on
from qingzhuang.registry.campaigns.weighing import hours_of, messages_of, plain
from qingzhuang.registry.models import Asset, Campaign, CampaignRow, FunctionFate, MergePart
from qingzhuang.registry.models.merges import STANDING

CHUNK = 1000
NO_UNIT = Text("", "")


@dataclass(frozen=True)
class Sort:
    """``unit`` follows the number; ``how`` says how it is counted."""

    code: str
    label: Text
    how: Text
    unit: Text = NO_UNIT


HOURS, A_WEEK = Text("小时/年", "h/year"), Text("条/周", "a week")
SORTS = {
    sort.code: sort
    for sort in (
        Sort("assets", Text("条目", "Entries"), Text("清单中仍在的", "of the frozen list, still living")),
        Sort("new", Text("新增条目", "New entries"), Text("范围内新登记的", "in scope, entered since the beginning")),
        Sort("functions", Text("功能", "Functions"), Text("各条目功能之和", "summed over the entries")),
        Sort("distinct", Text("不同功能", "Different functions"), Text("写法相同的只算一次", "one spelling once")),
        Sort(
            "moved",
            Text("转移的功能", "Functions moved"),
            Text("已结束条目的功能，仍可在别处找到", "of ended entries, found at living ones"),
        ),
        Sort("gone", Text("取消的功能", "Functions gone"), Text("已结束条目的功能，别处没有", "of ended entries, found nowhere")),
        Sort("messages", Text("群消息", "Group messages"), Text("仍在的群，每周", "of living groups"), A_WEEK),
        Sort(
            "messages_moved",
            Text("转移的消息", "Messages moved"),
            Text("已结束群的消息，由其他群或新群接过", "of ended groups, carried on by other or new ones"),
            A_WEEK,
        ),
        Sort(
            "messages_saved",
            Text("减少的消息", "Messages saved"),
            Text("已结束群的消息，别处没有增加", "of ended groups, not carried on anywhere"),
            A_WEEK,
        ),
        Sort("messages_new", Text("新增的消息", "Messages added"), Text("新登记的群", "of new groups"), A_WEEK),
        Sort("hours", Text("占用时间", "Hours asked"), Text("仍在的条目", "of living entries"), HOURS),
        Sort(
            "hours_moved",
            Text("转移的时间", "Hours moved"),
            Text("随功能转到别处，不算减负", "went on with their functions: no saving"),
            HOURS,
        ),
        Sort("hours_saved", Text("减少的时间", "Hours saved"), Text("随功能取消的", "gone with their functions"), HOURS),
        Sort("hours_new", Text("新增的时间", "Hours added"), Text("新登记条目", "of new entries"), HOURS),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What became of one row: ``functions`` are today's (of the living), ``moved`` maps those of an ended entry to where
    they live on; ``taken`` is the share of an ended group's messages that others carry on."""

    row: CampaignRow
    asset: Asset
    functions: tuple[str, ...]
    moved: dict[str, str]
    messages: float | None
    hours: float | None
    taken: float = 0.0

    @property
    def alive(self) -> bool:
        return self.asset.alive

    @property
    def gone(self) -> list[str]:
        return [] if self.alive else [each for each in plain(self.row.functions) if each not in self.moved]

    @property
    def hours_moved(self) -> float | None:
        """Of an ended entry; ``None`` when hours or functions are not known."""
        total = len(plain(self.row.functions))
        if self.alive or self.row.hours is None or not total:
            return None
        return self.row.hours * len(self.moved) / total

    @property
    def hours_saved(self) -> float | None:
        return None if self.hours_moved is None else self.row.hours - self.hours_moved

    @property
    def messages_moved(self) -> float | None:
        """Of an ended group; ``None`` when its messages are not known."""
        return None if self.alive or self.row.messages is None else self.row.messages * self.taken

    @property
    def messages_saved(self) -> float | None:
        return None if self.messages_moved is None else self.row.messages - self.messages_moved


@dataclass(frozen=True)
class Figure:
    """``known`` of ``total`` rows gave the number."""

    code: str
    value: float
    known: int
    total: int


def outcomes(campaign: Campaign) -> Iterator[Outcome]:
    """What became of each frozen row, in order; a fixed number of queries for each thousand."""
    homes, taken = _homes(campaign), taken_on(campaign, fresh_messages(new_entries(campaign)))
    rows = campaign.rows.select_related("asset", "asset__keeper", "unit", "into").order_by("pk")
    last = 0
    while piece := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = piece[-1].pk
        weekly = messages_of([row.asset for row in piece if row.asset.alive])
        fates = _fates([row.asset_id for row in piece if not row.asset.alive])
        for row in piece:
            if row.asset.alive:
                yield Outcome(
                    row, row.asset, tuple(row.asset.functions), {}, weekly.get(row.asset_id), hours_of(row.asset)
                )
            else:
                moved = _moved(row, homes, fates.get(row.asset_id, {}))
                yield Outcome(row, row.asset, (), moved, None, None, taken.get(home_of(row), 0.0))


def _moved(row: CampaignRow, homes: dict[str, str], fates: dict[str, str]) -> dict[str, str]:
    return {each: home for each in plain(row.functions) if (home := fates.get(each) or homes.get(each))}


def _homes(campaign: Campaign) -> dict[str, str]:
    """Function in one spelling → a living entry of the scope that has it."""
    found: dict[str, str] = {}
    for name, functions in scope_of(campaign).values_list("name", "functions").iterator(chunk_size=CHUNK):
        for each in plain(functions):
            found.setdefault(each, name)
    return found


def _fates(ended: list[int]) -> dict[int, dict[str, str]]:
    """Where merges took the functions of ended entries."""
    parts = MergePart.objects.filter(asset__in=ended, merge__step__in=STANDING)
    fates = FunctionFate.objects.filter(part__in=parts, fate__in=("kept", "moved"))
    found: dict[int, dict[str, str]] = {}
    for fate in fates.select_related("part__merge__survivor"):
        for each in plain([fate.function]):
            found.setdefault(fate.part.asset_id, {})[each] = fate.part.merge.survivor.name
    return found


def new_entries(campaign: Campaign) -> QuerySet[Asset]:
    """Living things of the scope that were not there when the campaign began."""
    return scope_of(campaign).exclude(pk__in=campaign.rows.values("asset")).order_by("pk")


def before(campaign: Campaign) -> list[Figure]:
    """The figures of the frozen rows."""
    rows = campaign.rows.values_list("functions", "messages", "hours", "kind").iterator(chunk_size=CHUNK)
    count, functions, distinct = 0, 0, set()
    messages: list[float | None] = []
    hours: list[float | None] = []
    for each, weekly, yearly, kind in rows:
        count += 1
        functions += len(plain(each))
        distinct |= set(plain(each))
        hours.append(yearly)
        if kind == "group":
            messages.append(weekly)
    plain_counts = (("assets", count), ("functions", functions), ("distinct", len(distinct)))
    return [Figure(code, value, count, count) for code, value in plain_counts] + [
        _sum("messages", messages),
        _sum("hours", hours),
    ]


def after(campaign: Campaign, found: Iterable[Outcome] | None = None) -> list[Figure]:
    """The figures as the register stands now, from ``found`` when those were read already."""
    alive, ended, distinct = [], [], set()
    for each in outcomes(campaign) if found is None else found:
        (alive if each.alive else ended).append(each)
        distinct |= set(plain(each.functions))
    fresh = list(new_entries(campaign))
    count = len(alive) + len(ended)
    plain_counts = (
        ("assets", len(alive)),
        ("new", len(fresh)),
        ("functions", sum(len(plain(each.functions)) for each in alive)),
        ("distinct", len(distinct)),
        ("moved", sum(len(each.moved) for each in ended)),
        ("gone", sum(len(each.gone) for each in ended)),
    )
    return [Figure(code, value, count, count) for code, value in plain_counts] + [
        _sum("messages", [each.messages for each in alive if each.row.kind == "group"]),
        _sum("messages_moved", [each.messages_moved for each in ended if each.row.kind == "group"]),
        _sum("messages_saved", [each.messages_saved for each in ended if each.row.kind == "group"]),
        _sum("messages_new", list(fresh_messages(fresh).values())),
        _sum("hours", [each.hours for each in alive]),
        _sum("hours_moved", [each.hours_moved for each in ended]),
        _sum("hours_saved", [each.hours_saved for each in ended]),
        _sum("hours_new", [hours_of(each) for each in fresh]),
    ]


def _sum(code: str, values: list[float | None]) -> Figure:
    known = [value for value in values if value is not None]
    return Figure(code, round(sum(known), 1), len(known), len(values))
