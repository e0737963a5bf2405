"""Taking completed sheets back, and correcting a value where it comes from."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.actions.deciding import tell_facts
from qingzhuang.datahub.actions.fillings import readable
from qingzhuang.datahub.actions.intakes import refuse_bad_day, run_intake, upload_table
from qingzhuang.datahub.actions.sources import own_source
from qingzhuang.datahub.correcting import owe
from qingzhuang.datahub.finding import Sought, find
from qingzhuang.datahub.models import Correction, FilledSheet, Held, ReturnedSheet, Source, Subject
from qingzhuang.datahub.models.returning import RETURN_STEPS
from qingzhuang.datahub.reading import look
from qingzhuang.datahub.terms import elements
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.domain.text import Text
from qingzhuang.sheets.canonical import canonical

COMPARE = "datahub.sheet.compare"
SURER = ("person.id_number", "person.birth_date")


@action("datahub.sheet.return", Text("交回填好的表", "Return a completed sheet"))
def return_sheet(sheet: FilledSheet, *, actor: Any, data: bytes, name: str, observed: str) -> ReturnedSheet:
    """Take a completed sheet and have it compared with the one that went out. The same file again is the same return.

    Raises ``datahub.file_unreadable`` and ``datahub.bad_day``.
    """
    refuse_bad_day(observed)
    readable(data, name)
    digest = hashlib.sha256(data).hexdigest()
    if twin := ReturnedSheet.objects.filter(sheet=sheet, digest=digest).first():
        return twin
    made = ReturnedSheet(sheet=sheet, file_name=name[:300], digest=digest, observed=observed)
    made.file.save(name[-80:], ContentFile(data), save=False)
    made.save()
    enqueue(COMPARE, key=str(made.pk), actor=actor, returned=made.pk)
    journal.detail(file=name, digest=digest, observed=observed)
    return made


@action("datahub.sheet.record", Text("记入表中新填的数据", "Record what a returned sheet adds"))
def record_return(returned: ReturnedSheet, *, actor: Any) -> ReturnedSheet:
    """Tell the hub, as the unit's own source, every added or changed value that can be read and whose subject is known.

    What is wrong or doubtful stays on the page and is not told; an emptied cell tells nothing. Raises
    ``datahub.step_over`` and ``datahub.nothing_new``.
    """
    returned = ReturnedSheet.objects.select_for_update(of=("self",)).select_related("sheet__area").get(pk=returned.pk)
    if returned.step != "ready":
        raise Refused("datahub.step_over", step=RETURN_STEPS[returned.step])
    lines = _lines(returned, actor)
    if not lines:
        raise Refused("datahub.nothing_new")
    data = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
    area = returned.sheet.area
    source = own_source(area)
    file = ContentFile(data.encode())
    name = f"{returned.file_name}.jsonl"
    intake = upload_table(source, actor=actor, area=area, file=file, name=name, observed=returned.observed)
    if intake.step == "uploaded":
        intake = run_intake(intake, actor=actor, mapping=intake.mapping)
    returned.intake, returned.step = intake, "recorded"
    returned.save(update_fields=["intake", "step"])
    journal.detail(rows=len(lines), intake=intake.pk)
    return returned


def _lines(returned: ReturnedSheet, actor: Any) -> list[dict[str, str]]:
    """What is told, a line a subject: what names it, and its good new values."""
    lines = []
    for row in returned.found["rows"]:
        new = {c["element"]: c["now"] for c in row["changes"] if not c["trouble"] and c["sort"] != "cleared"}
        if new and row["name"] and not row["trouble"]:
            lines.append({**_surer(row["name"], returned.sheet, actor), **row["name"], **new})
    return lines


def _surer(name: dict[str, str], sheet: FilledSheet, actor: Any) -> dict[str, str]:
    """For somebody named by the name alone, the number or birth date held of the one of that name in the area."""
    if set(name) != {"person.name"}:
        return {}
    (found,) = find([Sought("person", sheet.area, name)])
    if len(found) != 1:
        return {}
    seen = look(found, SURER, actor=actor, purpose=sheet.purpose)[found[0].pk]
    code = next((code for code in SURER if code in seen), None)
    return {code: seen[code].value} if code else {}


@action("datahub.correction.ask", Text("申请更正数据", "Ask for a correction"))
def ask_correction(subject: Subject, *, actor: Any, element: str, value: str, because: str) -> Correction:
    """Say that a held value is wrong and what it should be; the owner of its source answers by a day.

    Raises ``datahub.nothing_held``, ``datahub.bad_value``, ``datahub.reason_needed`` and ``datahub.correction_open``.
    """
    known = elements()[element]
    fact = next((view.facts.get(element) for view in Held.objects.filter(pk=subject.pk)), None)
    if fact is None:
        raise Refused("datahub.nothing_held", element=known.name)
    if not because.strip():
        raise Refused("datahub.reason_needed")
    try:
        right = canonical(known, value)
    except BadValue as bad:
        raise Refused("datahub.bad_value", element=known.name, reason=bad.text) from bad
    if Correction.objects.waiting().filter(subject=subject, element=element, source=fact.source).exists():
        raise Refused("datahub.correction_open", element=known.name)
    source = Source.objects.get(pk=fact.source)
    made = owe(
        source, asked_by=actor, was=fact.value, now=right,
        subject=subject, element=element, record_id=fact.record, because=because.strip()[:300],
    )  # fmt: skip
    journal.detail(element=element, source=source.code, because=made.because)
    return made


@action("datahub.correction.answer", Text("答复更正申请", "Answer a request for correction"))
def answer_correction(correction: Correction, *, actor: Any, accept: bool, answer: str = "") -> Correction:
    """Accept a correction, and the source tells the right value from today; or refuse it with a reason.

    Raises ``datahub.decided`` and ``datahub.reason_needed``.
    """
    held = Correction.objects.select_for_update(of=("self",)).select_related("source", "subject__area")
    correction = held.get(pk=correction.pk)
    if not correction.waits:
        raise Refused("datahub.decided", who=str(correction.answered_by or correction.source))
    if not accept and not answer.strip():
        raise Refused("datahub.reason_needed")
    correction.state = "taken" if accept else "refused"
    correction.answer = answer.strip()[:300]
    correction.answered_by, correction.answered_at = actor, timezone.now()
    correction.save()
    if accept:
        right, today = {correction.element: correction.values[1]}, timezone.localdate().isoformat()
        tell_facts(correction.source, actor=actor, subject=correction.subject, values=right, observed=today)
    journal.detail(element=correction.element, accepted=accept, answer=correction.answer)
    return correction
