"""A site of its own in a file, since a killed process needs a database that outlives it (fixture ``site``)."""

from __future__ import annotations

import contextlib
import datetime
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START = """
import datetime, django
django.setup()
from qingzhuang.core.jobs import reap, work
from qingzhuang.core.models import Job
from django.utils import timezone
"""
# A county with its reviewer, as ``county`` and ``person``.
OFFICE = """
from qingzhuang.identity.models import Appointment, Organisation, Person, Post
since = datetime.date(2024, 1, 1)
county = Organisation.add_root(code="519901", name="云岭县", level="county", nature="area", valid_from=since)
person = Person.objects.create(username="reviewer", name="审核员")
post = Post.objects.create(organisation=county, title="审核", roles=["reviewer"], valid_from=since)
Appointment.objects.create(person=person, post=post, valid_from=since)
"""
RECOVER = """
reap(timezone.now() + datetime.timedelta(minutes=1))
Job.objects.filter(state="queued").update(run_at=timezone.now())
work(once=True)
"""


class Site:
    """Runs pieces of code in processes of their own on one SQLite file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        env = {name: value for name, value in os.environ.items() if not name.startswith("QZ_")}
        self.env = env | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
            "QZ_STATE": str(folder),
            "QZ_SECRET_KEY": "for this test alone",
            "PYTHONWARNINGS": "ignore",
        }

    def start(self, code: str) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, "-c", START + code], env=self.env, cwd=ROOT)

    def finish(self, code: str) -> None:
        assert self.start(code).wait(timeout=120) == 0

    def ask(self, sql: str) -> list[tuple]:
        with contextlib.closing(sqlite3.connect(self.folder / "qingzhuang.sqlite3", timeout=20)) as database:
            return database.execute(sql).fetchall()

    def kill_when(self, code: str, sql: str) -> None:
        """Start ``code`` and kill it with SIGKILL as soon as ``sql`` finds a row."""
        process = self.start(code)
        deadline = datetime.datetime.now() + datetime.timedelta(seconds=120)
        while process.poll() is None and datetime.datetime.now() < deadline:
            if self.ask(sql):
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.005)
        assert process.wait() == -signal.SIGKILL
