"""The register as likeness sees it: an index of each sort of thing, kept by every process and saved for the next.

A process takes the saved index (or reads the register once) and from then on only what changed since its watermark.
Late commits are caught by reading a little further back than the watermark; what was rolled back or closed is left
out when answers are checked against the register, which is always done.
"""

from __future__ import annotations

import datetime
import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max
from django.utils import timezone

from qingzhuang.analytics.likeness import Entry, LikenessIndex, Similar, UnusableIndex
from qingzhuang.analytics.likeness.matching import MATCHED, compare
from qingzhuang.core.models import JournalEntry
from qingzhuang.domain.draft import Draft
from qingzhuang.gate.comparing import LIMIT, WORTH_SHOWING, entry_of
from qingzhuang.registry.models import Asset, RemovedAsset
from qingzhuang.registry.states import ALIVE

# What can stand in for what: an app may replace a mini-program, a group never replaces an account.
SORTS = {"app": "apps", "mini_program": "apps", "account": "accounts", "group": "groups"}
LATE = datetime.timedelta(minutes=2)
# From so many changes on, reading everything anew is quicker than taking them in one by one.
MANY = 2000
LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_COLUMNS = ("pk", "kind", "name", "sponsor__name", "sponsor_name", "functions", "purpose", "audience")
_MARK = "watermark.json"


@dataclass
class Shelf:
    """The indexes of one process: ``mark`` is the latest change they hold, ``seen`` what was read near it.

    ``pulse`` is the number and the latest of those changes, by which a question sees that nothing is new.
    """

    key: str
    indexes: dict[str, LikenessIndex]
    mark: datetime.datetime = LONG_AGO
    removed: datetime.datetime = LONG_AGO
    seen: dict[int, datetime.datetime] = field(default_factory=dict)
    pulse: tuple = ()


_lock = threading.Lock()
_shelf: Shelf | None = None


def similar_to(draft: Draft, limit: int = LIMIT) -> list[Similar]:
    """Registered things of the same sort that resemble a draft, best first; never what the draft itself became."""
    sort = SORTS.get(draft.kind)
    if sort is None:
        return []
    index = _fresh().indexes[sort]
    found = index.similar(entry_of(draft), limit=limit * 2, threshold=WORTH_SHOWING)
    standing = _standing([int(each.id) for each in found], draft.id)
    return [each for each in found if int(each.id) in standing][:limit]


def neighbours_of(ids: Iterable[int], *, limit: int, threshold: float) -> dict[int, list[Similar]]:
    """What of the register resembles each of these entries, best first; what has ended is left out on both sides."""
    shelf, found = _fresh(), {}
    for row in Asset.objects.filter(pk__in=list(ids), kind__in=SORTS, status__in=ALIVE).values_list(*_COLUMNS):
        entry = _entry(row)
        found[row[0]] = shelf.indexes[SORTS[entry.kind]].similar(entry, limit=limit, threshold=threshold)
    standing = _standing([int(each.id) for alike in found.values() for each in alike], "")
    return {pk: [each for each in alike if int(each.id) in standing] for pk, alike in found.items()}


def entries_of(sort: str) -> list[Entry]:
    """Every entry of a sort that has not ended, as it is compared, the first entered first."""
    kinds = [kind for kind, each in SORTS.items() if each == sort]
    return list(_entries(Asset.objects.filter(status__in=ALIVE, kind__in=kinds).order_by("pk")))


def compared_with(draft: Draft) -> int:
    """How many registered things a draft is compared with."""
    sort = SORTS.get(draft.kind)
    return len(_fresh().indexes[sort]) if sort else 0


def alike_functions(here: Asset, there: Asset) -> dict[int, tuple[int, float]]:
    """Which functions of one thing answer to which of another: place here → (place there, likeness from 0 to 1)."""
    index = _fresh().indexes[SORTS[here.kind]]
    found = compare(_entry_of(here), [_entry_of(there)], index.tokeniser, index.weights)[0]
    return {each.here: (each.there, each.alike) for each in found.pairings if each.alike >= MATCHED and each.there >= 0}


def alike_assets(asset: Asset, limit: int = LIMIT) -> list[Similar]:
    """Entries of the same sort that resemble one, best first."""
    index = _fresh().indexes[SORTS[asset.kind]]
    return index.similar(_entry_of(asset), limit=limit, threshold=WORTH_SHOWING)


def save_index(*, anew: bool = False) -> int:
    """Save the indexes for processes to come, brought up to date; returns how many entries they hold.

    Only what changed is read, unless none can be used or the whole register is asked for ``anew``.
    """
    global _shelf
    key = _key()
    with _lock:
        _shelf = _read_all(key) if anew else _current(key)
        if key:
            for sort, index in _shelf.indexes.items():
                index.save(_folder(key) / sort)
            marks = {"mark": _shelf.mark.isoformat(), "removed": _shelf.removed.isoformat()}
            (_folder(key) / _MARK).write_text(json.dumps(marks), encoding="utf-8")
        return sum(map(len, _shelf.indexes.values()))


