"""What a job's function gets while it runs."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from qingzhuang.core.models import Job
from qingzhuang.domain.text import Text


class Cancelled(Exception):
    """Somebody asked this job to stop."""


class Run:
    """The handle on one running job.

    Work in batches: in one transaction write the batch and :meth:`checkpoint`; after a crash the job starts again
    with ``saved`` as it was at the last commit, so that no batch is done twice or lost.
    """

    def __init__(self, job: Job) -> None:
        self.job = job

    @property
    def saved(self) -> Any:
        """The last checkpoint, or ``None`` at the first attempt."""
        return self.job.checkpoint

    def checkpoint(self, state: Any) -> None:
        self.job.checkpoint = state
        self.job.save(update_fields=["checkpoint"])

    def progress(self, done: int, total: int | None = None, message: Text | None = None) -> None:
        self.job.done, self.job.total = done, total
        self.job.message = message.as_dict() if message else self.job.message
        self.job.heartbeat_at = timezone.now()
        self.job.save(update_fields=["done", "total", "message", "heartbeat_at"])

    def check_cancelled(self) -> None:
        """Raise :class:`Cancelled` when somebody asked to stop; what is committed stays."""
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise Cancelled
