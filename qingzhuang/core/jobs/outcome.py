"""How a job ends or begins again. Every change stands only while the claim stands: nobody ends another's job."""

from __future__ import annotations

import logging
import random
import traceback
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from qingzhuang.core.jobs.catalogue import jobs
from qingzhuang.core.jobs.running import held
from qingzhuang.core.logs import masked
from qingzhuang.core.models import Job
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused

log = logging.getLogger(__name__)
FIRST_RETRY, LONGEST_RETRY = 10.0, 3600.0


def finish(found: Job, state: str, **fields: Any) -> bool:
    """The end, ``done`` or ``cancelled``."""
    return bool(held(found).update(state=state, finished_at=timezone.now(), error="", **fields))


def hand_back(found: Job) -> bool:
    """To the queue at once, as if this attempt had not begun; its checkpoint stays."""
    return bool(held(found).update(state="queued", run_at=timezone.now(), attempts=found.attempts - 1, worker=""))


def move_to_long(found: Job) -> bool:
    """To the long queue, as if this attempt had not begun; due when it was, since it has waited already."""
    return bool(held(found).update(state="queued", priority=-1, attempts=found.attempts - 1, worker=""))


def give_up(found: Job, error: Refused | Denied) -> bool:
    """A refusal is an answer, not an accident: trying again would get the same."""
    message = error.title.as_dict() if isinstance(error, Refused) else found.message
    log.warning("job %s refused: %s", found, error)
    return bool(
        held(found).update(state="failed", finished_at=timezone.now(), error=masked(str(error)), message=message)
    )


def fail(
    found: Job, error: Exception | str, now: datetime | None = None, silent_since: timedelta | None = None
) -> bool:
    """Queue the next attempt, or give up and keep the error; a job somebody wants cancelled is cancelled.

    With ``silent_since`` only if no heartbeat came since then, told by the same statement that changes the row.
    """
    now = now or timezone.now()
    text = error if isinstance(error, str) else "".join(traceback.format_exception(error))
    claimed = held(found)
    if silent_since is not None:
        claimed = claimed.filter(heartbeat_at__lt=now - silent_since)
    fields: dict[str, Any] = {"error": masked(text)}
    if Job.objects.filter(pk=found.pk, cancel_requested=True).exists():
        fields |= {"state": "cancelled", "finished_at": now}
    elif found.attempts >= found.max_attempts:
        fields |= {"state": "failed", "finished_at": now}
    else:
        run_at = now + timedelta(seconds=retry_delay(found.attempts))
        fields |= {"state": "queued", "run_at": run_at, "worker": ""}
    changed = bool(claimed.update(**fields))
    if changed:
        log.warning("job %s is %s: %s", found, fields["state"], text)
    return changed


def retry_delay(attempts: int, jitter: float | None = None) -> float:
    """Seconds before the next attempt: doubling from 10 s to 1 h, ±20 % so that failures do not march in step."""
    spread = random.random() if jitter is None else jitter  # noqa: S311
    return min(FIRST_RETRY * 2 ** min(attempts - 1, 20), LONGEST_RETRY) * (0.8 + 0.4 * spread)


def cancel(found: Job) -> None:
    """A queued job is cancelled at once; a running one stops at its next check."""
    if Job.objects.filter(pk=found.pk, state="queued").update(state="cancelled", finished_at=timezone.now()):
        return
    Job.objects.filter(pk=found.pk, state="running").update(cancel_requested=True)


def retry(found: Job) -> bool:
    """Begin a failed or cancelled job again from its checkpoint, with all its attempts."""
    again = Job.objects.filter(pk=found.pk, state__in=("failed", "cancelled"))
    return bool(
        again.update(
            state="queued",
            run_at=timezone.now(),
            attempts=0,
            max_attempts=jobs.get(found.name).max_attempts,
            cancel_requested=False,
            finished_at=None,
            worker="",
        )
    )
