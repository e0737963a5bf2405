"""A job ends once, by the worker that holds it."""

import threading

import pytest
from django.utils import timezone

from qingzhuang.core.jobs import Lost, enqueue, job, jobs, retry
from qingzhuang.core.jobs.worker import claim, run_one
from qingzhuang.core.models import Job
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    """Declare a job for one test: ``kind(function)``."""
    made = []

    def declare(function):
        code = f"test.outcome{len(made)}"
        job(code, label=Text("试", "Try"))(function)
        made.append(code)
        return code

    yield declare
    for code in made:
        jobs._entries.pop(code)


def claimed(code, **args):
    enqueue(code, **args)
    return claim("here:1")


def test_a_stopping_worker_hands_the_job_back_with_its_checkpoint_and_attempt(kind):
    def slow(run):
        run.checkpoint(7)
        run.check_cancelled()

    found, stopping = claimed(kind(slow)), threading.Event()
    stopping.set()
    run_one(found, stopping)
    found.refresh_from_db()
    assert (found.state, found.attempts, found.checkpoint) == ("queued", 0, 7)


def test_a_worker_that_lost_its_job_writes_nothing_more(kind):
    def overtaken(run):
        Job.objects.update(worker="there:2", attempts=2)
        with pytest.raises(Lost):
            run.checkpoint("mine")
        raise Lost("gone")

    found = claimed(kind(overtaken))
    run_one(found)
    found.refresh_from_db()
    assert (found.state, found.worker, found.checkpoint) == ("running", "there:2", None)


def test_a_refusal_is_not_tried_again_and_can_be_retried_by_hand(kind):
    def refuse(run):
        raise Refused("registry.reason_needed")

    found = claimed(kind(refuse))
    run_one(found)
    found.refresh_from_db()
    assert (found.state, found.attempts) == ("failed", 1)
    assert retry(found)
    found.refresh_from_db()
    assert (found.state, found.attempts) == ("queued", 0)
    assert found.run_at <= timezone.now()


def test_an_error_kept_with_a_job_names_no_resident(kind):
    def fail(run):
        raise ValueError("row 3: 110101199003074530, 13812345678")

    found = claimed(kind(fail))
    run_one(found)
    found.refresh_from_db()
    assert found.state == "queued"
    assert "110101************" in found.error
    assert "13812345678" not in found.error
