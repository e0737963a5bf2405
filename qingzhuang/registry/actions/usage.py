"""Telling use: accepting a batch, reading a file of it, noting a sign-in, and writing what waits."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Min, Sum
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import System, action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.actions.uploads import take_file
from qingzhuang.registry.models import Asset, UsageReport, UsageUpload
from qingzhuang.registry.usage import months
from qingzhuang.registry.usage.judging import judge_assets
from qingzhuang.registry.usage.rows import Reading, person_mark, read_rows, reportable_by

WRITE, READ = "registry.usage.write", "registry.usage.read"
MOST_ROWS = 10_000
RECEIPTS, SIGN_INS = datetime.timedelta(days=400), datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)
# How many reports and how many of their rows one step of writing takes together.
TOGETHER, ROWS_TOGETHER = 200, 50_000


@action("registry.usage.report", Text("上报使用数据", "Report use"))
def report_usage(
    sender: Organisation | Asset,
    *,
    actor: Any,
    batch: str,
    counts: Iterable[Mapping[str, Any]] = (),
    events: Iterable[Mapping[str, Any]] = (),
) -> UsageReport:
    """Accept a batch of counts and events into the queue; the same ``batch`` with the same content is accepted once.

    ``sender`` is the unit in whose name it comes, or the one thing that tells of itself.

    Raises ``registry.usage_batch_unnamed``, ``registry.usage_batch_reused`` (another content), ``registry.usage_too_many``
    and ``registry.usage_flood``, which says in how many seconds to send it again.
    """
    office = sender.keeper if isinstance(sender, Asset) else sender
    among = Asset.objects.filter(pk=sender.pk) if isinstance(sender, Asset) else reportable_by(actor)
    told, happened = list(counts), list(events)
    named = " ".join(batch.split())[:120]
    if not named:
        raise Refused("registry.usage_batch_unnamed")
    if len(told) + len(happened) > MOST_ROWS:
        raise Refused("registry.usage_too_many", count=len(told) + len(happened), limit=MOST_ROWS)
    digest = hashlib.sha256(json.dumps([told, happened], sort_keys=True, default=str).encode()).hexdigest()
    if earlier := UsageReport.objects.filter(office=office, batch=named).first():
        return _again(earlier, digest)
    _refuse_flood(office, len(told) + len(happened))
    return _accept(office, named, "api", digest, read_rows(told, happened, among))


@action("registry.usage.upload", Text("上传使用数据", "Upload figures of use"))
def upload_usage(office: Organisation, *, actor: Any, name: str, data: bytes) -> UsageUpload:
    """Take in a file of daily counts and have it read by a job; the same file again is the same upload.

    A file whose reading was given up goes on where it stopped.
    """
    return take_file(UsageUpload, office, actor=actor, name=name, data=data, job=READ)


@action("registry.usage.read", Text("读取使用数据", "Read figures of use"))
def read_usage(upload: UsageUpload, *, actor: Any, rows: list[dict[str, Any]], first: int, total: int) -> UsageUpload:
    """Accept the next rows of a file; the mark of how far it came stands in the same transaction."""
    upload = UsageUpload.objects.select_for_update().get(pk=upload.pk)
    reading = read_rows(rows, (), reportable_by(actor), first=first)
    _accept(upload.office, f"{upload.digest}:{upload.reached}", "file", upload.digest, reading)
    upload.total, upload.reached = total, upload.reached + len(rows)
    upload.accepted += len(reading.rows)
    upload.refused += len(reading.refused)
    upload.step = "done" if upload.reached >= total else "reading"
    upload.save()
    return upload


@action("registry.usage.give_up", Text("使用数据未能读取", "Figures of use could not be read"))
def give_up_usage(upload: UsageUpload, *, actor: Any, trouble: Mapping[str, Any]) -> UsageUpload:
    """Write down why a file could not be read."""
    upload.step, upload.trouble = "failed", dict(trouble)
    upload.save(update_fields=["step", "trouble"])
    return upload


def note_sign_in(asset: Asset, person: Any) -> None:
    """Count a person who signed in to a registered thing through our identity: once a day, never who it was."""
    day, mark = timezone.localdate(), person_mark(asset.pk, f"person:{person.pk}")
    batch = f"sign-in:{day}:{asset.pk}:{mark}"
    if not UsageReport.objects.filter(office_id=asset.keeper_id, batch=batch).exists():
        _sign_in(asset, actor=System, batch=batch, mark=mark, day=day)


@action("registry.usage.sign_in", Text("统一身份登录计数", "Count a sign-in"))
def _sign_in(asset: Asset, *, actor: Any, batch: str, mark: str, day: datetime.date) -> None:
    rows = [[asset.pk, day.isoformat(), 1, None, None, mark]]
    _accept(asset.keeper, batch, "sign_in", mark, Reading(rows))


@action("registry.usage.write", Text("写入使用数据", "Write use down"))
def write_usage(target: None, *, actor: Any, upto: int) -> int:
    """Write waiting reports up to number ``upto`` into the days' partitions, the months and the verdicts.

    A process killed in the midst leaves files that the next one writes again, the same; returns how many reports.
    """
    waiting = UsageReport.objects.select_for_update().filter(written_at=None, pk__lte=upto)
    reports = list(waiting.order_by("pk"))
    rows = [row for report in reports for row in report.rows]
    touched = months.take_in(rows, reports[0].pk) if reports else set()
    now = timezone.now()
    for report in reports:
        report.rows, report.written_at = [], now
    UsageReport.objects.bulk_update(reports, ["rows", "written_at"], batch_size=200)
    changed = judge_assets(touched)
    journal.detail(reports=len(reports), rows=len(rows), assets=len(touched), verdicts=changed)
    return len(reports)


@action("registry.usage.tidy", Text("整理使用数据", "Tidy figures of use"))
def tidy_usage(target: None, *, actor: Any) -> int:
    """Forget receipts nobody can send again: of sign-ins after a day, of reports after a year; returns how many."""
    now, written = timezone.now(), UsageReport.objects.exclude(written_at=None)
    old = written.filter(received_at__lt=now - RECEIPTS) | written.filter(
        source="sign_in", received_at__lt=now - SIGN_INS
    )
    forgotten, _by_model = old.delete()
    journal.detail(receipts=forgotten)
    return forgotten


def next_to_write() -> int | None:
    """The number up to which waiting reports are written together; ``None`` when nothing waits."""
    rows, upto = 0, None
    for pk, accepted in (
        UsageReport.objects.filter(written_at=None).order_by("pk").values_list("pk", "accepted")[:TOGETHER]
    ):
        if upto is not None and rows + accepted > ROWS_TOGETHER:
            break
        rows, upto = rows + accepted, pk
    return upto


@action("registry.usage.judge", Text("判断是否在用", "Judge what is in use"))
def judge(target: None, *, actor: Any, assets: list[int]) -> int:
    """Judge these things anew; returns how many verdicts changed."""
    changed = judge_assets(assets)
    journal.detail(assets=len(assets), verdicts=changed)
    return changed


def _again(earlier: UsageReport, digest: str) -> UsageReport:
    if earlier.digest != digest:
        raise Refused("registry.usage_batch_reused", batch=earlier.batch)
    journal.detail(again=True)
    return earlier


def _accept(office: Organisation, batch: str, source: str, digest: str, reading: Reading) -> UsageReport:
    told = {
        "source": source,
        "digest": digest,
        "rows": reading.rows,
        "accepted": len(reading.rows),
        "refused": reading.refused,
        "written_at": None if reading.rows else timezone.now(),
    }
    made, new = UsageReport.objects.get_or_create(office=office, batch=batch, defaults=told)
    if not new:
        return _again(made, digest)
    if reading.rows:
        write_soon()
    # The batch of a sign-in is the mark of a person, which is forgotten after a day: the journal would keep it for ever.
    said = {} if source == "sign_in" else {"batch": batch}
    journal.detail(**said, accepted=len(reading.rows), refused=len(reading.refused))
    return made


def write_soon() -> None:
    """Have the waiting reports written: one job for all that come within the same minute."""
    now = timezone.now()
    tick = now.replace(second=0, microsecond=0) + MINUTE
    enqueue(WRITE, key=f"at:{tick.isoformat()}", run_at=tick)


def _refuse_flood(office: Organisation, rows: int) -> None:
    """At most so many rows a minute from one office; what was accepted before is safe, this batch is to be sent again."""
    recent = UsageReport.objects.filter(office=office, source="api", received_at__gt=timezone.now() - MINUTE)
    found = recent.aggregate(rows=Sum("accepted"), first=Min("received_at"))
    if found["rows"] and found["rows"] + rows > settings.USAGE_ROWS_PER_MINUTE:
        wait = math.ceil((found["first"] + MINUTE - timezone.now()).total_seconds())
        raise Refused("registry.usage_flood", retry_after=max(wait, 1))
