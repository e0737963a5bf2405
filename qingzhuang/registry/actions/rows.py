"""The two long steps of an import, each row batch in one transaction with the mark of how far it came.

A process that is killed loses at most the batch it was at; the next one goes on from the mark, so nothing is
entered twice and nothing is left half written.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.many import give_keys, insert_many, set_many
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import subtree_filter
from qingzhuang.registry.following import follow_soon
from qingzhuang.registry.ledgers.files import Ledger, LedgerRow, as_json
from qingzhuang.registry.ledgers.rows import Remark, RowReader, RowReading
from qingzhuang.registry.ledgers.successors import named_successor
from qingzhuang.registry.models import Asset, AssetEvent, ImportBatch, ImportRow, SearchEntry
from qingzhuang.registry.models.assets import identity_key, platform_of
from qingzhuang.registry.tokens import fold

CHUNK = 500


@action("registry.import.check", Text("检查台账", "Check a ledger"))
def check_rows(
    batch: ImportBatch, *, actor: Any, ledger: Ledger, units: dict[str, int], orders: dict[int, str]
) -> ImportBatch:
    """Read the next rows and write down what is wrong with each; the last batch ends the step.

    ``units`` are :func:`units_by_name`, ``orders`` the ledger's :meth:`~Ledger.date_orders`.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    reader = RowReader(batch.mapping, batch.kind, orders)
    read = [(row, reader.read(row.cells)) for row in ledger.rows(batch.reached, batch.reached + CHUNK)]
    rows = [_checked(batch, row, reading, units) for row, reading in read]
    _mark_doubles(batch, rows)
    insert_many(rows)
    batch.reached += len(rows)
    batch.held += sum(row.outcome == "held" for row in rows)
    batch.wrong += sum(row.outcome == "error" for row in rows)
    if batch.reached >= batch.total:
        batch.step, batch.reached = "checked", 0
    batch.save()
    journal.detail(rows=len(rows), wrong=sum(row.outcome == "error" for row in rows))
    return batch


@action("registry.import.run", Text("导入台账", "Import a ledger"))
def enter_rows(batch: ImportBatch, *, actor: Any) -> ImportBatch:
    """Enter the next rows that are right; what has come into the register meanwhile is held, not doubled."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    rows = list(batch.rows.filter(number__gt=batch.reached).order_by("number")[:CHUNK])
    ready = [row for row in rows if row.outcome == "new"]
    _mark_held(batch, ready)
    entering = [row for row in ready if row.outcome == "new"]
    left_out = [row for row in ready if row.outcome != "new"]
    _enter(batch, entering)
    follow_soon()
    batch.rows.filter(pk__in=[row.pk for row in entering]).update(outcome="added")
    set_many(ImportRow, "asset", [(row.pk, row.asset_id) for row in entering])
    ImportRow.objects.bulk_update(left_out, ["outcome", "asset", "remarks"])
    batch.added += len(entering)
    batch.reached = rows[-1].number if rows else batch.reached
    if not batch.rows.filter(number__gt=batch.reached).exists():
        batch.step, batch.done_at = "done", timezone.now()
        batch.held = batch.rows.filter(outcome="held").count()
        journal.detail(successors=_follow_words(batch))
    batch.save()
    journal.detail(rows=len(entering), reached=batch.reached)
    return batch


def _follow_words(batch: ImportBatch) -> int:
    """Link what ended to what the ledger says it went into, where one entry alone bears that name; else the words stay
    a remark. Done when all rows are in, since the other may stand in a later one."""
    ended = batch.rows.filter(outcome="added", asset__closed_on__isnull=False).select_related("asset")
    said = {row: named_successor(row.asset.attributes.get("ledger_note", "")) for row in ended}
    local = Asset.objects.filter(subtree_filter("keeper", batch.office.area), name__in={*said.values()} - {""})
    named: dict[str, list[Asset]] = {}
    for asset in local.exclude(kind="group"):
        named.setdefault(asset.name, []).append(asset)
    linked = [(row, named[name][0]) for row, name in said.items() if len(named.get(name, ())) == 1]
    linked = [(row, into) for row, into in linked if into.pk != row.asset_id]
    for row, into in linked:
        row.asset.attributes["ledger_successor"] = into.pk
        _say(row, Text(f"由“{into.name}”替代。", f"Replaced by “{into.name}”."), wrong=False)
    Asset.objects.bulk_update([row.asset for row, _ in linked], ["attributes"], batch_size=500)
    ImportRow.objects.bulk_update([row for row, _ in linked], ["remarks"], batch_size=500)
    return len(linked)


def units_by_name(office: Organisation) -> dict[str, int]:
    """Units within an office's area by the one spelling of their name; names that two bear are left out."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for pk, name in Organisation.objects.filter(subtree_filter("", office.area)).values_list("pk", "name"):
        if found.setdefault(fold(name), pk) != pk:
            twice.add(fold(name))
    return {name: pk for name, pk in found.items() if name not in twice}


