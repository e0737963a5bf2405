"""A worker killed in the middle of a merge goes on where it stopped; of two who confirm at once one does."""

import json

from tests.crashing import OFFICE, RECOVER

PARTS = 16
SETUP = f"""{OFFICE}
from qingzhuang.registry import actions
from qingzhuang.registry.models import FunctionFate, Tally

def app(name, *functions):
    values = {{"name": name, "functions": list(functions), "facing": "public"}}
    asset = actions.register_asset(county, actor=person, kind="app", values=values, sponsor=county)
    actions.add_link(asset, actor=person, address=f"https://{{asset.pk}}.example.gov.cn")
    return asset

survivor = app("总应用", "查询")
parts = [app(f"应用{{n}}", "查询", f"专有功能{{n}}") for n in range({PARTS})]
merge = actions.draft_merge(survivor, actor=person, parts=parts, basis="3号")
fates = {{row.pk: {{"fate": row.fate, "target": row.target, "reason": ""}} for row in FunctionFate.objects.all()}}
actions.map_functions(merge, actor=person, fates=fates)
for tally in Tally.objects.all():
    actions.state_count(tally, actor=person, side="before", count=0, source="后台")
actions.rehearse_merge(merge, actor=person)
work(once=True)
today = timezone.localdate()
actions.announce_merge(merge, actor=person, execute_from=today, short_reason="试验")
actions.execute_merge(merge, actor=person)
"""
COUNT_AFTER = """
from qingzhuang.identity.models import Person
from qingzhuang.registry import actions
from qingzhuang.registry.models import Tally
for tally in Tally.objects.all():
    actions.state_count(tally, actor=Person.objects.get(), side="after", count=0, source="后台")
"""
CONFIRM = """
import sys
from qingzhuang.core.problems import Refused
from qingzhuang.identity.models import Person
from qingzhuang.registry import actions
from qingzhuang.registry.models import Merge
try:
    actions.confirm_merge(Merge.objects.get(), actor=Person.objects.get())
except Refused as refused:
    sys.exit(3 if refused.code == "registry.merge_step" else 4)
"""
MOVED = "SELECT 1 FROM registry_mergepart WHERE moved_at IS NOT NULL LIMIT 1 OFFSET 3"


def test_a_killed_execution_goes_on_and_one_of_two_confirms(site):
    site.finish(SETUP)
    site.kill_when("work(once=True)", MOVED)
    moved = site.ask("SELECT count(*) FROM registry_mergepart WHERE moved_at IS NOT NULL")[0][0]
    assert 3 < moved < PARTS
    # What stands is whole parts: as many closed, as many records of functions, of addresses and of sign-in clients.
    assert site.ask("SELECT count(*) FROM registry_asset WHERE status = 'closed'") == [(moved,)]
    assert site.ask("SELECT movable, count(*) FROM registry_move GROUP BY movable ORDER BY movable") == [
        ("clients", moved),
        ("functions", moved),
        ("links", moved),
    ]
    site.finish(RECOVER + COUNT_AFTER)
    assert site.ask("SELECT step FROM registry_merge") == [("executed",)]
    functions = json.loads(site.ask("SELECT functions FROM registry_asset WHERE name = '总应用'")[0][0])
    assert functions == ["查询", *(f"专有功能{number}" for number in range(PARTS))]
    assert site.ask("SELECT count(DISTINCT asset_id) FROM registry_assetlink") == [(1,)]
    both = [site.start(CONFIRM), site.start(CONFIRM)]
    assert sorted(process.wait(timeout=120) for process in both) == [0, 3]
    assert site.ask("SELECT count(*) FROM registry_closure") == [(PARTS,)]
