"""Patrols: a list is read and compared; each difference is decided once and remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.many import insert_many, set_many
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.actions.imports import read_ledger
from qingzhuang.registry.ledgers.columns import guess, targets
from qingzhuang.registry.ledgers.files import Ledger
from qingzhuang.registry.ledgers.rows import RowReader
from qingzhuang.registry.models import Patrol, PatrolFinding, Sighting
from qingzhuang.registry.models.assets import PLATFORM_FIELDS
from qingzhuang.registry.queries.patrols import (
    URL_CAPTIONS,
    Held,
    Known,
    Namesakes,
    Row,
    differences,
    mark_of,
    missing_from,
)
from qingzhuang.registry.tokens import fold

JOB = "registry.patrol.compare"
CHUNK = 2000


@action("registry.patrol.upload", Text("上传巡查清单", "Upload a patrol list"))
def upload_patrol(office: Organisation, *, actor: Any, source: str, name: str, data: bytes, sheet: str = "") -> Patrol:
    """Read a list of what was seen in a source and guess its columns.

    The same file for the same source gives the first patrol again. Raises ``registry.source_unnamed`` and what
    ``read_ledger`` does.
    """
    source = " ".join(source.split())[:120]
    if not source:
        raise Refused("registry.source_unnamed", where={"field": "source"})
    digest = hashlib.sha256(data).hexdigest()
    if held := Patrol.objects.filter(office=office, source=source, digest=digest).first():
        journal.detail(again=True)
        return held
    ledger = read_ledger(data, name, sheet)
    before = Patrol.objects.filter(office=office, source=source, step="done").first()
    patrol = Patrol(office=office, person=actor, source=source, file_name=name[:300], digest=digest, previous=before)
    patrol.sheet, patrol.sheets, patrol.total = ledger.sheet, list(ledger.sheets), len(ledger)
    patrol.captions, patrol.samples = list(ledger.captions), ledger.samples()
    same = before is not None and before.captions == patrol.captions
    patrol.mapping = before.mapping if same else guess(patrol.captions, None, patrol.samples)
    patrol.kind, patrol.complete = (before.kind, before.complete) if before else ("", "")
    patrol.file.save(f"{digest[:16]}-{name[-80:]}", ContentFile(data), save=False)
    patrol.save()
    journal.detail(source=source, file=name, rows=patrol.total)
    return patrol


@action("registry.patrol.start", Text("开始比对巡查清单", "Compare a patrol list"))
def start_patrol(
    patrol: Patrol, *, actor: Any, mapping: Mapping[str, str] | None = None, kind: str = "", complete: str = ""
) -> Patrol:
    """Say what the columns hold, what kind the rows are, and of which kind the list is complete; then compare.

    A patrol whose job was given up goes on where it stopped (``mapping`` is then left out).
    Raises ``registry.name_unmapped``, ``registry.import_step``.
    """
    patrol = Patrol.objects.select_for_update().get(pk=patrol.pk)
    if not (patrol.step == "uploaded" or patrol.stalled):
        raise Refused("registry.import_step", file=patrol.file_name, step=patrol.step_label)
    if patrol.step == "uploaded":
        known = {*targets(), "url"}
        chosen = {column: code for column, code in (mapping or patrol.mapping).items() if code in known}
        if "name" not in chosen.values():
            raise Refused("registry.name_unmapped")
        patrol.mapping, patrol.kind, patrol.complete, patrol.step = chosen, kind, complete, "reading"
    patrol.job = enqueue(JOB, actor=actor, patrol=patrol.pk)
    patrol.save()
    journal.detail(source=patrol.source, rows=patrol.total)
    return patrol


@action("registry.patrol.read", Text("读取巡查清单", "Read a patrol list"))
def read_rows(patrol: Patrol, *, actor: Any, ledger: Ledger, known: Known) -> Patrol:
    """Match the next rows with the register by what they say plainly."""
    patrol = Patrol.objects.select_for_update(of=("self",)).select_related("office").get(pk=patrol.pk)
    rows = list(ledger.rows(patrol.reached, patrol.reached + CHUNK))
    reader = RowReader({column: code for column, code in patrol.mapping.items() if code != "url"}, patrol.kind)
    addresses = _address_columns(patrol)
    sightings, differing = [], []
    for each in rows:
        told = reader.read(each.cells)
        if not (name := told.own.get("name", "")[:300]):
            continue
        platform = next((str(told.values[code]) for code in PLATFORM_FIELDS if told.values.get(code)), "")
        url = next((str(each.cells[c]) for c in addresses if each.cells[c]), "")
        account = str(told.values.get("account_identifier") or "")
        row = Row(name, told.kind, told.sponsor, platform, account, url[:500])
        held = known.find(row)
        sightings.append(
            Sighting(
                patrol=patrol,
                number=each.number,
                kind=row.kind,
                name=name,
                told=row.as_json(),
                asset_id=held.pk if held else None,
            )
        )
        if held:
            patrol.matched += 1
            differing.append((row, held))
    insert_many(sightings)
    _note(patrol, [found for row, held in differing if (found := _difference(patrol, row, held, known))])
    patrol.reached += len(rows)
    if patrol.reached >= len(ledger):
        patrol.step, patrol.reached = "comparing", 0
    patrol.save()
    journal.detail(rows=len(rows))
    return patrol


@action("registry.patrol.compare", Text("比对未匹配的行", "Compare what was not matched"))
def compare_rows(patrol: Patrol, *, actor: Any, known: Known, namesakes: Namesakes) -> Patrol:
    """Tell renamed things from new ones among the next rows that were not matched."""
    patrol = Patrol.objects.select_for_update(of=("self",)).select_related("office").get(pk=patrol.pk)
    unmatched = patrol.sightings.filter(asset__isnull=True, number__gt=patrol.reached).order_by("number")
    part = list(unmatched[:CHUNK])
    found, renamed = [], []
    for sighting in part:
        row = Row(sighting.name, sighting.kind, **sighting.told)
        held = namesakes.renamed_from(row)
        if held is None:
            mark = (row.kind, row.name, row.sponsor, row.platform)
            found.append(_finding(patrol, "unregistered", row, mark=mark))
        else:
            sighting.asset_id = held.pk
            renamed.append(sighting)
            found.append(_difference(patrol, row, held, known))
    set_many(Sighting, "asset", [(each.pk, each.asset_id) for each in renamed])
    _note(patrol, [each for each in found if each])
    patrol.matched += len(renamed)
    if part:
        patrol.reached = part[-1].number
    else:
        patrol.step = "ending"
    patrol.save()
    journal.detail(rows=len(part))
    return patrol


@action("registry.patrol.finish", Text("完成巡查比对", "Finish a patrol"))
def finish_patrol(patrol: Patrol, *, actor: Any) -> Patrol:
    """Find what is gone, and let go of what is seen no more."""
    patrol = Patrol.objects.select_for_update(of=("self",)).select_related("office", "previous").get(pk=patrol.pk)
    gone = [
        _finding(
            patrol,
            "gone",
            Row(each.name, each.kind, each.sponsor_shown, each.platform),
            asset=each.pk,
            mark=(each.pk,),
        )
        for each in missing_from(patrol)
    ]
    _note(patrol, gone)
    _let_go(patrol)
    patrol.step, patrol.done_at = "done", timezone.now()
    patrol.save()
    journal.detail(matched=patrol.matched, findings=patrol.findings.count())
    return patrol


def compare_list(patrol: Patrol, *, actor: Any, ledger: Ledger, between: Callable[[Patrol], None]) -> Patrol:
    """Take a patrol from where it stands to its end, part by part; ``between`` is called after each part."""
    known = Known.of(patrol.office)
    while patrol.step == "reading":
        patrol = read_rows(patrol, actor=actor, ledger=ledger, known=known)
        between(patrol)
    namesakes = Namesakes.unseen(known, patrol)
    while patrol.step == "comparing":
        patrol = compare_rows(patrol, actor=actor, known=known, namesakes=namesakes)
        between(patrol)
    return finish_patrol(patrol, actor=actor) if patrol.step == "ending" else patrol


def _address_columns(patrol: Patrol) -> list[int]:
    told = [int(column) for column, code in patrol.mapping.items() if code == "url"]
    return told or [n for n, caption in enumerate(patrol.captions) if fold(caption).strip("*:：") in URL_CAPTIONS]


def _difference(patrol: Patrol, row: Row, held: Held, known: Known) -> PatrolFinding | None:
    """A finding if the thing is closed, or is called or stands otherwise than the register says."""
    if not held.alive:
        return _finding(patrol, "revived", row, asset=held.pk, mark=(held.pk,))
    changes = differences(row, held, known.addresses.get(held.pk, ()))
    if not changes:
        return None
    sort = "renamed" if changes[0]["field"] == "name" else "moved"
    mark = (held.pk, *(change["after"] for change in changes))
    return _finding(patrol, sort, row, asset=held.pk, changes=changes, mark=mark)


def _finding(
    patrol: Patrol, sort: str, row: Row, *, mark: tuple, asset: int | None = None, changes: list | None = None
) -> PatrolFinding:
    return PatrolFinding(
        office=patrol.office,
        source=patrol.source,
        mark=mark_of(sort, *mark),
        sort=sort,
        name=row.name,
        kind=row.kind,
        asset_id=asset,
        told=row.as_json(),
        changes=changes or [],
        first_seen=patrol,
        last_seen=patrol,
    )


def _note(patrol: Patrol, found: list[PatrolFinding]) -> None:
    """Keep new findings; of those known already only say that they were seen again, and open what came back."""
    for start in range(0, len(found), 500):
        part = {each.mark: each for each in found[start : start + 500]}
        held = PatrolFinding.objects.filter(office=patrol.office, source=patrol.source, mark__in=part)
        known = set(held.values_list("mark", flat=True))
        held.filter(state="settled").update(state="open")
        held.update(last_seen=patrol)
        insert_many([each for mark, each in part.items() if mark not in known])


def _let_go(patrol: Patrol) -> None:
    """What the previous patrol found and this one does not, is settled unless somebody decided it."""
    if patrol.previous_id:
        before = PatrolFinding.objects.filter(last_seen=patrol.previous, state__in=("open", "asked"))
        before.update(state="settled")
