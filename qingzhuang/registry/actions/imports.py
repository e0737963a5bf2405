"""Bringing in a ledger, step by step: upload, match the columns, check, confirm, undo."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.ledgers.columns import family, guess, targets
from qingzhuang.registry.ledgers.files import Ledger, column_titles, open_ledger
from qingzhuang.registry.models import Asset, ImportBatch, RemovedAsset
from qingzhuang.registry.models.assets import asset_kinds
from qingzhuang.sheets.problems import UnreadableFile

CHECK, RUN = "registry.import.check", "registry.import.run"


@action("registry.import.upload", Text("上传台账", "Upload a ledger"))
def upload_ledger(office: Organisation, *, actor: Any, name: str, data: bytes, sheet: str = "") -> ImportBatch:
    """Take in a ledger for ``office`` and guess its columns. Nothing enters the register yet.

    Raises ``registry.file_unreadable`` with the place and the remedy.
    """
    ledger = read_ledger(data, name, sheet)
    batch = ImportBatch(office=office, person=actor, file_name=name[:300], digest=hashlib.sha256(data).hexdigest())
    _describe(batch, ledger)
    batch.file.save(f"{batch.digest[:16]}-{name[-80:]}", ContentFile(data), save=False)
    batch.save()
    journal.detail(file=name, digest=batch.digest, rows=batch.total)
    return batch


@action("registry.import.match", Text("对应列", "Match the columns"))
def match_columns(
    batch: ImportBatch, *, actor: Any, mapping: Mapping[str, str], kind: str = "", sheet: str = ""
) -> ImportBatch:
    """Say what each column holds (and the kind of all rows, when no column says it), then have every row checked.

    Choosing another ``sheet`` of the file reads its captions first; nothing is checked yet.
    Raises ``registry.name_unmapped``, ``registry.column_twice``, ``registry.kind_unmapped``.
    """
    batch = _at(batch, "uploaded", "checked", "reading")
    if sheet and sheet != batch.sheet and sheet in batch.sheets:
        return _turn_to(batch, sheet)
    known = targets()
    columns = {str(number) for number in range(len(batch.captions))}
    chosen = {column: code for column, code in mapping.items() if column in columns and code in known}
    _refuse_bad_mapping(batch, chosen, kind)
    batch.mapping, batch.kind = chosen, kind
    batch.step, batch.reached, batch.held, batch.wrong = "reading", 0, 0, 0
    batch.rows.all().delete()
    batch.job = enqueue(CHECK, actor=actor, batch=batch.pk)
    batch.save()
    journal.detail(mapping={batch.captions[int(c)]: code for c, code in chosen.items()}, kind=kind)
    return batch


@action("registry.import.confirm", Text("确认导入", "Confirm the import"))
def confirm_import(batch: ImportBatch, *, actor: Any) -> ImportBatch:
    """Have the rows that are right entered, by a job; rows that are wrong stay out.

    An import whose job was given up goes on where it stopped.
    """
    batch = _at(batch, "checked", "running")
    if batch.step == "checked":
        batch.step, batch.reached = "running", 0
    batch.job = enqueue(RUN, actor=actor, batch=batch.pk)
    batch.save()
    journal.detail(rows=batch.ready, wrong=batch.wrong, held=batch.held)
    return batch


@action("registry.import.undo", Text("撤销导入", "Undo the import"))
def undo_import(batch: ImportBatch, *, actor: Any) -> ImportBatch:
    """Take out again, as one step, everything an import entered, while nobody has changed any of it.

    Raises ``registry.import_touched`` with the number of entries changed since.
    """
    batch = _at(batch, "done")
    entered = Asset.objects.filter(batch=batch)
    touched = entered.filter(updated_at__gt=F("created_at"))
    if first := touched.first():
        raise Refused("registry.import_touched", count=touched.count(), name=first.name)
    ids = list(entered.values_list("pk", flat=True))
    RemovedAsset.objects.bulk_create([RemovedAsset(asset_id=pk) for pk in ids], batch_size=500)
    batch.rows.filter(outcome="added").update(outcome="new", asset=None)
    entered.delete()
    batch.step, batch.undone_at, batch.added, batch.reached = "undone", timezone.now(), 0, 0
    batch.save()
    journal.detail(removed=len(ids))
    return batch


def read_ledger(data: bytes, name: str, sheet: str = "") -> Ledger:
    """Open a ledger, turning what is unreadable about it into words for the person."""
    try:
        return open_ledger(data, name, sheet)
    except UnreadableFile as trouble:
        values = {"file": name, "message": trouble.message, "remedy": trouble.what_to_do}
        raise Refused("registry.file_unreadable", where=trouble.where, **values) from trouble


def _describe(batch: ImportBatch, ledger: Ledger) -> None:
    """Note the table's captions, and how a ledger with these captions was matched before."""
    kin = family(ledger.captions)
    before = ImportBatch.objects.filter(office=batch.office, family=kin)
    last = before.exclude(pk=batch.pk).exclude(step="uploaded").order_by("-id").first()
    batch.sheet, batch.sheets = ledger.sheet, list(ledger.sheets)
    batch.captions, batch.samples, batch.family = list(ledger.captions), ledger.samples(), kin
    batch.mapping = guess(ledger.captions, last.mapping if last else None, batch.samples)
    batch.kind = last.kind if last else ""
    batch.notes, batch.total = ledger.notes[:50], len(ledger)


def _turn_to(batch: ImportBatch, sheet: str) -> ImportBatch:
    with batch.file.open("rb") as file:
        ledger = read_ledger(file.read(), batch.file_name, sheet)
    _describe(batch, ledger)
    batch.rows.all().delete()
    batch.step, batch.reached, batch.held, batch.wrong = "uploaded", 0, 0, 0
    batch.save()
    journal.detail(sheet=sheet)
    return batch


def _at(batch: ImportBatch, *steps: str) -> ImportBatch:
    """The batch as it stands now, locked; refused unless it is at one of ``steps`` and no job is at work on it."""
    now = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    at_work = now.step in ("reading", "running") and not now.stalled
    if at_work or now.step not in steps:
        raise Refused("registry.import_step", file=now.file_name, step=now.step_label)
    return now


def _refuse_bad_mapping(batch: ImportBatch, chosen: Mapping[str, str], kind: str) -> None:
    for code, target in targets().items():
        columns = column_titles(batch.captions, chosen, code)
        if len(columns) > 1:
            raise Refused("registry.column_twice", field=target.label, columns="、".join(columns))
    if "name" not in chosen.values():
        raise Refused("registry.name_unmapped")
    if "kind" not in chosen.values() and kind not in {each.code for each in asset_kinds()}:
        raise Refused("registry.kind_unmapped")
