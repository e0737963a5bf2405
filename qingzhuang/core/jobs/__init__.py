"""Background work: a queue in the database, with progress, cancel, retry, schedule, and resume after a crash."""

from qingzhuang.core.jobs.catalogue import JobKind, cancel, enqueue, job, jobs
from qingzhuang.core.jobs.running import Cancelled, Run
from qingzhuang.core.jobs.worker import reap, work

__all__ = ["Cancelled", "JobKind", "Run", "cancel", "enqueue", "job", "jobs", "reap", "work"]
