"""A worker killed in the middle of an import loses nothing and doubles nothing."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = 3000
SETUP = f"""
import datetime, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from qingzhuang.identity.models import Appointment, Organisation, Person, Post
from qingzhuang.registry.actions import upload_ledger, match_columns
from tests.registry.ledgers import many
since = datetime.date(2024, 1, 1)
county = Organisation.add_root(code="519901", name="云岭县", level="county", nature="area", valid_from=since)
person = Person.objects.create(username="reviewer", name="审核员")
post = Post.objects.create(organisation=county, title="审核", roles=["reviewer"], valid_from=since)
Appointment.objects.create(person=person, post=post, valid_from=since)
batch = upload_ledger(county, actor=person, name="群.csv", data=many({ROWS}))
match_columns(batch, actor=person, mapping=batch.mapping)
"""
WORK = """
import django
django.setup()
from qingzhuang.core.jobs import work
work(once=True)
"""
RECOVER = """
import datetime, django
django.setup()
from django.utils import timezone
from qingzhuang.core.jobs import reap, work
from qingzhuang.core.models import Job
reap(timezone.now() + datetime.timedelta(minutes=1))
Job.objects.filter(state="queued").update(run_at=timezone.now())
work(once=True)
"""
CONFIRM = """
from qingzhuang.registry.models import ImportBatch
from qingzhuang.registry.actions import confirm_import
batch = ImportBatch.objects.get()
confirm_import(batch, actor=batch.person)
"""
COUNTED = {
    "step": "SELECT step FROM registry_importbatch",
    "reached": "SELECT reached FROM registry_importbatch",
    "rows": "SELECT count(*) FROM registry_importrow",
    "assets": "SELECT count(*) FROM registry_asset",
    "events": "SELECT count(*) FROM registry_assetevent",
    "words": "SELECT count(*) FROM registry_searchentry",
    "ids": "SELECT count(DISTINCT external_id) FROM registry_asset",
    "added": "SELECT count(*) FROM registry_importrow WHERE outcome = 'added'",
}


@pytest.fixture
def site(tmp_path):
    """A site of its own in a file, since a killed process needs a database that outlives it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("QZ_")}
    env |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
        "QZ_STATE": str(tmp_path),
        "QZ_SECRET_KEY": "for this test alone",
        "PYTHONWARNINGS": "ignore",
    }

    def start(code):
        return subprocess.Popen([sys.executable, "-c", code], env=env, cwd=ROOT)

    def counts():
        with contextlib.closing(sqlite3.connect(tmp_path / "qingzhuang.sqlite3", timeout=20)) as database:
            return {name: database.execute(sql).fetchone()[0] for name, sql in COUNTED.items()}

    return SimpleNamespace(start=start, counts=counts)


def _finish(site, code):
    assert site.start(code).wait(timeout=120) == 0
    return site.counts()


def _kill_midway(site, step, table):
    """Start a worker and kill it once part of the step is committed; what stands then."""
    worker = site.start(WORK)
    while worker.poll() is None:
        now = site.counts()
        if now["step"] == step and now[table] > 0:
            worker.send_signal(signal.SIGKILL)
            break
        time.sleep(0.01)
    assert worker.wait() == -signal.SIGKILL
    return site.counts()


def test_a_killed_check_and_a_killed_import_go_on_where_they_stopped(site):
    _finish(site, SETUP)
    cut = _kill_midway(site, "reading", "rows")
    assert cut["step"] == "reading"
    assert cut["rows"] == cut["reached"]
    checked = _finish(site, RECOVER + CONFIRM)
    assert (checked["step"], checked["rows"], checked["assets"]) == ("running", ROWS, 0)
    cut = _kill_midway(site, "running", "assets")
    assert cut["step"] == "running"
    assert 0 < cut["assets"] < ROWS
    assert cut["assets"] == cut["events"] == cut["words"] == cut["added"]
    done = _finish(site, RECOVER)
    assert done["step"] == "done"
    assert done["assets"] == done["ids"] == done["events"] == done["words"] == done["added"] == ROWS
