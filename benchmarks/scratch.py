"""A database of its own for one measurement, made and removed here, with an office and somebody who reviews in it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any


@contextmanager
def scratch_database() -> Iterator[None]:
    """Django set up on an empty database: SQLite in a folder that goes again, or where ``QZ_DATABASE_URL`` points."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QZ_STATE"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        from django.conf import settings
        from django.test.runner import DiscoverRunner

        if "QZ_DATABASE_URL" not in os.environ:
            settings.DATABASES["default"]["TEST"]["NAME"] = f"{folder}/bench.sqlite3"
        runner = DiscoverRunner(verbosity=0, interactive=False)
        before = runner.setup_databases()
        try:
            yield
        finally:
            runner.teardown_databases(before)


def governance_office() -> tuple[Any, Any]:
    """``(office, person)``: the governance office of an invented province, and its reviewer."""
    from qingzhuang.core.actions import System
    from qingzhuang.identity import actions as identity

    since = date(2024, 1, 1)
    area = identity.open_organisation(
        None, actor=System, valid_from=since, code="990000", name="演示省", level="province", nature="area"
    )
    office = identity.open_organisation(
        area, actor=System, valid_from=since, code="GOV", name="治理办", level="province", nature="department"
    )
    person = identity.add_person(office, actor=System, username="reviewer", name="审核")
    post = identity.create_post(office, actor=System, title="审核", roles=["reviewer"], valid_from=since)
    identity.appoint(post, actor=System, person=person, valid_from=since)
    return office, person
