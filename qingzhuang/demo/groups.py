"""Member lists of two units' groups, as their chat products would give them, and the purposes compared."""

from __future__ import annotations

import csv
import io
import random
from typing import TYPE_CHECKING

from qingzhuang.core.actions import System
from qingzhuang.identity.models import Organisation, Person
from qingzhuang.registry import actions
from qingzhuang.registry.actions.rosters import compare_purposes
from qingzhuang.registry.models import Asset

if TYPE_CHECKING:
    from qingzhuang.demo.county import County


def seed(county: County) -> int:
    """Bring in the lists as the units' own people would; returns how many groups have members now."""
    chance = random.Random(county.today.toordinal())  # noqa: S311 - made-up people
    count = _members(chance, county.townships[1], Person.objects.get(username="yangjun"), "wecom")
    count += _members(chance, county.departments["emergency"], county.officers["emergency"], "dingtalk")
    with_groups = Asset.objects.filter(kind="group").values("sponsor")
    for unit in Organisation.objects.filter(pk__in=with_groups, depth=county.area.depth + 1):
        compare_purposes(unit, actor=System)
    return count


def _members(chance: random.Random, unit: Organisation, person: Person, product: str) -> int:
    """One list of all members of the unit's groups: the same sixty people again and again."""
    people = [(f"工作人员{number:02d}", f"139{unit.pk:03d}{number:05d}"[:11]) for number in range(60)]
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["群名称", "姓名", "手机号", "部门"])
    groups = list(Asset.objects.alive().filter(kind="group", sponsor=unit).order_by("pk"))
    core = people[:24]
    for number, group in enumerate(groups):
        members = core if number < 3 else chance.sample(people, chance.randint(8, 40))
        for name, phone in members:
            rows.writerow([group.name, name, phone, unit.name])
    name = f"{unit.short_name or unit.name}群成员.csv"
    file = actions.upload_groups(unit, actor=person, name=name, data=text.getvalue().encode(), product=product)
    file = actions.confirm_groups(file, actor=person)
    # The queued job finds nothing left to do; the county is built without a worker.
    while file.step == "running":
        file = actions.enter_groups(file, actor=person)
    return len(groups)
