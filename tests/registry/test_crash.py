"""A worker killed in the middle of an import loses nothing and doubles nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = 4000
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
CONFIRM = """
import django
django.setup()
from qingzhuang.registry.models import ImportBatch
from qingzhuang.registry.actions import confirm_import
batch = ImportBatch.objects.get()
confirm_import(batch, actor=batch.person)
"""
REAP = """
import datetime, django
django.setup()
from django.utils import timezone
from qingzhuang.core.jobs import reap, work
from qingzhuang.core.models import Job
reap(timezone.now() + datetime.timedelta(minutes=1))
Job.objects.filter(state="queued").update(run_at=timezone.now())
work(once=True)
"""
COUNT = """
import django
django.setup()
from django.db.models import Count
from qingzhuang.registry.models import Asset, AssetEvent, ImportBatch, ImportRow, SearchEntry
batch = ImportBatch.objects.get()
twice = Asset.objects.values("external_id").annotate(n=Count("pk")).filter(n__gt=1).count()
print(batch.step, batch.reached, ImportRow.objects.count(), Asset.objects.count(), AssetEvent.objects.count(),
      SearchEntry.objects.count(), twice, batch.rows.filter(outcome="added").count())
"""


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

    def run(code, *, wait=True):
        process = subprocess.Popen([sys.executable, "-c", code], env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        if not wait:
            return process
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        return out.split()

    return run


def _kill_midway(site, step, enough):
    """Start a worker, kill it once part of the work is committed."""
    worker = site(WORK, wait=False)
    for _ in range(200):
        time.sleep(0.1)
        now = site(COUNT)
        if worker.poll() is not None or (now[0] == step and int(enough(now)) > 0):
            break
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    return site(COUNT)


def test_a_killed_check_and_a_killed_import_go_on_where_they_stopped(site):
    site(SETUP)
    cut = _kill_midway(site, "reading", lambda now: now[2])
    assert cut[0] in ("reading", "checked")
    assert int(cut[2]) % 500 == 0
    checked = site(REAP) or site(COUNT)
    assert checked[:4] == ["checked", "0", str(ROWS), "0"]
    site(CONFIRM)
    cut = _kill_midway(site, "running", lambda now: now[3])
    assert cut[3] == cut[4] == cut[5] == cut[7]
    site(REAP)
    done = site(COUNT)
    assert done[0] == "done"
    assert done[2:] == [str(ROWS), str(ROWS), str(ROWS), str(ROWS), "0", str(ROWS)]
