"""The report as a document to read and to hand up."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Any, BinaryIO

import docx
from django.utils import timezone

from qingzhuang.domain.text import Text
from qingzhuang.registry.campaigns import contents
from qingzhuang.registry.campaigns.contents import NOW, UNKNOWN, Told
from qingzhuang.registry.campaigns.figures import SORTS
from qingzhuang.registry.criteria import criteria
from qingzhuang.registry.queries.campaigns import MOMENTS

# Longer lists are in the workbook.
MOST = 200
_NOTE = Text(
    "功能仍可在其他在用条目找到的，算作转移，其占用时间不算减少；人数或次数未填的不计入时间。逐条明细见同名 xlsx。",
    "A function found at another living entry has moved, and its hours are not saved; entries without people or "
    "repetitions count no hours. Every row is in the workbook of the same name.",
)


def write(told: Told, language: str) -> BinaryIO:
    """The document as an open file, at its beginning."""
    campaign, document = told.campaign, docx.Document()
    document.add_heading(campaign.name, 0)
    kinds = "、".join(criteria.get(code).label.in_(language) for code in campaign.criteria if code in criteria)
    facts = (
        (Text("依据", "Basis"), campaign.basis),
        (Text("区域", "Area"), campaign.area.name),
        (Text("标准", "Criteria"), kinds),
        (Text("期间", "Period"), f"{campaign.started_on} – {campaign.ended_on or campaign.due_on}"),
        (Text("生成日期", "Made on"), f"{timezone.localdate()}"),
    )
    for label, value in facts:
        document.add_paragraph(f"{label.in_(language)}: {value}")
    _figures(document, told, language)
    _table(document, Text("按单位", "By unit"), contents.UNIT_HEADS, contents.unit_rows(campaign), language)
    gone = contents.function_rows(told.rows, language)
    _table(document, Text("功能去向", "What became of functions"), contents.FUNCTION_HEADS, gone, language)
    grown = contents.rebound_rows(told.rebounds, language)
    _table(document, Text("回头看发现", "What looking back found"), contents.REBOUND_HEADS, grown, language)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    document.save(file)
    file.seek(0)
    return file


def _figures(document: Any, told: Told, language: str) -> None:
    heads = [Text("指标", "Figure"), *(MOMENTS[code] for code in told.moments), NOW]
    rows = []
    for sort in SORTS.values():
        unit = f" ({sort.unit.in_(language)})" if sort.unit.en else ""
        kept = [told.kept.get((moment, sort.code)) for moment in told.moments]
        figures = [*kept, told.now[sort.code]]
        if any(each and each.total for each in figures):
            rows.append([sort.label.in_(language) + unit, *(_shown(each, language) for each in figures)])
    _table(document, Text("前后对比", "Before and after"), heads, rows, language)
    document.add_paragraph(_NOTE.in_(language))


def _shown(figure: Any, language: str) -> str:
    if figure is None:
        return "—"
    if figure.total and not figure.known:
        return UNKNOWN.in_(language)
    partly = f" ({figure.known}/{figure.total})" if figure.known < figure.total else ""
    return f"{figure.value:,.10g}{partly}"


def _table(document: Any, title: Text, heads: Sequence[Text], rows: Sequence[Sequence[Any]], language: str) -> None:
    """A heading with its table; left out when there is nothing to tell, cut at :data:`MOST` with a word on the rest."""
    if not rows:
        return
    document.add_heading(title.in_(language), 1)
    table = document.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = head.in_(language)
    for row in rows[:MOST]:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = "" if value is None else str(value)
    if len(rows) > MOST:
        more = Text(f"另有 {len(rows) - MOST} 行，见 xlsx。", f"{len(rows) - MOST} more rows are in the workbook.")
        document.add_paragraph(more.in_(language))
