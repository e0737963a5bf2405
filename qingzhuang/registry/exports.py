"""The register as a file, and the wrong rows of an import as a sheet to mend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone

from qingzhuang.core.exports import export
from qingzhuang.domain.kinds import Field, kinds
from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Asset, AssetQuerySet, ImportBatch
from qingzhuang.registry.models.assets import asset_kinds

_FIRST = (
    Text("类别", "Kind"),
    Text("编号", "Number"),
    Text("名称", "Name"),
    Text("主办单位", "Sponsor"),
    Text("状态", "State"),
)
_LAST = (Text("关停日期", "Closed on"), Text("台账编号", "Id in the ledger"))


def asset_export_response(found: AssetQuerySet, kind: str, form: str, language: str) -> HttpResponseBase:
    """A list as ``csv`` or ``xlsx``; of one kind with all its questions, of several with those they share.

    Captions are those the import recognises, so that a file taken out can be brought in elsewhere. Secret answers
    (names and telephones of handlers) stay inside.
    """
    columns = _columns(kind)
    headers = [text.in_(language) for text in (*_FIRST, *(f.label for f in columns), *_LAST)]
    name = Text("台账", "register").in_(language) + f"-{timezone.localdate():%Y%m%d}"
    rows = (_row(asset, columns, language) for asset in found.iterator(chunk_size=500))
    return export(name, headers, rows, form)


def _columns(kind: str) -> list[Field]:
    """Fields beyond the name, in the order of the form; those of every kind when the list is mixed."""
    chosen = [kinds.get(kind)] if kind else asset_kinds()
    shared = set.intersection(*({f.code for f in each.fields} for each in chosen))
    return [f for f in chosen[0].fields if f.code in shared and f.code != "name" and not f.secret]


def _row(asset: Asset, columns: list[Field], language: str) -> list[Any]:
    values, known = asset.values, {f.code: f for f in asset.definition.fields}
    first = (asset.definition.label.in_(language), asset.number, asset.name, asset.sponsor_shown)
    answers = [_cell(known[f.code], values.get(f.code), language) for f in columns]
    last = (asset.closed_on.isoformat() if asset.closed_on else "", asset.external_id)
    return [*first, asset.state_label.in_(language), *answers, *last]


def _cell(each: Field, value: Any, language: str) -> Any:
    """Numbers stay numbers in the file; everything else is as shown."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return each.show(value, language)


def error_rows_response(batch: ImportBatch, language: str) -> HttpResponseBase:
    """The wrong rows as they stood, each with its row number and what to mend."""
    headers = [*batch.captions, Text("原行号", "Row").in_(language), Text("须改正", "To mend").in_(language)]
    name = f"{batch.file_name.rpartition('.')[0]}-" + Text("有误行", "wrong-rows").in_(language)
    return export(name, headers, _wrong(batch, language), "xlsx")


def _wrong(batch: ImportBatch, language: str) -> Iterator[list[Any]]:
    for row in batch.rows.filter(outcome="error").iterator(chunk_size=500):
        said = [Text.of(remark["text"]).in_(language) for remark in row.remarks if remark["wrong"]]
        where = [remark["cell"] for remark in row.remarks if remark["wrong"]]
        told = "；".join(f"{cell} {text}".strip() for cell, text in zip(where, said, strict=True))
        yield [*row.cells, row.number, told]
