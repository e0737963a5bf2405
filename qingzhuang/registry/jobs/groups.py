"""Entering the groups of a list, and comparing the purposes of each unit's groups at night."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import Run, job
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.actions import rosters
from qingzhuang.registry.models import Asset, GroupFile


@job(rosters.JOB, label=Text("登记群组清单", "Enter a list of groups"), queue="long")
def run_entering(run: Run, file: int) -> dict[str, int]:
    """Enter the groups of a confirmed list; an interrupted job goes on with the next group."""
    found = GroupFile.objects.select_related("unit", "person").get(pk=file)
    while found.step == "running":
        run.check_cancelled()
        found = rosters.enter_groups(found, actor=found.person)
        run.progress(found.reached, len(found.plan))
    return {"groups": len(found.plan)}


@job(
    "registry.group.compare", label=Text("比对各单位群组用途", "Compare the purposes of groups"), schedule="10 3 * * *"
)
def compare_all(run: Run) -> dict[str, int]:
    """Unit by unit, so that an interrupted night goes on with the next unit."""
    groups = Asset.objects.alive().filter(kind="group", sponsor__isnull=False)
    several = groups.order_by().values("sponsor").annotate(groups=Count("pk")).filter(groups__gt=1)
    units = Organisation.objects.filter(pk__in=several.values("sponsor"), pk__gt=run.saved or 0).order_by("pk")
    done = 0
    for unit in units.iterator():
        run.check_cancelled()
        with transaction.atomic():
            rosters.compare_purposes(unit, actor=System)
            run.checkpoint(unit.pk)
        done += 1
    return {"units": done}
