"""Counting what is held."""

from __future__ import annotations

from qingzhuang.core.jobs import Run, job
from qingzhuang.datahub.counting import count_area
from qingzhuang.datahub.models import Subject
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import subtree_filter

COUNT = "datahub.coverage.count"


@job(COUNT, label=Text("统计已有数据", "Count what is held"), schedule="10 3 * * *")
def count_coverage(run: Run, area: int | None = None) -> dict[str, int]:
    """Count every area that has subjects, or those within one; an interrupted count goes on with the next area."""
    held = Organisation.objects.filter(pk__in=Subject.objects.values("area"))
    if area is not None:
        held = held.filter(subtree_filter("", Organisation.objects.get(pk=area)))
    areas, done, subjects = list(held.order_by("pk")), run.saved or 0, 0
    for unit in [each for each in areas if each.pk > done]:
        run.check_cancelled()
        subjects += count_area(unit)
        run.checkpoint(unit.pk)
    return {"areas": len(areas), "subjects": subjects}
