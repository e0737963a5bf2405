"""Comparing a completed sheet with the one that went out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from qingzhuang.core.jobs import Run, job
from qingzhuang.datahub.actions.returning import COMPARE
from qingzhuang.datahub.jobs.fillings import confirmed_for
from qingzhuang.datahub.models import FilledSheet, ReturnedSheet
from qingzhuang.datahub.terms import elements
from qingzhuang.domain.text import Text
from qingzhuang.sheets.fill import read_template
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.returning import Entry, compare, entries_of
from qingzhuang.sheets.safety import open_upload


@job(COMPARE, label=Text("比对交回的表", "Compare a returned sheet"))
def compare_sheet(run: Run, returned: int) -> dict[str, Any]:
    """Find what was added and changed. Nothing enters the hub before it is confirmed."""
    found = ReturnedSheet.objects.select_related("sheet__area").get(pk=returned)
    sheet = found.sheet
    try:
        back = _entries(sheet, found.file, found.file_name)
        sent = _entries(sheet, sheet.result or sheet.file, (sheet.result or sheet.file).name)
    except UnreadableFile as error:
        found.step, found.trouble = "failed", {"text": error.message.as_dict(), "where": error.where}
        found.save(update_fields=["step", "trouble"])
        return {"rows": 0}
    compared = compare(sent, back)
    found.found = asdict(compared)
    found.step = "ready"
    found.save(update_fields=["sealed", "step"])
    return {"rows": len(compared.rows)}


def _entries(sheet: FilledSheet, file: Any, name: str) -> list[Entry]:
    with file.open("rb") as stream:
        upload = open_upload(stream.read(), name)
    return entries_of(read_template(upload, elements().values(), confirmed_for(sheet.area)))
