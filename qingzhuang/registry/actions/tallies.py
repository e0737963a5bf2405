"""Counting what lives outside: by statement, or by lists of ids that the platform counts and compares itself."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

from django.core.files.base import ContentFile

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.problems import Refused
from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions.merges import at
from qingzhuang.registry.actions.telling import person_of
from qingzhuang.registry.merging.comparing import Reading, other_list
from qingzhuang.registry.merging.lists import check_list, masked
from qingzhuang.registry.models import CountFile, MergePart, Mismatch, Tally
from qingzhuang.registry.models.merges import OVER, SIDES

READ = "registry.merge.list"
MOST = 2**63 - 1
LISTED = 5000
BATCH = 500
_OPEN = {"before": ("draft", "announced"), "after": ("announced", "executing", "executed")}


@action("registry.tally.add", Text("增加清点项", "Add a thing to count"))
def add_tally(part: MergePart, *, actor: Any, element: str) -> Tally:
    """Count the data of one data element apart; the line for all data gives way to it while it is empty.

    Raises ``registry.merge_element``.
    """
    at(part.merge, "draft")
    if element not in {each.code for each in ELEMENTS}:
        raise Refused("registry.merge_element", element=element or "—")
    part.tallies.filter(thing="records", element="", before=None).delete()
    tally, _made = Tally.objects.get_or_create(part=part, thing="records", element=element)
    journal.detail(part=part.asset.name, element=element)
    return tally


@action("registry.tally.state", Text("填报数目", "State a count"))
def state_count(tally: Tally, *, actor: Any, side: str, count: int, source: str) -> Tally:
    """Say how many there are; ``source`` says where the number was read. A list given earlier no longer counts.

    Raises ``registry.merge_count``, ``registry.reason_needed``, ``registry.merge_step``.
    """
    _at_side(tally, side)
    if not 0 <= count <= MOST:
        raise Refused("registry.merge_count", count=count)
    if not source.strip():
        raise Refused("registry.reason_needed")
    setattr(tally, side, count)
    tally.source = source.strip()[:500]
    tally.missing = tally.extra = None
    tally.unclear = 0
    tally.mismatches.all().delete()
    tally.files.filter(side=side).update(count=None)
    tally.save()
    journal.detail(thing=tally.thing, part=tally.part.asset.name, side=side, count=count, source=tally.source)
    return tally


@action("registry.tally.leave", Text("说明未迁移的", "Say what is left behind"))
def leave_behind(tally: Tally, *, actor: Any, count: int, reason: str) -> Tally:
    """Say how many are left behind on purpose, and why: users who cancelled, cases that were finished."""
    at(tally.part.merge, "draft", "announced", "executing", "executed")
    if not 0 <= count <= (tally.before or 0):
        raise Refused("registry.merge_count", count=count)
    if count and not reason.strip():
        raise Refused("registry.reason_needed")
    tally.left, tally.left_reason = count, reason.strip()[:500] if count else ""
    tally.save()
    journal.detail(thing=tally.thing, part=tally.part.asset.name, left=count, reason=tally.left_reason)
    return tally


@action("registry.tally.upload", Text("上传清点名单", "Upload a list to count"))
def upload_list(tally: Tally, *, actor: Any, side: str, name: str, data: bytes, column: str = "") -> CountFile:
    """Take in a list of ids; a job counts it and compares it with the other side's.

    Raises ``registry.file_unreadable`` with the place and the remedy.
    """
    _at_side(tally, side)
    check_list(data, name)
    found = CountFile(
        tally=tally,
        side=side,
        file_name=name[:300],
        digest=hashlib.sha256(data).hexdigest(),
        column=column.strip()[:200],
        uploaded_by=person_of(actor),
    )
    found.file.save(f"{found.digest[:16]}-{name[-80:]}", ContentFile(data), save=False)
    found.save()
    enqueue(READ, actor=actor, file=found.pk)
    journal.detail(thing=tally.thing, part=tally.part.asset.name, side=side, file=name, digest=found.digest)
    return found


def _at_side(tally: Tally, side: str) -> None:
    if side not in SIDES:
        raise Refused("registry.merge_side")
    at(tally.part.merge, *_OPEN[side])


@action("registry.tally.read", Text("清点名单", "Count a list"))
def note_count(file: CountFile, *, actor: Any, reading: Reading) -> CountFile | None:
    """Keep what reading a list told; ``None`` when the other side's list changed meanwhile and is to be read again."""
    tally = Tally.objects.select_for_update().get(pk=file.tally_id)
    if other_list(file) != reading.other:
        return None
    file.column, file.count, file.trouble = reading.column, reading.count, reading.trouble
    file.save()
    if reading.count is not None:
        setattr(tally, file.side, file.count)
        tally.source = f"{file.file_name} · {file.digest[:12]}"
        _keep_rows(tally, reading)
        tally.save()
    journal.detail(thing=tally.thing, side=file.side, count=file.count, missing=tally.missing, extra=tally.extra)
    return file


def _keep_rows(tally: Tally, reading: Reading) -> None:
    compared = reading.other is not None
    tally.missing = reading.number("missing") if compared else None
    tally.extra = reading.number("extra") if compared else None
    tally.unclear = reading.number("blank") + reading.number("repeated")
    tally.mismatches.all().delete()
    Mismatch.objects.bulk_create(
        (
            Mismatch(tally=tally, side=side, row=row, shown=masked(key), why=why)
            for side, row, key, why in reading.rows[:LISTED]
        ),
        batch_size=BATCH,
    )


@action("registry.tally.forget", Text("销毁清点名单", "Destroy lists of ids"))
def forget_lists(target: None, *, actor: Any, before: datetime.datetime) -> int:
    """Destroy the lists of merges that were over ``before``: their ids may be people's. Counts and hashes stay."""
    over = CountFile.objects.filter(tally__part__merge__step__in=OVER, tally__part__merge__changed_at__lt=before)
    lists = list(over.exclude(file=""))
    for each in lists:
        each.file.delete(save=True)
    journal.detail(lists=len(lists), digests=[each.digest for each in lists[:BATCH]])
    return len(lists)
