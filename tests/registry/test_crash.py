"""A worker killed in the middle of an import loses nothing and doubles nothing."""

from tests.crashing import OFFICE, RECOVER

# Enough for several batches to be left when the first is seen, however fast the machine.
ROWS = 2500
SETUP = f"""{OFFICE}
from qingzhuang.registry.actions import upload_ledger, match_columns
from tests.registry.ledgers import many
batch = upload_ledger(county, actor=person, name="群.csv", data=many({ROWS}))
match_columns(batch, actor=person, mapping=batch.mapping)
"""
WORK = "work(once=True)"
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


def _counts(site):
    return {name: site.ask(sql)[0][0] for name, sql in COUNTED.items()}


def _finish(site, code):
    site.finish(code)
    return _counts(site)


def _kill_midway(site, step, table):
    """Start a worker and kill it once part of the step is committed; what stands then."""
    site.kill_when(WORK, f"SELECT 1 FROM registry_importbatch WHERE step = '{step}' AND EXISTS (SELECT 1 FROM {table})")
    return _counts(site)


def test_a_killed_check_and_a_killed_import_go_on_where_they_stopped(site):
    _finish(site, SETUP)
    cut = _kill_midway(site, "reading", "registry_importrow")
    assert cut["step"] == "reading"
    assert cut["rows"] == cut["reached"]
    checked = _finish(site, RECOVER + CONFIRM)
    assert (checked["step"], checked["rows"], checked["assets"]) == ("running", ROWS, 0)
    cut = _kill_midway(site, "running", "registry_asset")
    assert cut["step"] == "running"
    assert 0 < cut["assets"] < ROWS
    assert cut["assets"] == cut["events"] == cut["words"] == cut["added"]
    done = _finish(site, RECOVER)
    assert done["step"] == "done"
    assert done["assets"] == done["ids"] == done["events"] == done["words"] == done["added"] == ROWS
