"""The worker: claims jobs one at a time, keeps a heartbeat, retries with back-off, reaps the dead."""

from __future__ import annotations

import logging
import os
import random
import signal
import socket
import threading
import time
import traceback
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from qingzhuang.core.jobs.catalogue import enqueue_due, jobs
from qingzhuang.core.jobs.running import Cancelled, Run
from qingzhuang.core.models import Job

log = logging.getLogger(__name__)
HEARTBEAT = timedelta(seconds=5)
DEAD_AFTER = timedelta(seconds=30)
FIRST_RETRY, LONGEST_RETRY = 10.0, 3600.0
IDLE = 1.0


def work(*, once: bool = False, idle: float = IDLE) -> int:
    """Run jobs until told to stop (SIGTERM, SIGINT), or with ``once`` until none is due. Returns how many ran."""
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    worker, ran, looked = f"{socket.gethostname()}:{os.getpid()}", 0, 0.0
    while not stop.is_set():
        if time.monotonic() - looked > HEARTBEAT.total_seconds():
            reap()
            enqueue_due(timezone.now())
            looked = time.monotonic()
        found = claim(worker)
        if found is not None:
            run_one(found)
            ran += 1
        elif once:
            break
        else:
            stop.wait(idle)
    return ran


def claim(worker: str) -> Job | None:
    """Take the next due job, or none. Two workers never get the same one."""
    now = timezone.now()
    due = Job.objects.filter(state="queued", run_at__lte=now).order_by("-priority", "run_at", "pk")
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        found = due.first()
        if found is None:
            return None
        # On SQLite the transaction is IMMEDIATE; the state in the filter keeps the claim single on any engine.
        taken = Job.objects.filter(pk=found.pk, state="queued").update(
            state="running", worker=worker, heartbeat_at=now, attempts=found.attempts + 1
        )
    if not taken:
        return None
    found.refresh_from_db()
    return found


def run_one(found: Job) -> None:
    """Run a claimed job to its end, its failure or its cancellation."""
    beating = threading.Event()
    heart = threading.Thread(target=_beat, args=(found.pk, beating), daemon=True)
    heart.start()
    try:
        result = jobs.get(found.name).function(Run(found), **found.args)
    except Cancelled:
        _finish(found, "cancelled")
    except Exception:
        _failed(found, traceback.format_exc())
    else:
        _finish(found, "done", result=result)
    finally:
        beating.set()
        heart.join()


def reap(now: datetime | None = None) -> int:
    """Give jobs of dead workers back to the queue (their attempt is spent); returns how many."""
    now = now or timezone.now()
    dead = Job.objects.filter(state="running", heartbeat_at__lt=now - DEAD_AFTER)
    for found in dead:
        _failed(found, f"worker {found.worker} died", now)
    return len(dead)


def retry_delay(attempts: int, jitter: float | None = None) -> float:
    """Seconds before the next attempt: doubling from 10 s to 1 h, ±20 % so that failures do not march in step."""
    spread = random.random() if jitter is None else jitter  # noqa: S311
    return min(FIRST_RETRY * 2 ** (attempts - 1), LONGEST_RETRY) * (0.8 + 0.4 * spread)


def _beat(pk: int, stop: threading.Event) -> None:
    try:
        while not stop.wait(HEARTBEAT.total_seconds()):
            Job.objects.filter(pk=pk).update(heartbeat_at=timezone.now())
    finally:
        connection.close()


def _finish(found: Job, state: str, **fields: object) -> None:
    Job.objects.filter(pk=found.pk).update(state=state, finished_at=timezone.now(), error="", **fields)


def _failed(found: Job, error: str, now: datetime | None = None) -> None:
    """Queue the next attempt, or give up and keep the error."""
    log.warning("job %s failed: %s", found, error)
    now = now or timezone.now()
    if found.attempts >= found.max_attempts:
        Job.objects.filter(pk=found.pk).update(state="failed", finished_at=now, error=error)
        return
    run_at = now + timedelta(seconds=retry_delay(found.attempts))
    Job.objects.filter(pk=found.pk, state="running").update(state="queued", run_at=run_at, error=error, worker="")
