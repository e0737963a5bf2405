"""Who waits for a small job does not wait for a long one; a worker ends with the process it belongs to."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from qingzhuang.core.jobs import enqueue, job, jobs, work
from qingzhuang.core.jobs.worker import claim, run_one
from qingzhuang.core.models import Job
from qingzhuang.domain.text import Text

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    """Declare a job for one test: ``kind(function, queue="long")``."""
    made = []

    def declare(function, **said):
        code = f"test.queues{len(made)}"
        job(code, label=Text("试", "Try"), **said)(function)
        made.append(code)
        return code

    yield declare
    for code in made:
        jobs._entries.pop(code)


def test_each_queue_is_worked_by_itself_in_the_order_of_time(kind):
    quick, long = kind(lambda run: None), kind(lambda run: None, queue="long")
    made = [enqueue(name) for name in (long, quick, long, quick)]
    assert [claim("w", "quick").pk, claim("w", "quick").pk] == [made[1].pk, made[3].pk]
    assert claim("w", "quick") is None
    assert [claim("w", "long").pk, claim("w", "long").pk] == [made[0].pk, made[2].pk]
    assert claim("w", "long") is None


def test_a_worker_of_no_queue_takes_all(kind):
    made = [enqueue(kind(lambda run: None, queue=queue)).pk for queue in ("long", "quick")]
    assert [claim("w").pk, claim("w").pk] == made


def test_what_a_schedule_starts_and_what_nobody_knows_are_long(kind):
    assert jobs.get(kind(lambda run: None, schedule="0 3 * * *")).queue == "long"
    forgotten = kind(lambda run: None)
    enqueue(forgotten)
    Job.objects.update(name="test.of_an_older_version")
    assert claim("w", "quick") is None
    assert claim("w", "long").name == "test.of_an_older_version"


def test_what_people_wait_for_is_quick_and_imports_are_long():
    assert {jobs.get(name).queue for name in ("datahub.sheet.fill", "registry.bulk.run", "registry.import.check")} == {
        "quick"
    }
    long = ("registry.import.run", "registry.follow", "registry.campaign.freeze", "registry.similar.scan")
    assert {jobs.get(name).queue for name in long} == {"long"}


def test_a_quick_job_that_takes_long_goes_on_among_the_long_ones(kind):
    def many(run):
        for step in range(run.saved or 0, 4):
            run.checkpoint(step + 1)
            run.check_cancelled()
        return {"from": run.job.attempts}

    first = enqueue(kind(many))
    due = first.run_at
    run_one(claim("w", "quick"), threading.Event(), patience=-1)
    first.refresh_from_db()
    assert (first.state, first.attempts, first.checkpoint, first.run_at) == ("queued", 0, 1, due)
    assert work(once=True, queue="quick") == 0
    assert work(once=True, queue="long") >= 1
    first.refresh_from_db()
    assert (first.state, first.attempts, first.checkpoint) == ("done", 1, 4)


# Workers of their own: the long job ends only when the file it waits for is there.
WORKERS = textwrap.dedent(
    """
    import pathlib, sys, time, django
    django.setup()
    from qingzhuang.core.jobs import enqueue, job, work
    from qingzhuang.domain.text import Text

    @job("test.long", label=Text("长", "Long"), queue="long")
    def long(run, gate):
        while not pathlib.Path(gate).exists():
            time.sleep(0.05)

    @job("test.quick", label=Text("快", "Quick"))
    def quick(run):
        pass

    if sys.argv[1] == "enqueue":
        enqueue("test.long", gate=sys.argv[2])
        enqueue("test.quick")
    else:
        work(queue=sys.argv[1])
    """
)


def states(site):
    return dict(site.ask("SELECT name, state FROM core_job WHERE name LIKE 'test.%'"))


def wait_for(site, wanted):
    deadline = time.monotonic() + 60
    while states(site) != wanted and time.monotonic() < deadline:
        time.sleep(0.1)
    assert states(site) == wanted


def test_a_quick_job_is_done_while_a_long_one_runs(site, tmp_path):
    script, gate = tmp_path / "workers.py", tmp_path / "open"
    script.write_text(WORKERS)
    subprocess.run([sys.executable, script, "enqueue", gate], env=site.env, check=True)
    workers = [subprocess.Popen([sys.executable, script, queue], env=site.env) for queue in ("quick", "long")]
    try:
        wait_for(site, {"test.long": "running", "test.quick": "done"})
        gate.touch()
        wait_for(site, {"test.long": "done", "test.quick": "done"})
    finally:
        for each in workers:
            each.terminate()
    assert [each.wait(30) for each in workers] == [0, 0]


# Starts a worker as `qz serve` does, and says which.
PARENT = """
import os, subprocess, sys, time
command = [sys.executable, "-m", "qingzhuang.cli", "worker", "--parent", str(os.getpid()), "--queue", "quick"]
print(subprocess.Popen(command).pid, flush=True)
time.sleep(600)
"""


def test_a_worker_whose_parent_was_killed_ends_by_itself(site):
    site.ask("DELETE FROM core_job")
    parent = subprocess.Popen([sys.executable, "-c", PARENT], env=site.env, stdout=subprocess.PIPE)
    worker = int(parent.stdout.readline())
    try:
        deadline = time.monotonic() + 60
        while not site.ask("SELECT 1 FROM core_job") and time.monotonic() < deadline:  # it queues what is scheduled
            time.sleep(0.1)
        assert site.ask("SELECT 1 FROM core_job"), "the worker came up"
        parent.kill()
        parent.communicate(timeout=60)  # the worker holds the other end of this pipe until it ends
    except BaseException:
        os.kill(worker, signal.SIGKILL)
        raise
    finally:
        parent.kill()