def _checked(batch: ImportBatch, row: LedgerRow, reading: RowReading, units: dict[str, int]) -> ImportRow:
    sponsor = units.get(fold(reading.sponsor))
    made = ImportRow(
        batch=batch,
        number=row.number,
        cells=as_json(row.cells),
        values={
            "kind": reading.kind,
            "answers": reading.values,
            "own": reading.own,
            "state": reading.state,
            "dates": reading.dates,
            "sponsor": sponsor,
        },
        key=_key(reading),
        external_id=reading.external_id,
        outcome="error" if reading.wrong else "new",
        remarks=[_placed(batch, row, remark) for remark in reading.remarks],
    )
    made.id_cell = _placed(batch, row, Remark(Text("", ""), _column(batch, "external_id")))["cell"]
    return made


def _key(reading: RowReading) -> str:
    """The same key that the asset will bear."""
    platform = platform_of(reading.values) if reading.kind else ""
    return identity_key(reading.kind, reading.values.get("name") or "", reading.sponsor, platform)


def _asset_of(kind: str, answers: dict[str, Any], sponsor: str) -> Asset:
    asset = Asset(kind=kind, sponsor_name=sponsor, source="import")
    asset.take(answers)
    return asset


def _column(batch: ImportBatch, code: str) -> int | None:
    return next((int(column) for column, target in batch.mapping.items() if target == code), None)


def _placed(batch: ImportBatch, row: LedgerRow, remark: Remark) -> dict[str, Any]:
    place = row.places[remark.column] if remark.column is not None and remark.column < len(row.places) else ""
    return remark.as_json(f"{batch.sheet}!{place}" if batch.sheet and place else place or f"{row.number}")


def _say(row: ImportRow, text: Text, *, wrong: bool) -> None:
    row.remarks = [*row.remarks, {"text": text.as_dict(), "cell": getattr(row, "id_cell", ""), "wrong": wrong}]


def _mark_doubles(batch: ImportBatch, rows: list[ImportRow]) -> None:
    """Within the file: the same id twice is wrong; the same entry without ids is wrong from its second time on."""
    ids, keys = _seen_before(batch, rows)
    for row in rows:
        mark = (row.values["kind"], row.external_id)
        first = ids.get(mark) if row.external_id else keys.get(row.key)
        if first is not None:
            text = _repeats(first, row.external_id)
            _say(row, text, wrong=True)
            row.outcome = "error"
        if row.outcome == "error":
            continue
        if row.external_id:
            ids[mark] = row.number
        keys.setdefault(row.key, row.number)
    _mark_held(batch, [row for row in rows if row.outcome == "new"])


def _repeats(first: int, told: str) -> Text:
    if told:
        return Text(
            f"与第 {first} 行重复（编号“{told}”），请删去一行或改正编号。",
            f"Repeats row {first} (id “{told}”); delete one of them or mend the id.",
        )
    return Text(
        f"与第 {first} 行的类别、名称、主办单位和平台都相同。请删去一行；若是两项，请各写编号。",
        f"Row {first} has the same kind, name, sponsor and platform. Delete one; if they are two things, give each an id.",
    )


def _seen_before(batch: ImportBatch, rows: list[ImportRow]) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """Rows of earlier batches of this file that share an id or a key with these."""
    past = batch.rows.exclude(outcome="error")
    by_id = past.filter(external_id__in={row.external_id for row in rows if row.external_id})
    ids = {(row.values["kind"], row.external_id): row.number for row in by_id.order_by("-number")}
    by_key = past.filter(key__in={row.key for row in rows}).order_by("-number")
    return ids, dict(by_key.values_list("key", "number"))


