"""Filing a sheet every period: last period's contents are there already, and only differences are looked at."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.actions.fillings import readable
from qingzhuang.datahub.models import FilledSheet, Period, RegularSheet
from qingzhuang.datahub.models.regular import CYCLES, PERIOD_STEPS
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation

PREPARE = "datahub.period.prepare"


@action("datahub.regular.open", Text("登记定期报表", "Set up a regular sheet"))
def open_regular(area: Organisation, *, actor: Any, data: bytes, name: str, purpose: str, cycle: str) -> RegularSheet:
    """Say that a unit files this sheet every ``cycle``, and open the period that runs now.

    Raises ``datahub.purpose_needed`` and ``datahub.file_unreadable``.
    """
    if cycle not in CYCLES:
        raise ValueError(cycle)
    if not purpose.strip():
        raise Refused("datahub.purpose_needed")
    readable(data, name)
    made = RegularSheet(
        area=area, name=name.rpartition(".")[0][:200] or name[:200], purpose=purpose.strip()[:300], cycle=cycle,
        file_name=name[:300], opened_by=actor,
    )  # fmt: skip
    made.file.save(name[-80:], ContentFile(data), save=False)
    made.save()
    journal.detail(file=name, cycle=cycle)
    _open(made, actor, timezone.localdate())
    return made


@action("datahub.period.open", Text("开始新一期", "Open the next period"))
def open_period(regular: RegularSheet, *, actor: Any) -> Period:
    """Open the period that runs now, prefilled by a job; the same period again is the same filing."""
    return _open(regular, actor, timezone.localdate())


@action("datahub.period.file", Text("报送本期", "File a period"))
def file_period(period: Period, *, actor: Any, nothing_changed: bool = False) -> Period:
    """File a period as prefilled. ``nothing_changed`` is one click, and refused when something did.

    Raises ``datahub.step_over`` and ``datahub.something_changed``.
    """
    period = Period.objects.select_for_update(of=("self",)).select_related("regular").get(pk=period.pk)
    if period.step != "open":
        raise Refused("datahub.step_over", step=PERIOD_STEPS[period.step])
    if nothing_changed and period.differences:
        raise Refused("datahub.something_changed", count=period.differences)
    period.step, period.nothing_changed = "filed", not period.differences
    period.filed_by, period.filed_at = actor, timezone.now()
    period.save()
    for old in period.regular.periods.filter(label__lt=period.label).exclude(result=""):
        old.result.delete(save=False)
        old.result = ""
        old.save(update_fields=["result"])
    journal.detail(period=period.label, differences=period.differences)
    return period


def label_of(cycle: str, day: datetime.date) -> str:
    """The period in which a day lies: ``2026-11``, ``2026Q4``, ``2026``."""
    if cycle == "month":
        return f"{day:%Y-%m}"
    return f"{day.year}Q{(day.month + 2) // 3}" if cycle == "quarter" else str(day.year)


def _open(regular: RegularSheet, actor: Any, day: datetime.date) -> Period:
    period, new = Period.objects.get_or_create(regular=regular, label=label_of(regular.cycle, day))
    if new or period.step == "failed":
        with regular.file.open("rb") as file:
            data = file.read()
        sheet = FilledSheet(person=actor, area=regular.area, purpose=regular.purpose, file_name=regular.file_name)
        sheet.file.save(regular.file_name[-80:], ContentFile(data), save=False)
        sheet.save()
        period.sheet, period.step, period.trouble = sheet, "preparing", None
        period.save()
        enqueue(PREPARE, key=str(sheet.pk), actor=actor, period=period.pk)
        journal.detail(period=period.label)
    return period
