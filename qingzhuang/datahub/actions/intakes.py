"""Bringing a file into the hub, step by step: upload, match the columns, take in."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.finding import LABELS, NAMED_BY
from qingzhuang.datahub.intake.lines import Lines, open_lines
from qingzhuang.datahub.models import Intake, Source
from qingzhuang.datahub.models.intakes import STEPS
from qingzhuang.datahub.storing import in_the_clear
from qingzhuang.datahub.terms import elements
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.sheets.problems import UnreadableFile

TAKE = "datahub.intake.take"
SURE = 0.5
NAMES = {code for code, _ in NAMED_BY.values()} | set(LABELS.values())


@action("datahub.intake.upload", Text("上传数据表", "Upload a table of data"))
def upload_table(source: Source, *, actor: Any, area: Organisation, file: File, name: str, observed: str) -> Intake:
    """Take a file of one source and guess what its columns are about. Nothing enters the hub yet.

    The very same file from the same source is not taken twice: the first intake is returned. Raises
    ``datahub.file_unreadable`` and ``datahub.bad_day``.
    """
    refuse_bad_day(observed)
    digest = _digest(file)
    if twin := Intake.objects.filter(source=source, digest=digest, area=area).exclude(step="failed").first():
        journal.detail(file=name, digest=digest, twin=twin.pk)
        return twin
    intake = Intake(source=source, area=area, person=actor, file_name=name[:300], digest=digest, observed=observed)
    intake.file.save(f"{digest[:16]}-{Path(name).name[-80:]}", file, save=False)
    try:
        with lines_of(intake) as lines:
            captions = lines.captions
    except UnreadableFile as error:
        intake.file.delete(save=False)
        raise Refused("datahub.file_unreadable", name=name, reason=error.message, where=error.where) from error
    intake.captions = [list(caption.words) for caption in captions]
    intake.guesses = [
        {"element": each.element, "confidence": round(each.confidence, 2), "why": each.why} for each in captions
    ]
    intake.mapping = {
        str(number): each.element for number, each in enumerate(captions) if each.element and each.confidence >= SURE
    }
    intake.save()
    journal.detail(file=name, digest=digest, observed=observed)
    return intake


@action("datahub.intake.run", Text("数据入库", "Take a table in"))
def run_intake(intake: Intake, *, actor: Any, mapping: Mapping[str, str]) -> Intake:
    """Confirm what each column is about and have every row taken in by a job.

    Raises ``datahub.step_over``, ``datahub.element_twice`` and ``datahub.nothing_matched``.
    """
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.step != "uploaded":
        raise Refused("datahub.step_over", step=STEPS[intake.step])
    known = elements()
    chosen = {column: code for column, code in mapping.items() if code in known and column.isdecimal()}
    for code in chosen.values():
        if list(chosen.values()).count(code) > 1:
            raise Refused("datahub.element_twice", element=known[code].name)
    if not NAMES & set(chosen.values()):
        raise Refused("datahub.nothing_matched")
    intake.mapping, intake.step = chosen, "running"
    intake.save(update_fields=["mapping", "step"])
    enqueue(TAKE, key=str(intake.pk), actor=actor, intake=intake.pk)
    journal.detail(mapping=chosen)
    return intake


@contextmanager
def lines_of(intake: Intake) -> Iterator[Lines]:
    """The rows of an intake's file, to be read while the block runs."""
    with in_the_clear(intake.file) as path:
        yield open_lines(path, intake.file_name, elements().values())


def _digest(file: File) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def refuse_bad_day(observed: str) -> None:
    """Raises ``datahub.bad_day`` unless it is a day that has come."""
    try:
        good = datetime.date.fromisoformat(observed) <= timezone.localdate()
    except ValueError:
        good = False
    if not good:
        raise Refused("datahub.bad_day", given=observed)
