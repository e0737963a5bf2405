"""Filling a layout: the file as the other system wants it, and which row is whose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.domain.text import Text
from qingzhuang.sheets.fill import Field, Listing, Origin, Record, plan_filling, written
from qingzhuang.sheets.fill.spelling import Speller
from qingzhuang.sheets.layouts.reading import Layout
from qingzhuang.sheets.neutral import neutral
from qingzhuang.sheets.workbook import display

Row = Mapping[str, str]


class Unfit(NamedTuple):
    """A value that the column cannot take, or that a person should look at: the place of its record, and why."""

    record: int
    caption: str
    text: Text


@dataclass(slots=True)
class FilledLayout:
    """``content`` is the file, ``rows`` gives for each record (from 0) its row in the file (from 1)."""

    content: bytes
    name_ending: str
    rows: dict[int, int] = field(default_factory=dict)
    unfit: list[Unfit] = field(default_factory=list)


def fill_layout(layout: Layout, records: Sequence[Row]) -> FilledLayout:
    """Fill a layout with records, each ``{element code: what is held}``, in this order. The layout is used up."""
    return _fill_text(layout, records) if layout.hand else _fill_sheet(layout, records)


def _fill_text(layout: Layout, records: Sequence[Row]) -> FilledLayout:
    asks = layout.block.asks
    places = [column.number for column in layout.columns]
    filled = FilledLayout(b"", "csv")
    lines = []
    for number, record in enumerate(records):
        line = [""] * max(places)
        for ask, place in zip(asks, places, strict=True):
            line[place - 1] = _cell(layout, filled, number, record, ask)
        lines.append(line)
        filled.rows[number] = layout.header_last + 1 + number
    filled.content = layout.hand.written(lines)
    return filled


def _cell(layout: Layout, filled: FilledLayout, number: int, record: Row, ask) -> str:
    if ask.element == "record.sequence":
        return str(number + 1)
    told = record.get(ask.element or "", "")
    if not told:
        return ""
    try:
        spelt = Speller(layout.elements[ask.element], ask.wanted)(told)
    except BadValue as bad:
        filled.unfit.append(Unfit(number, ask.label, bad.text))
        return ""
    if spelt.doubt:
        filled.unfit.append(Unfit(number, ask.label, spelt.doubt))
    said = neutral(spelt.value.isoformat() if isinstance(spelt.value, date) else display(spelt.value))
    if layout.hand.encoding == "gb18030" and not _in_gbk(said):
        rare = "".join(character for character in said if not _in_gbk(character))
        doubt = Text(
            f"“{rare}”不在 GBK 字库中，对方系统可能显示不出", f"“{rare}” is not in GBK; the system may not show it"
        )
        filled.unfit.append(Unfit(number, ask.label, doubt))
    return said


def _in_gbk(text: str) -> bool:
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _fill_sheet(layout: Layout, records: Sequence[Row]) -> FilledLayout:
    template = layout.template
    codes = sorted({ask.element for ask in layout.block.asks if ask.element in layout.elements})
    fields = [Field(code, (layout.elements[code].name.zh,), code) for code in codes]
    listed = [Record(place=str(number)) for number in range(len(records))]
    for record, row in zip(listed, records, strict=True):
        record.hold({code: row[code] for code in codes if row.get(code)}, Origin(record.place))
    plan = plan_filling(template, Listing(fields, listed, layout.elements))
    filled = FilledLayout(written(plan), "xlsx")
    captions = {ask.cell: ask.label for ask in layout.block.asks}
    by_row: dict[int, int] = {}
    for each in plan.report.filled:
        row, _column = plan.report.place(each)
        if each.source.isdecimal():
            by_row[row] = int(each.source)
            if each.doubt:
                filled.unfit.append(Unfit(int(each.source), captions.get(each.ask.cell, ""), each.doubt))
    filled.rows = {number: row for row, number in by_row.items()}
    for finding in plan.report.findings:
        row, _column = plan.report.place(finding)
        filled.unfit.append(Unfit(by_row.get(row, -1), "", finding.text))
    return filled
