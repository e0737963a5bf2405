"""The journal: every write in the order it was committed, each entry bound to the one before by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from qingzhuang.core.models import JournalEntry, JournalHead
from qingzhuang.domain.text import Text

START = "0" * 64
_FIELDS = (
    "seq", "at", "verb", "actor_id", "actor_name", "subject_type", "subject_id", "subject_label",
    "details", "request_id", "prev_hash",
)  # fmt: skip
_details: ContextVar[dict[str, Any] | None] = ContextVar("journal_details", default=None)
request_id: ContextVar[str] = ContextVar("request_id", default="")


@contextmanager
def details() -> Iterator[dict[str, Any]]:
    """Collect what :func:`detail` says while one action runs; nested actions collect their own."""
    collected: dict[str, Any] = {}
    token = _details.set(collected)
    try:
        yield collected
    finally:
        _details.reset(token)


def detail(**facts: Any) -> None:
    """Add facts to the entry of the action that is running."""
    collected = _details.get()
    if collected is None:
        raise RuntimeError("journal.detail() is only for use inside an action")
    collected.update(facts)


def write(
    verb: str, *, actor: Any, subject: models.Model | None = None, details: dict[str, Any] | None = None
) -> JournalEntry:
    """Append one entry in the caller's transaction. Writers wait for each other on the head row."""
    with transaction.atomic():
        head = JournalHead.objects.select_for_update().filter(pk=1).first()
        if head is None:
            JournalHead.objects.get_or_create(pk=1)
            head = JournalHead.objects.select_for_update().get(pk=1)
        plain = json.loads(json.dumps(details or {}, cls=DjangoJSONEncoder, ensure_ascii=False))
        entry = JournalEntry(
            seq=head.seq + 1,
            at=timezone.now(),
            verb=verb,
            actor_id=actor.pk,
            actor_name=str(actor)[:150],
            subject_type=subject._meta.label_lower if subject is not None else "",
            subject_id=str(subject.pk) if subject is not None else "",
            subject_label=str(subject)[:300] if subject is not None else "",
            details=plain,
            request_id=request_id.get(),
            prev_hash=head.hash,
        )
        entry.hash = hash_of(entry)
        entry.save(force_insert=True)
        head.seq, head.hash = entry.seq, entry.hash
        head.save(update_fields=["seq", "hash"])
    return entry


def read_of(subject: models.Model, purpose: str, *, actor: Any) -> JournalEntry:
    """Log a read of personal data; the purpose is never blank."""
    if not purpose.strip():
        raise ValueError("a read of personal data names its purpose")
    return write("core.personal_data.read", actor=actor, subject=subject, details={"purpose": purpose})


def hash_of(entry: JournalEntry) -> str:
    """SHA-256 over the canonical JSON of every field but the hash itself."""
    content = {name: getattr(entry, name) for name in _FIELDS}
    content["at"] = entry.at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds")
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def entries_after(seq: int, verbs: Iterable[str] | None = None, limit: int = 1000) -> list[JournalEntry]:
    """News for the rooms above: entries after ``seq`` in order, of some verbs or all."""
    found = JournalEntry.objects.filter(seq__gt=seq)
    return list((found.filter(verb__in=list(verbs)) if verbs is not None else found)[:limit])


def history_of(subject: models.Model) -> models.QuerySet[JournalEntry]:
    """Everything that was done to a thing, newest first."""
    return JournalEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by(
        "-seq"
    )


def label_of(entry: JournalEntry) -> Text:
    """The words of an entry's verb; verbs of rooms that are gone keep their code."""
    from qingzhuang.core.actions import actions

    return actions.get(entry.verb).label if entry.verb in actions else Text(entry.verb, entry.verb)


@dataclass(frozen=True)
class Verification:
    """``first_bad`` is the sequence number at which the chain stops being provable."""

    ok: bool
    entries: int
    head: str
    first_bad: int | None = None
    reason: Text | None = None


def verify(checkpoint: tuple[int, str] | None = None) -> Verification:
    """Walk the whole chain and prove it: nothing changed, removed, inserted or cut off.

    ``checkpoint`` is a ``(seq, hash)`` published or written down earlier; it proves that the chain was not rebuilt.
    """
    expected, previous = 1, START
    for entry in JournalEntry.objects.order_by("seq").iterator(chunk_size=2000):
        bad = _fault(entry, expected, previous, checkpoint)
        if bad:
            return Verification(False, expected - 1, previous, entry.seq, bad)
        expected, previous = expected + 1, entry.hash
    head = JournalHead.objects.filter(pk=1).first() or JournalHead()
    if (head.seq, head.hash) != (expected - 1, previous):
        reason = Text("末尾的条目被删除，或链头被改动。", "Entries at the end were removed, or the head was changed.")
        return Verification(False, expected - 1, previous, expected, reason)
    if checkpoint and checkpoint[0] >= expected:
        reason = Text("链比检查点短。", "The chain is shorter than the checkpoint.")
        return Verification(False, expected - 1, previous, expected, reason)
    return Verification(True, expected - 1, previous)


def _fault(entry: JournalEntry, expected: int, previous: str, checkpoint: tuple[int, str] | None) -> Text | None:
    if entry.seq != expected:
        return Text(f"缺少第 {expected} 条。", f"Entry {expected} is missing.")
    if entry.prev_hash != previous:
        return Text("与前一条不相连：有插入或调换。", "Not bound to the entry before: inserted or reordered.")
    if hash_of(entry) != entry.hash:
        return Text("内容被改动。", "Its content was changed.")
    if checkpoint and checkpoint[0] == entry.seq and checkpoint[1] != entry.hash:
        return Text("与检查点不符：整条链被重建过。", "Differs from the checkpoint: the chain was rebuilt.")
    return None


def verify_report() -> tuple[list[str], int]:
    """Lines for the command line and its exit code: 0 proved, 1 not."""
    result = verify()
    if result.ok:
        return [f"日志完整 journal intact: {result.entries} entries, head {result.head}"], 0
    assert result.reason is not None
    return [f"日志有误 journal broken at {result.first_bad}: {result.reason.zh} {result.reason.en}"], 1