def forget() -> None:
    """Let go of what this process holds in memory; the next question reads it again."""
    global _shelf
    with _lock:
        _shelf = None


def _standing(ids: list[int], draft: str) -> set[int]:
    """Those that are in the register and not ended; not the one a proposal itself became."""
    alive = Asset.objects.filter(pk__in=ids, status__in=ALIVE)
    if draft.isdecimal():
        alive = alive.exclude(proposal_id=int(draft)).exclude(promotions__proposal_id=int(draft))
    return set(alive.values_list("pk", flat=True))


def _fresh() -> Shelf:
    global _shelf
    key = _key()
    with _lock:
        _shelf = _current(key)
        return _shelf


def _current(key: str) -> Shelf:
    """What this process holds, or what was saved, or the register; with all that changed since."""
    shelf = _shelf if _shelf is not None and _shelf.key == key else _saved(key) or _read_all(key)
    _catch_up(shelf)
    return shelf


def _key() -> str:
    """One name for this very database: the hash of its journal's first entry."""
    first = JournalEntry.objects.filter(seq=1).values_list("hash", flat=True).first()
    return first[:32] if first else ""


def _folder(key: str) -> Path:
    return Path(settings.STATE) / "likeness" / key


def _saved(key: str) -> Shelf | None:
    """The saved indexes, or ``None`` when there are none that can be used."""
    if not key:
        return None
    folder = _folder(key)
    try:
        marks = json.loads((folder / _MARK).read_text(encoding="utf-8"))
        indexes = {sort: LikenessIndex.load(folder / sort) for sort in set(SORTS.values())}
    except (OSError, ValueError, UnusableIndex):
        return None
    mark, removed = (datetime.datetime.fromisoformat(marks[name]) for name in ("mark", "removed"))
    return Shelf(key, indexes, mark, removed)


def _read_all(key: str) -> Shelf:
    mark = Asset.objects.aggregate(mark=Max("updated_at"))["mark"] or LONG_AGO
    sorts: dict[str, list[str]] = {}
    for kind, sort in SORTS.items():
        sorts.setdefault(sort, []).append(kind)
    alive = Asset.objects.filter(status__in=ALIVE)
    indexes = {sort: LikenessIndex.build(_entries(alive.filter(kind__in=kinds))) for sort, kinds in sorts.items()}
    seen = dict(Asset.objects.filter(updated_at__gte=mark - LATE).values_list("pk", "updated_at"))
    return Shelf(key, indexes, mark, timezone.now(), seen)


def _entries(assets: Iterable) -> Iterator[Entry]:
    for row in assets.values_list(*_COLUMNS).iterator(chunk_size=2000):
        yield _entry(row)


def _entry_of(asset: Asset) -> Entry:
    sponsor = asset.sponsor.name if asset.sponsor_id else ""
    return _entry(
        (asset.pk, asset.kind, asset.name, sponsor, asset.sponsor_name, asset.functions, asset.purpose, asset.audience)
    )


def _entry(row: tuple) -> Entry:
    pk, kind, name, sponsor, sponsor_name, functions, purpose, audience = row
    return Entry(
        id=str(pk),
        kind=kind,
        name=name,
        sponsor=sponsor or sponsor_name,
        functions=tuple(map(str, functions)),
        description=purpose,
        users=audience,
    )


def _catch_up(shelf: Shelf) -> None:
    """Take in what changed since the watermark, and what was taken out."""
    since = shelf.mark - LATE if shelf.mark > LONG_AGO else LONG_AGO
    _take_out(shelf)
    pulse = tuple(Asset.objects.filter(updated_at__gte=since).aggregate(n=Count("pk"), at=Max("updated_at")).values())
    if pulse == shelf.pulse:
        return
    recent = dict(Asset.objects.filter(updated_at__gte=since).values_list("pk", "updated_at"))
    unread = [pk for pk, at in recent.items() if shelf.seen.get(pk) != at]
    if len(unread) > MANY:
        built = _read_all(shelf.key)
        shelf.indexes, shelf.mark = built.indexes, built.mark
    else:
        _take_in(shelf, unread)
    shelf.seen, shelf.pulse = recent, pulse
    shelf.mark = max(recent.values(), default=shelf.mark)


def _take_out(shelf: Shelf) -> None:
    for pk, at in RemovedAsset.objects.filter(removed_at__gte=shelf.removed - LATE).values_list():
        for index in shelf.indexes.values():
            index.remove(str(pk))
        shelf.removed = max(shelf.removed, at)


def _take_in(shelf: Shelf, unread: list[int]) -> None:
    for start in range(0, len(unread), 500):
        rows = Asset.objects.filter(pk__in=unread[start : start + 500]).values_list("status", *_COLUMNS)
        for status, *row in rows:
            index = shelf.indexes[SORTS[row[1]]]
            if status in ALIVE:
                index.add(_entry(tuple(row)))
            else:
                index.remove(str(row[0]))
