"""Prefilling a period: from the hub first, then from what was filed last, then comparing the two."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.files.base import ContentFile

from qingzhuang.core.jobs import Run, job
from qingzhuang.datahub.actions.regular import PREPARE
from qingzhuang.datahub.jobs.fillings import confirmed_for, fill_sheet
from qingzhuang.datahub.models import Period
from qingzhuang.datahub.terms import elements
from qingzhuang.domain.text import Text
from qingzhuang.sheets.fill import fill, read_holdings, read_template
from qingzhuang.sheets.returning import Entry, compare, entries_of
from qingzhuang.sheets.safety import open_upload


@job(PREPARE, label=Text("预填本期报表", "Prefill a period"))
def prepare_period(run: Run, period: int) -> dict[str, Any]:
    """Fill the blank form and find what differs from the last period that was filed."""
    found = Period.objects.select_related("regular__area", "sheet").get(pk=period)
    if found.step != "preparing":
        return {"differences": found.differences}
    fill_sheet(run, found.sheet_id)
    found.sheet.refresh_from_db()
    if found.sheet.step != "done":
        found.step, found.trouble = "failed", found.sheet.trouble
        found.save(update_fields=["step", "trouble"])
        return {"differences": 0}
    with found.sheet.result.open("rb") as file:
        content, name = file.read(), found.sheet.result.name
    last = found.regular.periods.filter(step="filed", label__lt=found.label).first()
    known, confirmed = tuple(elements().values()), confirmed_for(found.regular.area)
    if last and last.result:
        with last.result.open("rb") as file:
            before = read_holdings(open_upload(file.read(), last.result.name), known, confirmed)
        content, _report = fill(read_template(open_upload(content, name), known, confirmed), before)
    entries = entries_of(read_template(open_upload(content, name), known, confirmed))
    compared = compare(_entries(last), entries)
    found.contents = {"entries": [_plain(each) for each in entries], "found": asdict(compared)}
    found.differences = (sum(len(row.changes) for row in compared.rows) + len(compared.gone)) if last else 0
    found.step = "open"
    found.result.save(f"{found.pk}.{name.rpartition('.')[2]}", ContentFile(content), save=False)
    found.save()
    return {"differences": found.differences}


def _entries(period: Period | None) -> list[Entry]:
    return [Entry(**each) for each in period.contents["entries"]] if period else []


def _plain(entry: Entry) -> dict[str, Any]:
    """An entry without what could not be read; it is compared by values alone."""
    return {"sheet": entry.sheet, "row": entry.row, "values": entry.values, "cells": entry.cells, "said": entry.said}
