"""The worker: claims jobs of its queue one at a time, keeps a heartbeat, reaps the dead, stops when told."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.jobs import outcome
from qingzhuang.core.jobs.catalogue import Queue, enqueue_due, jobs
from qingzhuang.core.jobs.running import Cancelled, Lost, Overrun, Run, Stopped, held
from qingzhuang.core.models import Job
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused

log = logging.getLogger(__name__)
HEARTBEAT = timedelta(seconds=5)
DEAD_AFTER = timedelta(seconds=30)
IDLE = 1.0
# So long may a job keep the other quick ones waiting, in seconds.
PATIENCE = 15.0


def work(
    *, once: bool = False, idle: float = IDLE, queue: Queue | None = None, stop: threading.Event | None = None
) -> int:
    """Run jobs until told to stop (SIGTERM, SIGINT, ``stop``), or with ``once`` until none is due; of one ``queue``, or
    of both. Returns how many ran.

    A database that is away for a while is waited for, except with ``once``.
    """
    worker, ran, looked = f"{socket.gethostname()}:{os.getpid()}", 0, -HEARTBEAT.total_seconds()
    with _signals(stop or threading.Event()) as stop:
        while not stop.is_set():
            try:
                if not connection.in_atomic_block:  # one that works inside a caller's transaction keeps it
                    close_old_connections()
                if time.monotonic() - looked >= HEARTBEAT.total_seconds():
                    reap()
                    enqueue_due(timezone.now())
                    looked = time.monotonic()
                found = claim(worker, queue)
                if found is not None:
                    run_one(found, stop, PATIENCE if queue == "quick" else None)
                    ran += 1
                    continue
            except OperationalError:
                if once:
                    raise
                log.exception("the database does not answer")
            if once:
                break
            stop.wait(idle)
    return ran


@contextmanager
def _signals(stop: threading.Event) -> Iterator[threading.Event]:
    """Have SIGTERM and SIGINT set the event; the process's own handlers come back afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def claim(worker: str, queue: Queue | None = None) -> Job | None:
    """Take the next due job of a queue (or of both), or none. Two workers never get the same one."""
    due = _of(queue).filter(state="queued", run_at__lte=timezone.now()).order_by("run_at", "pk")
    if not due.exists():  # an idle worker takes no write lock
        return None
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        found = due.first()
        if found is None:
            return None
        return found if _take(found, worker) else None


def _of(queue: Queue | None) -> QuerySet[Job]:
    """The jobs of a queue: the long one has whatever is not quick, so that nothing is left lying between the two."""
    if queue is None:
        return Job.objects.all()
    quick = Q(name__in=[kind.code for kind in jobs if kind.queue == "quick"], priority__gte=0)
    return Job.objects.filter(quick if queue == "quick" else ~quick)


def run_now(key: str) -> Job:
    """Run the queued job of this key in the caller's process: for commands that wait for the outcome.

    Raises ``Job.DoesNotExist`` when none of that key is queued.
    """
    found = Job.objects.get(unique_key=key, state="queued")
    if _take(found, f"{socket.gethostname()}:{os.getpid()}"):
        run_one(found)
    found.refresh_from_db()
    return found


def _take(found: Job, worker: str) -> bool:
    """Mark a queued job as this worker's; false when another was quicker.

    On SQLite the transaction is IMMEDIATE; the state in the filter keeps the claim single on any engine.
    """
    taken = Job.objects.filter(pk=found.pk, state="queued").update(
        state="running", worker=worker, heartbeat_at=timezone.now(), attempts=found.attempts + 1
    )
    if taken:
        found.refresh_from_db()
    return bool(taken)


def run_one(found: Job, stopping: threading.Event | None = None, patience: float | None = None) -> None:
    """Run a claimed job to its end, its failure, its cancellation, or to where the worker must stop or has no more
    patience with it."""
    beating = threading.Event()
    heart = threading.Thread(target=_beat, args=(found, beating), daemon=True)
    heart.start()
    # Entries of the journal made by a job name it, as those of a request name the request.
    token = journal.request_id.set(f"job:{found.pk}")
    try:
        result = jobs.get(found.name).function(Run(found, stopping, patience), **found.args)
        outcome.finish(found, "done", result=result)
    except Cancelled:
        outcome.finish(found, "cancelled")
    except Stopped:
        outcome.hand_back(found)
    except Overrun:
        outcome.move_to_long(found)
    except Lost as lost:
        log.warning("%s", lost)
    except (Refused, Denied) as error:
        outcome.give_up(found, error)
    except Exception as error:
        outcome.fail(found, error)
    finally:
        journal.request_id.reset(token)
        beating.set()
        heart.join()


def reap(now: datetime | None = None) -> int:
    """Give jobs of dead workers back to the queue (their attempt is spent); returns how many."""
    now = now or timezone.now()
    silent = Job.objects.filter(state="running", heartbeat_at__lt=now - DEAD_AFTER)
    return sum(outcome.fail(found, f"worker {found.worker} died", now, silent_since=DEAD_AFTER) for found in silent)


def _beat(found: Job, stop: threading.Event) -> None:
    try:
        while not stop.wait(HEARTBEAT.total_seconds()):
            try:
                held(found).update(heartbeat_at=timezone.now())
            except OperationalError:  # the job itself may hold SQLite's one write lock for a while
                log.warning("no heartbeat for %s: the database is busy", found)
    finally:
        connection.close()
