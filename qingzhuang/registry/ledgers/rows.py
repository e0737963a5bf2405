"""What one row of a ledger says, and what is wrong with it: every fault at once, each with its cell and remedy."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qingzhuang.domain.fieldtypes import BadValue, fieldtypes
from qingzhuang.domain.kinds import Field, Kind, kinds
from qingzhuang.domain.text import Text
from qingzhuang.registry.ledgers.columns import SAME
from qingzhuang.registry.ledgers.dates import UNTOLD, read_year_last
from qingzhuang.registry.ledgers.words import asset_kind, nearest_choice
from qingzhuang.registry.states import STATES, state_named
from qingzhuang.registry.tokens import fold
from qingzhuang.sheets.normalise import parse_date

NAME_LIMIT = 300


@dataclass(frozen=True)
class Remark:
    """Something said about a row; ``wrong`` ones keep it out of the register. ``column`` counts from 0."""

    text: Text
    column: int | None = None
    wrong: bool = True

    def as_json(self, place: str) -> dict[str, Any]:
        return {"text": self.text.as_dict(), "cell": place, "wrong": self.wrong}


@dataclass
class RowReading:
    """One row as understood. ``values`` are parsed answers of the kind; the rest is what only ledgers say."""

    kind: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    state: str = "running"
    dates: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def wrong(self) -> bool:
        return any(remark.wrong for remark in self.remarks)

    @property
    def external_id(self) -> str:
        """As written, but full-width letters and digits count as the plain ones."""
        return unicodedata.normalize("NFKC", self.own.get("external_id", ""))[:120]

    @property
    def sponsor(self) -> str:
        return self.own.get("sponsor", "")[:300]


class RowReader:
    """Reads rows by one mapping ``{column number as text: target code}``, with a kind for rows that name none.

    ``orders`` says by column in which order dates with the year last are written (:mod:`.dates`).
    """

    def __init__(self, mapping: Mapping[str, str], kind: str = "", orders: Mapping[int, str] | None = None) -> None:
        self._orders = orders or {}
        self._columns = {code: int(column) for column, code in mapping.items() if code}
        self._kind = kind

    def read(self, cells: Sequence[Any]) -> RowReading:
        reading = RowReading()
        kind = self._kind_of(cells, reading)
        for code in ("name", "external_id", "sponsor", "number", "note"):
            if text := self._text(cells, code):
                reading.own[code] = text
        self._state(cells, reading)
        if kind is not None:
            reading.kind = kind.code
            self._answers(cells, kind, reading)
        if "name" not in reading.own:
            reading.remarks.append(
                Remark(Text("缺名称，请填写。", "The name is missing; fill it in."), self._columns.get("name"))
            )
        return reading

    def _text(self, cells: Sequence[Any], code: str) -> str:
        column = self._columns.get(code)
        value = cells[column] if column is not None and column < len(cells) else None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else " ".join(str(value).split())

    def _kind_of(self, cells: Sequence[Any], reading: RowReading) -> Kind | None:
        word = self._text(cells, "kind")
        if not word and self._kind:
            return kinds.get(self._kind)
        kind = asset_kind(word)
        if kind is None:
            offered = [k.label for k in kinds if k.becomes == "asset"]
            zh, en = "、".join(t.zh for t in offered), ", ".join(t.en for t in offered)
            text = Text(f"不认识类别“{word}”，请写：{zh}。", f"The kind “{word}” is not known; write one of: {en}.")
            reading.remarks.append(Remark(text, self._columns.get("kind")))
        return kind

    def _state(self, cells: Sequence[Any], reading: RowReading) -> None:
        word = self._text(cells, "status")
        if word and (state := state_named(word)):
            reading.state = state
        elif word:
            running = STATES["running"].label
            text = Text(
                f"状态“{word}”按“{running.zh}”登记，原词记入经过。",
                f"State “{word}” is entered as “{running.en}”; the word itself stands in what happened.",
            )
            reading.own["state"] = word
            reading.remarks.append(Remark(text, self._columns["status"], wrong=False))
        for code in ("closed_on", "seen_on"):
            if raw := self._raw(cells, code):
                self._take(reading, reading.dates, code, Field(code, Text("", ""), "date"), raw)
        if reading.dates.get("closed_on"):
            reading.state = "closed"

    def _raw(self, cells: Sequence[Any], code: str) -> Any:
        column = self._columns.get(code)
        value = cells[column] if column is not None and column < len(cells) else None
        return None if isinstance(value, str) and not value.strip() else value

    def _answers(self, cells: Sequence[Any], kind: Kind, reading: RowReading) -> None:
        known = {f.code: f for f in kind.fields}
        for code in self._columns:
            raw = self._raw(cells, code)
            each = next((known[c] for c in SAME.get(code, (code,)) if c in known), None)
            if raw is None or each is None or code in ("kind", "sponsor", "number"):
                continue
            self._take(reading, reading.values, code, each, raw)
        name = reading.values.get("name") or ""
        if len(name) > NAME_LIMIT:
            text = Text(f"名称超过 {NAME_LIMIT} 字。", f"The name is longer than {NAME_LIMIT} characters.")
            reading.remarks.append(Remark(text, self._columns["name"]))
        start, end = reading.values.get("starts_on"), reading.values.get("ends_on")
        if start and end and end < start:
            text = Text(f"结束日期 {end} 早于开始日期 {start}。", f"The end {end} is before the start {start}.")
            reading.remarks.append(Remark(text, self._columns["ends_on"]))

    def _take(self, reading: RowReading, into: dict[str, Any], code: str, each: Field, raw: Any) -> None:
        column = self._columns[code]
        if each.type == "date":
            told = read_year_last(raw, self._orders.get(column, UNTOLD))
            if isinstance(told, Text):
                reading.remarks.append(Remark(told, column))
                return
            raw = told or raw
        try:
            value = _parsed(each, raw)
        except BadValue as bad:
            value = _first_day(raw) if each.type == "date" else None
            if value is None:
                reading.remarks.append(Remark(bad.text, column))
                return
            text = Text(f"“{raw}”没有写到日，按 {value} 登记。", f"“{raw}” names no day; entered as {value}.")
            reading.remarks.append(Remark(text, column, wrong=False))
        if each.choices and value == "other" and fold(str(raw)) not in ("other", "其他"):
            text = Text(f"“{raw}”不在选项中，按“其他”登记。", f"“{raw}” is not among the options; entered as “other”.")
            reading.remarks.append(Remark(text, column, wrong=False))
        if value is not None:
            into[each.code if each.label.zh else code] = value


def _parsed(each: Field, raw: Any) -> Any:
    """Parse as the field would, but read options and dates as ledgers write them."""
    if each.choices:
        code = nearest_choice(each, str(raw))
        return each.parse(raw) if code is None else code
    if each.type == "date" and isinstance(raw, datetime.datetime | datetime.date | str):
        return each.parse(_without_time(raw))
    if isinstance(raw, float) and raw.is_integer() and fieldtypes.get(each.type).widget != "number":
        raw = int(raw)
    return each.parse(raw)


def _first_day(raw: Any) -> str | None:
    """The first day of a month or a year told without its day; ``None`` for anything else."""
    told = parse_date(raw)
    return told.value.isoformat() if told and told.precision in ("month", "year") else None


def _without_time(raw: Any) -> Any:
    """``2026-11-23 00:00:00`` is the day alone."""
    head, _, tail = str(raw).strip().partition(" ")
    return head if isinstance(raw, str) and tail[:1].isdigit() and ":" in tail else raw
