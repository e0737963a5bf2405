"""What a job's function gets while it runs."""

from __future__ import annotations

import threading
import time
from typing import Any

from django.utils import timezone

from qingzhuang.core.models import Job
from qingzhuang.domain.text import Text


class Cancelled(Exception):
    """Somebody asked this job to stop."""


class Stopped(Exception):
    """The worker is shutting down; the job goes on from its checkpoint in the next one, its attempt not spent."""


class Overrun(Exception):
    """This one takes too long for the quick queue; it goes on from its checkpoint in the long one."""


class Lost(Exception):
    """The job was given to another worker, since this one seemed dead; whatever is not committed is dropped."""


class Run:
    """The handle on one running job.

    Work in batches: in one transaction write the batch and :meth:`checkpoint`; after a crash the job starts again
    with ``saved`` as it was at the last commit, so that no batch is done twice or lost.
    """

    def __init__(self, job: Job, stopping: threading.Event | None = None, patience: float | None = None) -> None:
        """``patience``: after so many seconds it has to make room for others."""
        self.job = job
        self._until = None if patience is None else time.monotonic() + patience
        self._stopping = stopping or threading.Event()

    @property
    def saved(self) -> Any:
        """The last checkpoint, or ``None`` at the first attempt."""
        return self.job.checkpoint

    def checkpoint(self, state: Any) -> None:
        """Store where to resume. Raises :class:`Lost` when the job is no longer this worker's."""
        self._write(checkpoint=state)
        self.job.checkpoint = state

    def progress(self, done: int, total: int | None = None, message: Text | None = None) -> None:
        """Say how far the job is. Raises :class:`Lost` as :meth:`checkpoint` does."""
        shown = message.as_dict() if message else self.job.message
        self._write(done=done, total=total, message=shown)
        self.job.done, self.job.total, self.job.message = done, total, shown

    def check_cancelled(self) -> None:
        """Call between batches: raises :class:`Cancelled` when somebody asked to stop, :class:`Stopped` when the
        worker must, :class:`Overrun` when others have waited long enough; what is committed stays."""
        if self._stopping.is_set():
            raise Stopped
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise Cancelled
        if self._until is not None and time.monotonic() > self._until:
            raise Overrun

    def _write(self, **fields: Any) -> None:
        if not held(self.job).update(heartbeat_at=timezone.now(), **fields):
            raise Lost(f"{self.job} is no longer held by {self.job.worker}")


def held(job: Job) -> Any:
    """The row of a claimed job, as long as the same claim stands: the attempt's number tells claims apart."""
    return Job.objects.filter(pk=job.pk, state="running", worker=job.worker, attempts=job.attempts)
