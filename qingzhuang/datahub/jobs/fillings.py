"""Filling sheets, and letting the files go."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from qingzhuang.core.jobs import Run, job
from qingzhuang.datahub.actions.fillings import FILL
from qingzhuang.datahub.answering import HubHoldings
from qingzhuang.datahub.models import CaptionMeaning, FilledSheet
from qingzhuang.datahub.narrowing import Narrowed
from qingzhuang.datahub.terms import elements
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.sheets.fill import fill, read_template
from qingzhuang.sheets.garbage import collected_later
from qingzhuang.sheets.preview import packed
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.recognise.confirmed import Confirmed
from qingzhuang.sheets.safety import SafeFile, open_upload

# The part of the view in which the whole report lies.
REPORT = "report.json"
KEPT = datetime.timedelta(days=7)


@job(FILL, label=Text("填表", "Fill a sheet"))
@collected_later()
def fill_sheet(run: Run, sheet: int) -> dict[str, Any]:
    """Fill one sheet from the hub, as the person who brought it."""
    found = FilledSheet.objects.select_related("person", "area").get(pk=sheet)
    known = elements()
    try:
        with found.file.open("rb") as file:
            upload = open_upload(file.read(), found.file_name, only_read=True)
        template = read_template(upload, known.values(), confirmed_for(found.area))
    except UnreadableFile as error:
        found.step, found.trouble = "failed", {"text": error.message.as_dict(), "where": error.where}
        found.save(update_fields=["step", "trouble"])
        return {"filled": 0}
    holdings = HubHoldings(
        found.area, known, template.blocks, actor=found.person, purpose=found.purpose, narrowed=narrowed_by(found)
    )
    content, report = fill(template, holdings, trace=found.trace or None, chosen=found.chosen)
    told = report.as_json()
    told |= {"listed": holdings.listed, "kind": holdings.kind}
    # What was filled stands in the file alone, sealed, and so does the whole report.
    found.report = {part: said for part, said in told.items() if part != "filled"}
    ending = template.file.kind
    for stored in (found.result, found.view):
        if stored:
            stored.delete(save=False)
    found.result.save(f"{sheet}.{ending}", ContentFile(content), save=False)
    filled = SafeFile(ending, content, template.file.name, template.file.notes, template.file.limits)
    parts = {REPORT: json.dumps(told, ensure_ascii=False).encode()}
    found.view.save(f"{sheet}.zip", ContentFile(packed(filled, report, parts)), save=False)
    found.step, found.trouble = "done", None
    # A correction made while the job ran has its own run; what that is about stays as the person left it.
    found.save(update_fields=["report", "result", "view", "step", "trouble"])
    return told["summary"]


def narrowed_by(sheet: FilledSheet) -> Narrowed:
    """Who goes into a sheet that names nobody, as the person chose."""
    area = Organisation.objects.filter(pk=sheet.who.get("area") or 0).first()
    return Narrowed(area, tuple((code, how, value) for code, how, value in sheet.who.get("where", ())))


def confirmed_for(area: Organisation) -> Confirmed:
    """What people said of captions, those of the areas above first, so that one's own count."""
    rows = (
        CaptionMeaning.objects.filter(area__path__in=area.lineage)
        .order_by("area__depth")
        .values_list("family", "caption", "element")
    )
    found: dict[str, dict[str, str]] = {}
    for family, caption, element in rows:
        found.setdefault(family, {})[caption] = element
    return found


@job("datahub.sheet.forget", label=Text("清除旧的填表文件", "Let go of filled sheets"), schedule="50 3 * * *")
def forget_sheets(run: Run) -> dict[str, int]:
    """Delete the files of fillings older than a week; that they were made stays in the journal."""
    gone = FilledSheet.objects.filter(made_at__lt=timezone.now() - KEPT)
    count = 0
    for sheet in gone:
        sheet.file.delete(save=False)
        for stored in (sheet.result, sheet.view):
            if stored:
                stored.delete(save=False)
        sheet.delete()
        count += 1
    return {"sheets": count}
