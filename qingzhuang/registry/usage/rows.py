"""Reading what senders tell of use, row by row: what cannot be is refused with its reason, the rest is kept."""

from __future__ import annotations

import datetime
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import offices_of, organisations_of, subtree_filter
from qingzhuang.registry.models import Asset

MOST = 1_000_000_000
OLDEST = datetime.timedelta(days=3 * 366)
COUNTS = ("uses", "users", "updates")
FIELDS = {
    "asset": Text("条目", "entry"),
    "day": Text("日期", "day"),
    "uses": Text("次数", "uses"),
    "users": Text("人数", "users"),
    "updates": Text("更新数", "updates"),
    "what": Text("事件", "event"),
    "person": Text("用户标识", "mark of the user"),
}
WHY = {
    "unknown": Text("没有这一条目，或不归您上报", "there is no such entry, or it is not yours to report"),
    "no_day": Text("没有日期，或日期不是“2026-11-22”这样的写法", "no day, or not written as 2026-11-22"),
    "ahead": Text("这一天还没有到", "this day is still to come"),
    "too_old": Text("早于三年前", "more than three years ago"),
    "no_count": Text("没有任何数", "no count is given"),
    "not_whole": Text("不是 0 到 10 亿之间的整数", "not a whole number between 0 and a thousand million"),
    "too_many_users": Text("人数多于次数", "more users than uses"),
    "twice": Text("同一条目同一天在本批中出现两次", "the same entry and day stand twice in this batch"),
    "nobody": Text("使用事件须有用户标识；没有的请报次数", "a use needs a mark of its user; without one, tell counts"),
    "no_event": Text("事件只能是 use 或 update", "an event is use or update"),
}


@dataclass
class Reading:
    """``rows`` are ``[asset, day, uses, users, updates, person]``, of a use ``person`` is a mark, of an update empty,
    of a count ``None``; ``refused`` say row, field and reason code."""

    rows: list[list[Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)


def read_rows(
    counts: Iterable[Mapping[str, Any]],
    events: Iterable[Mapping[str, Any]],
    among: QuerySet[Asset],
    *,
    first: int = 1,
) -> Reading:
    """Read daily counts and single events of things ``among`` those the sender may tell of; rows are numbered from ``first``, counts before events.

    A count has ``asset`` (id, number or ledger id), ``day`` and at least one of ``uses`` (for groups ``messages``),
    ``users``, ``updates``; an event has ``asset``, ``day``, ``what`` and, of a use, ``person``.
    """
    told, happened = list(counts), list(events)
    known = _entries([*told, *happened], among)
    reading, seen = Reading(), set()
    for number, row in enumerate(told, first):
        _take(reading, number, _count(row, known, seen))
    for number, row in enumerate(happened, first + len(told)):
        _take(reading, number, _event(row, known))
    return reading


def refused_text(each: Mapping[str, Any]) -> Text:
    return WHY[each["why"]]


def person_mark(asset: int, person: str) -> str:
    """A mark by which one user of one thing is counted once; it cannot be followed to another thing or back."""
    message = f"usage:{asset}:{person}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()[:16]


def reportable_by(actor: Any) -> QuerySet[Asset]:
    """The entries whose use this person may tell: those of their own unit; a governance office tells that of its area's."""
    own = [each.pk for each in organisations_of(actor)]
    reach = Q(sponsor__in=own) | Q(keeper__in=own)
    for office in offices_of(actor, "reviewer"):
        reach |= subtree_filter("keeper", office.area)
    return Asset.objects.filter(reach)


class _Wrong(Exception):
    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field, self.why = field, why


def _take(reading: Reading, number: int, found: list[Any] | _Wrong) -> None:
    if isinstance(found, _Wrong):
        reading.refused.append({"row": number, "field": found.field, "why": found.why})
    else:
        reading.rows.append(found)


def _count(row: Mapping[str, Any], known: Mapping[str, Asset], seen: set) -> list[Any] | _Wrong:
    try:
        asset, day = _which(row, known)
        named = {**row, "uses": row.get("uses") if row.get("uses") is not None else row.get("messages")}
        uses, users, updates = (_whole(named, name) for name in COUNTS)
        if uses is users is updates is None:
            raise _Wrong("uses", "no_count")
        if users is not None and uses is not None and users > uses:
            raise _Wrong("users", "too_many_users")
        if (asset.pk, day) in seen:
            raise _Wrong("day", "twice")
        seen.add((asset.pk, day))
    except _Wrong as wrong:
        return wrong
    return [asset.pk, day.isoformat(), uses, users, updates, None]


def _event(row: Mapping[str, Any], known: Mapping[str, Asset]) -> list[Any] | _Wrong:
    try:
        asset, day = _which(row, known)
        if row.get("what", "use") not in ("use", "update"):
            raise _Wrong("what", "no_event")
        person = str(row.get("person") or "")
        if not person and row.get("what", "use") == "use":
            raise _Wrong("person", "nobody")
    except _Wrong as wrong:
        return wrong
    if row.get("what") == "update":
        return [asset.pk, day.isoformat(), None, None, 1, ""]
    return [asset.pk, day.isoformat(), 1, None, None, person_mark(asset.pk, person)]


def _which(row: Mapping[str, Any], known: Mapping[str, Asset]) -> tuple[Asset, datetime.date]:
    asset = known.get(str(row.get("asset", "")).strip())
    if asset is None:
        raise _Wrong("asset", "unknown")
    given = row.get("day")
    try:
        day = given if type(given) is datetime.date else datetime.date.fromisoformat(str(given or "").strip()[:10])
    except ValueError:
        raise _Wrong("day", "no_day") from None
    today = timezone.localdate()
    if day > today:
        raise _Wrong("day", "ahead")
    if day < today - OLDEST:
        raise _Wrong("day", "too_old")
    return asset, day


def _whole(row: Mapping[str, Any], name: str) -> int | None:
    value = row.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise _Wrong(name, "not_whole")
    return value


def _entries(rows: list[Mapping[str, Any]], among: QuerySet[Asset]) -> dict[str, Asset]:
    """The entries named, by id, number or the id in their ledger (when only one bears it), in few questions."""
    names = list({str(row.get("asset", "")).strip()[:120] for row in rows} - {""})
    found: dict[str, Asset] = {}
    doubled: set[str] = set()
    mine = among.only("pk", "number", "external_id")
    for start in range(0, len(names), 500):
        some = names[start : start + 500]
        ids = [int(name) for name in some if name.isdecimal() and len(name) < 18]
        for asset in mine.filter(Q(external_id__in=some) & ~Q(external_id="")):
            if found.setdefault(asset.external_id, asset).pk != asset.pk:
                doubled.add(asset.external_id)
        for asset in mine.filter(Q(pk__in=ids) | Q(number__in=some)):
            found |= {str(name): asset for name in (asset.number, asset.pk) if name and str(name) in some}
            doubled -= {str(asset.pk), asset.number}
    return {name: asset for name, asset in found.items() if name not in doubled}