def _mark_held(batch: ImportBatch, rows: list[ImportRow]) -> None:
    """Against the register: the same entry is held, not doubled; an id that belongs to another entry is wrong."""
    local = Asset.objects.filter(subtree_filter("keeper", batch.office.area))
    ids = {row.external_id for row in rows if row.external_id}
    by_id = {
        (asset.kind, asset.external_id): asset
        for asset in local.filter(external_id__in=ids, source="import").exclude(batch=batch)
    }
    by_key = {asset.identity_key: asset for asset in local.filter(identity_key__in={row.key for row in rows})}
    for row in rows:
        same_id = by_id.get((row.values["kind"], row.external_id)) if row.external_id else None
        same_key = by_key.get(row.key)
        if same_id is not None and same_id.identity_key != row.key:
            text = Text(
                f"编号“{row.external_id}”在台账中属于“{same_id.name}”。请核对编号；若只是流水号，请不要对应该列。",
                f"Id “{row.external_id}” belongs to “{same_id.name}” in the register. Check it; if it is only a serial "
                "number, leave that column out.",
            )
            _say(row, text, wrong=True)
            row.outcome = "error"
        elif held := same_id or (same_key if _same_entry(row, same_key) else None):
            text = Text(f"台账已有“{held.name}”，不重复登记。", f"“{held.name}” is registered already.")
            _say(row, text, wrong=False)
            row.outcome, row.asset = "held", held


def _same_entry(row: ImportRow, asset: Asset | None) -> bool:
    """Two entries with ids of their own stay two, though all else is alike."""
    return asset is not None and not (row.external_id and asset.external_id and row.external_id != asset.external_id)


def _enter(batch: ImportBatch, rows: list[ImportRow]) -> None:
    now, today = timezone.now(), timezone.localdate()
    sponsors = Organisation.objects.in_bulk({row.values["sponsor"] for row in rows} - {None})
    pairs = [(row, _new_asset(batch, row, sponsors.get(row.values["sponsor"]), now)) for row in rows]
    assets = [asset for _, asset in pairs]
    give_keys(assets)
    insert_many(assets)
    insert_many([event for row, asset in pairs for event in _facts(batch, row, asset, today)])
    insert_many([SearchEntry.of(asset) for asset in assets])
    for row, asset in pairs:
        row.asset = asset


def _new_asset(batch: ImportBatch, row: ImportRow, sponsor: Organisation | None, now: datetime.datetime) -> Asset:
    told = row.values
    sponsor_name = told["own"].get("sponsor", "")[:300]
    asset = _asset_of(told["kind"], told["answers"], sponsor_name)
    asset.sponsor = sponsor
    asset.keeper_id = sponsor.pk if sponsor else batch.office_id
    asset.batch, asset.external_id = batch, row.external_id
    asset.created_at = asset.updated_at = now
    asset.status = told["state"]
    if asset.status == "filed":
        asset.filed_on = _told_on(row, timezone.localdate(now))
    elif not asset.alive:
        asset.closed_on = _told_on(row, timezone.localdate(now))
    if number := told["own"].get("number"):
        asset.attributes["filing_number"] = number
    if note := told["own"].get("note"):
        asset.attributes["ledger_note"] = note
    return asset


def _facts(batch: ImportBatch, row: ImportRow, asset: Asset, today: datetime.date) -> list[AssetEvent]:
    """What the ledger tells, dated: found, with a state in words the register has none for, and the state it gives."""
    on, basis = _told_on(row, today), f"{batch.file_name} #{row.number}"[:500]
    note = row.values["own"].get("state", "")
    found = AssetEvent(asset=asset, verb="found", on=on, basis=basis, note=note, actor=batch.person)
    if asset.status == "running":
        return [found]
    return [found, AssetEvent(asset=asset, verb=asset.status, on=on, basis=basis, actor=batch.person)]


def _told_on(row: ImportRow, today: datetime.date) -> datetime.date:
    """The day the ledger gives for its state, at the latest today."""
    told = row.values["dates"].get("closed_on") or row.values["dates"].get("seen_on")
    return min(datetime.date.fromisoformat(told), today) if told else today
