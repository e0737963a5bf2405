"""Having a sheet filled from the hub, and saying what its captions mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.models import CaptionMeaning, FilledSheet
from qingzhuang.datahub.terms import elements
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.safety import open_upload

FILL = "datahub.sheet.fill"


@action(FILL, Text("用已有数据填表", "Fill a sheet from what is held"))
def fill_sheet(area: Organisation, *, actor: Any, data: bytes, name: str, purpose: str, trace: str = "") -> FilledSheet:
    """Take a sheet and have it filled for one's own area by a job.

    Raises ``datahub.purpose_needed`` and ``datahub.file_unreadable``.
    """
    if not purpose.strip():
        raise Refused("datahub.purpose_needed")
    readable(data, name)
    sheet = FilledSheet(person=actor, area=area, purpose=purpose.strip()[:300], file_name=name[:300], trace=trace)
    sheet.file.save(name[-80:], ContentFile(data), save=False)
    sheet.save()
    enqueue(FILL, key=str(sheet.pk), actor=actor, sheet=sheet.pk)
    journal.detail(file=name, purpose=sheet.purpose)
    return sheet


def readable(data: bytes, name: str) -> None:
    """Raises ``datahub.file_unreadable`` for what does not pass the door."""
    try:
        open_upload(data, name, only_read=True)
    except UnreadableFile as error:
        raise Refused("datahub.file_unreadable", name=name, reason=error.message, where=error.where) from error


@action("datahub.caption.confirm", Text("确认列的含义", "Say what a caption means"))
def confirm_caption(sheet: FilledSheet, *, actor: Any, family: str, caption: str, element: str) -> FilledSheet:
    """Remember for sheets of this family what a caption is about (blank: nothing held), and fill the sheet anew."""
    if element and element not in elements():
        raise KeyError(element)
    CaptionMeaning.objects.update_or_create(
        area=sheet.area, family=family[:64], caption=caption[:300], defaults={"element": element, "person": actor}
    )
    journal.detail(family=family, caption=caption, element=element)
    return _again(sheet, actor)


@action("datahub.caption.forget", Text("撤回对列含义的确认", "Take back what was said of a caption"))
def forget_caption(sheet: FilledSheet, *, actor: Any, family: str, caption: str) -> FilledSheet:
    """Take back what one's own area said of a caption, and fill the sheet anew as it was understood before."""
    CaptionMeaning.objects.filter(area=sheet.area, family=family[:64], caption=caption[:300]).delete()
    journal.detail(family=family, caption=caption)
    return _again(sheet, actor)


@action("datahub.sheet.choose", Text("选定同名的人", "Choose between people of one name"))
def choose_subject(sheet: FilledSheet, *, actor: Any, place: str, subject: str) -> FilledSheet:
    """Say whom a row of the sheet means (blank: take the choice back), and fill the sheet anew.

    ``place`` is the row's first cell in the sheet as it was sent (``0!B7``). What is no candidate there is not used.
    """
    chosen = {key: value for key, value in sheet.chosen.items() if key != place}
    if subject.isdecimal():
        chosen[place[:40]] = subject[:20]
    sheet.chosen = chosen
    sheet.save(update_fields=["chosen"])
    journal.detail(place=place, chosen=bool(subject))
    return _again(sheet, actor)


@action("datahub.sheet.narrow", Text("选定谁进入空表", "Say who goes into an empty sheet"))
def narrow_sheet(
    sheet: FilledSheet, *, actor: Any, area: Organisation, where: Sequence[tuple[str, str, str]]
) -> FilledSheet:
    """Fill a sheet that names nobody with those of an area of whom all of ``where`` is held."""
    sheet.who = {"area": area.pk, "where": [list(each) for each in where]}
    sheet.save(update_fields=["who"])
    journal.detail(area=area.code, elements=[code for code, _, _ in where])
    return _again(sheet, actor)


def _again(sheet: FilledSheet, actor: Any) -> FilledSheet:
    sheet.step = "waiting"
    sheet.save(update_fields=["step"])
    enqueue(FILL, actor=actor, sheet=sheet.pk)
    return sheet
