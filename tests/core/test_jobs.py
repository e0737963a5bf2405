"""Background work survives its worker."""

import datetime
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from django.utils import timezone

from qingzhuang.core.jobs import cancel, enqueue, jobs, reap, retry_delay, work
from qingzhuang.core.jobs.catalogue import enqueue_due
from qingzhuang.core.jobs.worker import claim, run_one
from qingzhuang.core.models import Job

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db

# A worker process of its own, with one slow job that commits each step with its checkpoint.
WORKER = textwrap.dedent(
    """
    import sys, time, django
    django.setup()
    from django.db import transaction
    from qingzhuang.core.jobs import enqueue, job, work, reap
    from qingzhuang.core.models import Job
    from qingzhuang.domain.text import Text

    @job("test.slow", label=Text("慢", "Slow"))
    def slow(run, path):
        for step in range((run.saved or 0) + 1, 21):
            with transaction.atomic():
                run.checkpoint(step)
            run.progress(step, 20)
            open(path, "a").write(f"{step}\\n")
            time.sleep(0.1)
        return {"steps": 20}

    if sys.argv[1] == "enqueue":
        print(enqueue("test.slow", path=sys.argv[2]).pk)
    elif sys.argv[1] == "revive":
        from django.utils import timezone
        from datetime import timedelta
        reap(timezone.now() + timedelta(minutes=5))
        Job.objects.filter(state="queued").update(run_at=timezone.now())
        work(once=True)
        print(*Job.objects.filter(name="test.slow").values_list("state", "attempts", "checkpoint").first())
    else:
        work(once=True)
    """
)


def test_a_killed_worker_loses_nothing(site, tmp_path):
    script, steps = tmp_path / "worker.py", tmp_path / "steps.txt"
    script.write_text(WORKER)
    subprocess.run([sys.executable, script, "enqueue", steps], env=site.env, check=True, capture_output=True)
    worker = subprocess.Popen([sys.executable, script, "work", steps], env=site.env)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not (steps.exists() and len(steps.read_text().split()) >= 4):
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    killed_at = len(steps.read_text().split())
    assert 4 <= killed_at < 20
    done = subprocess.run(
        [sys.executable, script, "revive", steps], env=site.env, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["done", "2", "20"]
    taken = [int(step) for step in steps.read_text().split()]
    assert sorted(set(taken)) == list(range(1, 21)) or sorted({*taken, killed_at + 1}) == list(range(1, 21))
    assert len(taken) == len(set(taken)), "no step is done twice"


@pytest.fixture
def failing():
    entry = jobs.get("gate.proposal.lapse_overdue")
    broken = type(entry)(entry.code, entry.label, lambda run: 1 / 0, 2, None)
    jobs._entries[entry.code] = broken
    yield entry.code
    jobs._entries[entry.code] = entry


def test_a_failing_job_is_retried_later_and_given_up_with_its_error(failing):
    job = enqueue(failing)
    run_one(claim("w1"))
    job.refresh_from_db()
    assert job.state == "queued"
    assert job.run_at > timezone.now()
    Job.objects.update(run_at=timezone.now())
    run_one(claim("w1"))
    job.refresh_from_db()
    assert job.state == "failed"
    assert "ZeroDivisionError" in job.error


def test_delays_double_and_stay_bounded():
    assert [retry_delay(n, 0.5) for n in (1, 2, 3)] == [10, 20, 40]
    assert retry_delay(30, 0.5) == 3600


def test_a_key_makes_a_job_once_and_a_tick_once():
    assert enqueue("gate.proposal.lapse_overdue", key="a").pk == enqueue("gate.proposal.lapse_overdue", key="a").pk
    now = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
    Job.objects.all().delete()
    enqueue_due(now)
    count = Job.objects.count()
    enqueue_due(now)
    assert count == Job.objects.count() > 0


def test_one_job_is_claimed_by_one_worker():
    enqueue("gate.proposal.lapse_overdue")
    assert claim("w1") is not None
    assert claim("w2") is None


def test_a_queued_job_is_cancelled_at_once_and_a_dead_one_reaped():
    job = enqueue("gate.proposal.lapse_overdue")
    cancel(job)
    job.refresh_from_db()
    assert job.state == "cancelled"
    second = enqueue("gate.proposal.lapse_overdue")
    claim("w1")
    assert reap(timezone.now() + datetime.timedelta(minutes=5)) == 1
    second.refresh_from_db()
    assert second.state == "queued"
    assert "died" in second.error


def test_working_once_runs_what_is_due():
    job = enqueue("gate.proposal.lapse_overdue")
    assert work(once=True) >= 1
    job.refresh_from_db()
    assert job.state == "done"
