"""The journal: every write in the order it was committed, each entry bound to the one before by its hash."""

from __future__ import annotations

import hashlib
import json
import math
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
# Words of the verbs that are no actions.
READ = "core.personal_data.read"
_WORDS = {READ: Text("查看个人信息", "Personal data read")}


@dataclass(frozen=True)
class Reference:
    """What an entry is about, as it was called when the entry was written."""

    type: str = ""
    id: str = ""
    label: str = ""

    @classmethod
    def to(cls, subject: models.Model | None) -> Reference:
        """Refer to a stored thing; nothing, and a thing without an id, make an empty reference."""
        if subject is None or subject.pk is None:
            return cls()
        return cls(subject._meta.label_lower, str(subject.pk), _plain(str(subject))[:300])


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
    verb: str,
    *,
    actor: Any,
    subject: models.Model | Reference | None = None,
    details: dict[str, Any] | None = None,
) -> JournalEntry:
    """Append one entry in the caller's transaction. Writers wait for each other on the head row.

    ``details`` takes what JSON takes, and dates, decimals, :class:`Text`; a number that is not finite is a
    ``ValueError``.
    """
    about = subject if isinstance(subject, Reference) else Reference.to(subject)
    with transaction.atomic():
        head = JournalHead.objects.select_for_update().filter(pk=1).first()
        if head is None:
            JournalHead.objects.get_or_create(pk=1)
            head = JournalHead.objects.select_for_update().get(pk=1)
        entry = JournalEntry(
            seq=head.seq + 1,
            at=timezone.now(),
            verb=verb,
            actor_id=actor.pk,
            actor_name=_plain(str(actor))[:150],
            subject_type=about.type,
            subject_id=about.id,
            subject_label=about.label,
            details=_plain(json.loads(json.dumps(details or {}, cls=_Encoder))),
            request_id=request_id.get(),
            prev_hash=head.hash,
        )
        entry.hash = hash_of(entry)
        entry.save(force_insert=True)
        head.seq, head.hash = entry.seq, entry.hash
        head.save(update_fields=["seq", "hash"])
    return entry


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return o.as_dict() if isinstance(o, Text) else super().default(o)


def _plain(value: Any) -> Any:
    """Only what every database gives back unchanged, since the hash is taken of it.

    PostgreSQL's jsonb holds numbers as decimals (1e16 comes back as an integer, -0.0 as 0.0) and takes neither NUL
    nor half a surrogate pair nor NaN.
    """
    if isinstance(value, dict):
        return {_plain(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"the journal takes no {value}")
        return int(value) if value.is_integer() else value
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return value


def read_of(subject: models.Model, purpose: str, *, actor: Any) -> JournalEntry:
    """Log a read of personal data; the purpose is never blank."""
    if not purpose.strip():
        raise ValueError("a read of personal data names its purpose")
    return write(READ, actor=actor, subject=subject, details={"purpose": purpose})


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

    if entry.verb in _WORDS:
        return _WORDS[entry.verb]
    return actions.get(entry.verb).label if entry.verb in actions else Text(entry.verb, entry.verb)


def head() -> tuple[int, str]:
    """``(seq, hash)`` of the last entry: what a site writes down or publishes, to hand to :func:`verify` later."""
    found = JournalHead.objects.filter(pk=1).first() or JournalHead()
    return found.seq, found.hash


@dataclass(frozen=True)
class Verification:
    """``first_bad`` is the sequence number at which the chain stops being provable."""

    ok: bool
    entries: int
    head: str
    first_bad: int | None = None
    reason: Text | None = None


def verify(checkpoint: tuple[int, str] | None = None, *, start: int = 1) -> Verification:
    """Walk the chain from entry ``start`` and prove it: nothing changed, removed, inserted or cut off.

    ``checkpoint`` is a ``(seq, hash)`` published or written down earlier; without one, somebody with the database's
    password could rebuild the chain and its head. Writers may go on meanwhile: what they add is left to the next call.
    """
    before = head()
    known = {before[0]: before[1]} if before[0] >= start else {}
    expected, previous = start, _hash_before(start)
    for entry in JournalEntry.objects.filter(seq__gte=start).order_by("seq").iterator(chunk_size=2000):
        bad = _fault(entry, expected, previous, known, checkpoint)
        if bad:
            return Verification(False, expected - start, previous, entry.seq, bad)
        expected, previous = expected + 1, entry.hash
    bad = _end_fault(expected - 1, previous, before[0], checkpoint)
    return Verification(bad is None, expected - start, previous, expected if bad else None, bad)


def _hash_before(start: int) -> str:
    if start == 1:
        return START
    return JournalEntry.objects.filter(seq=start - 1).values_list("hash", flat=True).first() or ""


def _fault(
    entry: JournalEntry, expected: int, previous: str, known: dict[int, str], checkpoint: tuple[int, str] | None
) -> Text | None:
    if entry.seq != expected:
        return Text(f"缺少第 {expected} 条。", f"Entry {expected} is missing.")
    if entry.prev_hash != previous:
        return Text("与前一条不相连：有插入或调换。", "Not bound to the entry before: inserted or reordered.")
    if hash_of(entry) != entry.hash:
        return Text("内容被改动。", "Its content was changed.")
    if checkpoint and checkpoint[0] == entry.seq and checkpoint[1] != entry.hash:
        return Text("与检查点不符：整条链被重建过。", "Differs from the checkpoint: the chain was rebuilt.")
    if known.get(entry.seq, entry.hash) != entry.hash:
        return Text("与链头不符。", "Differs from the head of the chain.")
    return None


def _end_fault(last: int, last_hash: str, reached: int, checkpoint: tuple[int, str] | None) -> Text | None:
    """What is wrong with the end. The head is read again after the walk, since entry and head are committed at once."""
    seq, hash_ = head()
    if last < reached or seq < last or (seq == last and hash_ != last_hash):
        return Text("末尾的条目被删除，或链头被改动。", "Entries at the end were removed, or the head was changed.")
    if checkpoint and checkpoint[0] > last:
        return Text("链比检查点短。", "The chain is shorter than the checkpoint.")
    return None


def verify_report(checkpoint: tuple[int, str] | None = None) -> tuple[list[str], int]:
    """Lines for the command line and its exit code: 0 proved, 1 not."""
    result = verify(checkpoint)
    if result.reason is None:
        return [f"日志完整 journal intact: {result.entries} entries, head {result.head}"], 0
    return [f"日志有误 journal broken at {result.first_bad}: {result.reason.zh} {result.reason.en}"], 1
