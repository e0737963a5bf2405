"""What waits at merges and closures: mapping, rehearsing again, executing, confirming, and the next step of a closure."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils import timezone

from qingzhuang.core.todos import MOST, Todo, TodoSource, todo_sources
from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import offices_of, organisations_of, subtree_filter
from qingzhuang.registry.models import Closure, Merge
from qingzhuang.registry.models.closures import CLOSURE_STEPS


def _cares(person: Any, path: str) -> Q:
    """Things sponsored by the person's units, or kept in the area of an office where the person reviews."""
    units = [own.pk for own in organisations_of(person)]
    condition = Q(**{f"{path}__sponsor_id__in": units})
    for office in offices_of(person, "reviewer"):
        condition |= subtree_filter(f"{path}__keeper", office.area)
    return condition


def merges_waiting(person: Any) -> list[Todo]:
    """Open merges whose next step can be taken now, and executed ones to be confirmed before their day."""
    own = _cares(person, "survivor") | _cares(person, "parts__asset")
    found = Merge.objects.filter(own, step__in=("draft", "announced", "executing", "executed")).distinct()
    return list(_merge_todos(found.select_related("survivor", "job")[:MOST], timezone.localdate()))


def _merge_todos(merges: Any, today: datetime.date) -> Iterator[Todo]:
    for merge in merges:
        lead, due = _next_of(merge, today)
        if lead is not None:
            yield Todo(merge.survivor.name, lead, due, merge.get_absolute_url())


def _next_of(merge: Merge, today: datetime.date) -> tuple[Text | None, datetime.date | None]:
    if merge.stalled:
        return Text("整合中断，请继续", "A merge stopped half-way: go on with it"), today
    if merge.at_work:
        return None, None
    if merge.report is None and merge.step in ("draft", "announced"):
        again = merge.step == "announced"
        return (Text("整合须重新演练", "Rehearse the merge again"), merge.execute_from) if again else (
            Text("整合待对应和演练", "A merge to be mapped and rehearsed"), None,
        )  # fmt: skip
    if merge.step == "draft":
        return Text("整合演练完毕，待公告", "A rehearsed merge, to be announced"), None
    if merge.step == "announced":
        due = merge.execute_from <= today
        return (
            (Text("公告期满，可以执行整合", "Announced long enough: execute the merge"), merge.execute_from)
            if due
            else (None, None)
        )
    return Text("整合已执行，到期前确认或撤回", "An executed merge: confirm it or take it back"), merge.confirm_by


def closures_waiting(person: Any) -> list[Todo]:
    """Closures whose next step can be taken now."""
    found = Closure.objects.filter(_cares(person, "asset"), gone=False, withdrawn_on=None).exclude(step="archived")
    today = timezone.localdate()
    waiting = found.exclude(step="migrated", offline_from__gt=today).select_related("asset")[:MOST]
    return [Todo(closure.asset.name, _lead(closure), _due(closure), closure.get_absolute_url()) for closure in waiting]


def _lead(closure: Closure) -> Text:
    if closure.step == "migrated":
        return Text("公告期满，可以下线", "Announced long enough: take it offline")
    following = CLOSURE_STEPS[closure.next_step]
    return Text(f"关停下一步：{following.zh}", f"Closure, next: {following.en}")


def _due(closure: Closure) -> datetime.date | None:
    if closure.step in ("announced", "migrated"):
        return closure.offline_from
    return closure.report_by if closure.step == "offline" else None


for _source in (merges_waiting, closures_waiting):
    todo_sources.register(TodoSource(f"registry.{_source.__name__}", _source))
