"""Idle or not: what the months of a cloud resource say together. What was not measured is never called idle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qingzhuang.domain.text import Text

KINDS = {
    "compute": Text("计算", "Compute"),
    "database": Text("数据库", "Database"),
    "storage": Text("存储", "Storage"),
    "network": Text("网络", "Network"),
    "other": Text("其他", "Other"),
}
STATES = {
    "idle": Text("闲置", "Idle"),
    "of_ended": Text("应用已停，资源仍在计费", "Its app has ended, it is still billed"),
    "unclear": Text("看不清", "Unclear"),
    "used": Text("在用", "In use"),
    "released": Text("已释放", "Released"),
}
# Measures that together show whether a resource of a kind is used, each with the threshold it must stay below.
WATCHED: Mapping[str, Mapping[str, str]] = {
    "compute": {"cpu_mean": "mean", "cpu_peak": "peak"},
    "database": {"cpu_mean": "mean", "cpu_peak": "peak"},
    "storage": {"filled": "filled"},
    "network": {"traffic": "traffic"},
}
MEASURES = {
    "cpu_mean": (Text("平均 CPU", "mean CPU"), "%"),
    "cpu_peak": (Text("峰值 CPU", "peak CPU"), "%"),
    "filled": (Text("存储占用", "storage filled"), "%"),
    "traffic": (Text("流量", "traffic"), " GiB"),
}


@dataclass(frozen=True)
class Idleness:
    """``months`` in a row below every limit (``limits``: % or GiB a month) make a resource idle."""

    months: int
    limits: Mapping[str, float]


@dataclass(frozen=True)
class Found:
    """``state`` of :data:`STATES`; ``reasons`` say what it rests on, one line each."""

    state: str
    reasons: tuple[Text, ...]


def found_of(kind: str, measured: Sequence[Mapping[str, float]], wanted: Idleness) -> Found:
    """What follows from the months of a resource, the latest last; each says what was measured of it.

    One measure above its limit in one of the last months is use. Too few months, or a month in which a measure is
    missing and none is above, is unclear.
    """
    if kind not in WATCHED:
        return Found("unclear", (Text("这类资源没有可看的用量", "nothing of this kind is measured"),))
    recent = measured[-wanted.months :]
    busy = tuple(_said(code, month[code]) for month in recent for code in _above(kind, month, wanted))
    if busy:
        return Found("used", busy[-1:])
    if len(recent) < wanted.months:
        seen = len(recent)
        return Found("unclear", (Text(f"只看到 {seen} 个月", f"only {seen} month{'' if seen == 1 else 's'} seen"),))
    missing = [code for code in WATCHED[kind] if any(code not in month for month in recent)]
    if missing:
        return Found("unclear", tuple(_missing(code) for code in missing))
    said = tuple(_highest(code, recent) for code in WATCHED[kind])
    return Found("idle", (Text(f"连续 {wanted.months} 个月", f"for {wanted.months} months in a row"), *said))


def _above(kind: str, month: Mapping[str, float], wanted: Idleness) -> list[str]:
    return [code for code, limit in WATCHED[kind].items() if month.get(code, 0.0) >= wanted.limits[limit]]


def _said(code: str, value: float) -> Text:
    name, unit = MEASURES[code]
    return Text(f"{name.zh} {value:g}{unit}", f"{name.en} {value:g}{unit}")


def _missing(code: str) -> Text:
    name = MEASURES[code][0]
    return Text(f"账单里没有{name.zh}", f"the bill does not tell the {name.en}")


def _highest(code: str, months: Sequence[Mapping[str, float]]) -> Text:
    (name, unit), value = MEASURES[code], max(month[code] for month in months)
    return Text(f"{name.zh}不超过 {value:g}{unit}", f"{name.en} {value:g}{unit} at most")
