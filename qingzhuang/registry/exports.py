"""The register as a file, and the wrong rows of an import as a sheet to mend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.utils import timezone

from qingzhuang.core.exports import export
from qingzhuang.domain.kinds import Field, kinds
from qingzhuang.domain.text import Text
from qingzhuang.registry.models import (
    Asset,
    AssetQuerySet,
    ImportBatch,
    PairQuerySet,
    Resource,
    ResourceQuerySet,
    SimilarPair,
)
from qingzhuang.registry.models.assets import asset_kinds
from qingzhuang.registry.models.similar import DECISIONS
from qingzhuang.registry.queries.placement import SHOWN, Placement, Sizes, placements_of

_FIRST = (
    Text("类别", "Kind"),
    Text("编号", "Number"),
    Text("名称", "Name"),
    Text("主办单位", "Sponsor"),
    Text("状态", "State"),
)
_LAST = (Text("关停日期", "Closed on"), Text("台账编号", "Id in the ledger"))
_RESOURCE_COLUMNS = (
    Text("资源编号", "Resource id"),
    Text("资源名称", "Name"),
    Text("类型", "Kind"),
    Text("项目", "Project"),
    Text("应用", "Entry"),
    Text("判断", "State"),
    Text("依据", "Why"),
    Text("每月费用（元）", "Yuan a month"),
    Text("处理", "Decision"),
    Text("理由", "Reason"),
)


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


_PAIR = (
    Text("名称", "Name"),
    Text("主办单位", "Sponsor"),
    Text("相似条目", "Similar entry"),
    Text("主办单位", "Sponsor"),
    Text("相似度", "Score"),
    Text("依据", "Reasons"),
    Text("判断", "Decision"),
    Text("理由", "Because"),
    Text("判断人", "Decided by"),
    Text("判断日期", "Decided on"),
)


def resources_export_response(found: ResourceQuerySet, form: str, language: str) -> HttpResponseBase:
    """Cloud resources as ``csv`` or ``xlsx``: whose, in what state and why, what a month costs (yuan)."""
    headers = [text.in_(language) for text in _RESOURCE_COLUMNS]
    rows = (_resource_row(each, language) for each in found.iterator(chunk_size=500))
    return export(Text("云资源", "cloud-resources").in_(language), headers, rows, form)


def _resource_row(each: Resource, language: str) -> list[Any]:
    why = "；".join(Text(**reason).in_(language) for reason in each.reasons)
    answer = each.answer_label.in_(language) if each.answer_label else ""
    what = (each.code, each.name, each.kind_label.in_(language), each.project)
    owner = each.asset.name if each.asset else ""
    return [*what, owner, each.state_label.in_(language), why, each.yuan, answer, each.because]


_PLACEMENT = (
    Text("名称", "Name"), Text("主办单位", "Sponsor"), Text("部署位置", "Hosting"), Text("所在网络", "Network"),
    Text("vCPU", "vCPU"), Text("内存 GiB", "Memory GiB"), Text("存储 GiB", "Storage GiB"), Text("等级保护级别", "Protection grade"),
    Text("等保测评日期", "Date of the grade"), Text("安全检测日期", "Date of the test"), Text("待补正", "To be mended"),
)  # fmt: skip


def placements_export_response(found: AssetQuerySet, form: str, language: str) -> HttpResponseBase:
    """Where apps run as ``csv`` or ``xlsx``, with what is missing, old or belied by the bill."""
    headers = [text.in_(language) for text in _PLACEMENT]
    rows = (_placement_row(each, language) for page in Paginator(found, 500) for each in placements_of(page))
    return export(Text("应用部署", "where-apps-run").in_(language), headers, rows, form)


def _placement_row(each: Placement, language: str) -> list[Any]:
    told = [each.told[code].in_(language) if code in each.told else "" for code in SHOWN]
    gaps = "；".join(gap.in_(language) for gap in each.gaps)
    size = each.sizes or Sizes()
    measures = [size.processors, size.memory_gib, size.storage_gib]
    return [each.asset.name, each.asset.sponsor_shown, *told[:2], *measures, *told[2:], gaps]


def pairs_export_response(found: PairQuerySet, form: str, language: str) -> HttpResponseBase:
    """Pairs of similar things as ``csv`` or ``xlsx``, with the reasons and the decisions."""
    headers = [text.in_(language) for text in _PAIR]
    name = Text("相似条目", "similar").in_(language) + f"-{timezone.localdate():%Y%m%d}"
    return export(name, headers, (_pair_row(pair, language) for pair in found.iterator(chunk_size=500)), form)


def _pair_row(pair: SimilarPair, language: str) -> list[Any]:
    reasons = "；".join(Text.of(each["text"]).in_(language) for each in pair.reasons)
    decided = DECISIONS[pair.decision].in_(language) if pair.decision else ""
    day = timezone.localdate(pair.decided_at).isoformat() if pair.decision and pair.decided_at else ""
    ends = (pair.first.name, pair.first.sponsor_shown, pair.second.name, pair.second.sponsor_shown)
    return [*ends, pair.score, reasons, decided, pair.because, str(pair.decided_by or ""), day]
