"""The kinds of job, and putting one in the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from croniter import croniter
from django.utils import timezone

from qingzhuang.core.models import Job
from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text

Queue = Literal["quick", "long"]


@dataclass(frozen=True)
class JobKind:
    """``schedule`` is a cron line in the site's time zone; ``code`` is the name under which it is enqueued.

    ``queue`` says beside which others it waits: ``quick`` is what a person waits for, ``long`` everything else.
    """

    code: str
    label: Text
    function: Callable[..., Any]
    max_attempts: int
    schedule: str | None
    queue: Queue = "quick"


jobs: Catalogue[JobKind] = Catalogue("jobs")


def job(
    name: str, *, label: Text, max_attempts: int = 5, schedule: str | None = None, queue: Queue | None = None
) -> Callable[[Callable], Callable]:
    """Register ``function(run, **args)`` as a job; what it returns (plain JSON) is the result.

    What a schedule starts nobody waits for: unless it says otherwise it is of the long queue, all else of the quick.
    """
    if schedule is not None and not croniter.is_valid(schedule):
        raise ValueError(f"{name}: {schedule!r} is no cron line")

    def make(function: Callable) -> Callable:
        jobs.register(
            JobKind(name, label, function, max_attempts, schedule, queue or ("long" if schedule else "quick"))
        )
        return function

    return make


def enqueue(
    name: str,
    *,
    key: str | None = None,
    run_at: datetime | None = None,
    actor: Any = None,
    **args: Any,
) -> Job:
    """Queue a job in the caller's transaction: it runs only if that commits.

    With ``key``, a second call returns the first job. An unknown name raises ``KeyError``.
    """
    kind = jobs.get(name)
    fields = {
        "name": kind.code,
        "args": args,
        "run_at": run_at or timezone.now(),
        "max_attempts": kind.max_attempts,
        "created_by": getattr(actor, "pk", None),
    }
    if key is None:
        return Job.objects.create(**fields)
    found, _created = Job.objects.get_or_create(unique_key=f"{name}:{key}", defaults=fields)
    return found


def enqueue_due(now: datetime) -> None:
    """Queue each scheduled job for its next tick; the key makes it once, however many workers ask."""
    local = timezone.localtime(now)
    for kind in jobs:
        if kind.schedule:
            tick = croniter(kind.schedule, local).get_next(datetime)
            enqueue(kind.code, key=f"tick:{tick.isoformat()}", run_at=tick)
