"""Background work: a queue in the database, with progress, cancel, retry, schedule, and resume after a crash."""

from qingzhuang.core.jobs.catalogue import JobKind, enqueue, job, jobs
from qingzhuang.core.jobs.outcome import cancel, retry, retry_delay
from qingzhuang.core.jobs.parent import end_with
from qingzhuang.core.jobs.running import Cancelled, Lost, Overrun, Run, Stopped
from qingzhuang.core.jobs.worker import reap, run_now, work

__all__ = [
    "Cancelled",
    "JobKind",
    "Lost",
    "Overrun",
    "Run",
    "Stopped",
    "cancel",
    "end_with",
    "enqueue",
    "job",
    "jobs",
    "reap",
    "retry",
    "retry_delay",
    "run_now",
    "work",
]
