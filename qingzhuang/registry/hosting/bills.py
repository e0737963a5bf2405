"""Cloud bills and tables of resource use, whatever provider made them: captions in either language, any order.

A caption's bracket says the unit: 分 are fen, 元 (also without a bracket) yuan; GB and GiB are taken alike. Shares are
% where any of a column is above 1 or has the sign, else parts of 1: one column has one way of writing.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils import timezone

from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry.tokens import fold
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.reading import read_records
from qingzhuang.sheets.safety import open_upload

CAPTIONS = {
    "code": "资源id 资源编号 实例id 实例编号 资源 resourceid instanceid resource",
    "name": "资源名称 实例名称 名称 resourcename instancename name",
    "kind": "资源类型 产品 产品名称 类型 producttype product type kind",
    "asset": "应用编号 台账编号 备案号 应用 应用名称 系统名称 application asset app",
    "project": "项目 项目名称 标签 资源组 project tag resourcegroup",
    "provider": "云服务商 服务商 提供商 provider vendor",
    "month": "账期 月份 计费月份 统计月份 billingcycle month period",
    "cost": "费用 金额 应付金额 费用合计 月费用 cost amount charge",
    "cpu_mean": "cpu平均使用率 平均cpu使用率 cpu平均利用率 cpu使用率 cpumean averagecpu cpuaverage cpu",
    "cpu_peak": "cpu峰值使用率 cpu峰值 cpu最高使用率 最大cpu使用率 cpupeak maxcpu cpumax",
    "filled": "存储使用率 磁盘使用率 存储占用率 storageused diskused",
    "traffic": "流量 出流量 网络流量 traffic networkout",
    "processors": "cpu核数 vcpu 核数 cpu数 vcpus cores",
    "memory_gib": "内存 内存容量 memory",
    "storage_gib": "存储容量 磁盘容量 存储 storage disk",
}
LABELS = {code: Text(words.split()[0], words.split()[-1]) for code, words in CAPTIONS.items()}
SHARES = ("cpu_mean", "cpu_peak", "filled")
SIZES = ("processors", "memory_gib", "storage_gib")
NEEDED = ("code", "month")
KIND_WORDS = {
    "database": ("数据库", "rds", "mysql", "postgres", "database", "redis", "缓存"),
    "storage": ("存储", "硬盘", "磁盘", "oss", "obs", "storage", "disk", "备份"),
    "network": ("带宽", "公网", "负载均衡", "eip", "ip", "nat", "cdn", "network", "bandwidth", "专线"),
    "compute": ("服务器", "云主机", "计算", "ecs", "cvm", "虚拟机", "容器", "gpu", "compute", "server", "vm"),
}
WHY = {
    "no_code": Text("没有资源编号", "no id of the resource"),
    "no_month": Text("账期不是“2026-10”这样的写法", "the month is not written as 2026-10"),
    "ahead": Text("这个月还没有到", "this month is still to come"),
    "not_number": Text("不是数", "not a number"),
    "out_of_range": Text("超出可能的范围", "outside what is possible"),
    "twice": Text(
        "同一资源同一账期在文件中出现两次，金额已相加", "the same resource and month twice: the amounts were added"
    ),
}
MOST_ROWS = 200_000
MOST_FEN = 10**13
_BRACKET = re.compile(r"[（(\[【].*?[)）\]】]")
_MONTH = re.compile(r"(20\d\d)\s*[-/.年]?\s*(1[0-2]|0?[1-9])\s*月?(?:[-/.]\d{1,2}.*)?$")
_BY_CAPTION = {word: code for code, words in CAPTIONS.items() for word in words.split()}
# What a longer caption means, asked in this order.
_BY_WORDS = {
    "cpu_peak": re.compile(r"cpu.*(峰|最高|最大|peak|max)|(峰值|最高|最大|peak|max).*cpu"),
    "cpu_mean": re.compile(r"cpu.*(率|均|usage|util|avg|average|mean)|(平均|avg|average|mean).*cpu"),
    "filled": re.compile(r"(磁盘|存储|硬盘|disk|storage).*(率|占用|used|usage|util)"),
    "traffic": re.compile(r"流量|traffic"),
    "cost": re.compile(r"费用|金额|应付|实付|cost|amount|charge"),
    "month": re.compile(r"账期|月份|billing.*(month|cycle|period)"),
    "code": re.compile(r"(资源|实例|主机|resource|instance).*(id|编号|标识)"),
}


@dataclass
class Line:
    """One resource in one month; ``fen`` is ``None`` in a table of use without amounts, shares are in %."""

    row: int
    code: str
    month: datetime.date
    fen: int | None
    texts: dict[str, str]
    measured: dict[str, float]
    sizes: dict[str, float]

    @property
    def kind(self) -> str:
        said = f"{self.texts.get('kind', '')} {self.texts.get('name', '')}".casefold()
        return next((kind for kind, words in KIND_WORDS.items() if any(word in said for word in words)), "other")


@dataclass
class Lines:
    lines: list[Line] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)


class Bill:
    """A bill read whole; raises ``Refused`` with where and what to do."""

    def __init__(self, path: Path, name: str) -> None:
        try:
            self._records = read_records(open_upload(path, name))
        except UnreadableFile as trouble:
            said = {"file": name, "message": trouble.message, "remedy": trouble.what_to_do}
            raise Refused("registry.file_unreadable", where=trouble.where, **said) from trouble
        self._captions = {}
        for caption in self._records.headers:
            if code := _meaning(caption):
                self._captions.setdefault(code, caption)
        if missing := [code for code in NEEDED if code not in self._captions]:
            wanted = "、".join(CAPTIONS[code].split()[0] for code in missing)
            raise Refused("registry.bill_columns", where={"file": name}, columns=wanted)
        if len(self) > MOST_ROWS:
            raise Refused("registry.usage_too_many", where={"file": name}, count=len(self), limit=MOST_ROWS)
        self._fen = 1 if "分" in self._captions.get("cost", "") else 100
        self._scale = {code: self._scale_of(code) for code in SHARES if code in self._captions}

    def __len__(self) -> int:
        return len(self._records.rows)

    def read(self, start: int, stop: int) -> Lines:
        """The lines of some rows; a row without id, month or amount is refused, a bad measure is left out and said."""
        found = Lines()
        for record in self._records.rows[start:stop]:
            line = self._line(record, found.refused)
            if line is not None:
                found.lines.append(line)
        return found

    def _line(self, record: Any, refused: list[dict[str, Any]]) -> Line | None:
        row = record.row

        def wrong(code: str, why: str) -> None:
            value = str(record.raw.get(self._captions.get(code, ""), ""))[:80]
            refused.append({"row": row, "column": self._captions.get(code, code), "value": value, "why": why})

        texts = {code: _text(self._cell(record, code)) for code in ("name", "kind", "asset", "project", "provider")}
        code = _text(self._cell(record, "code"))
        if not code:
            return wrong("code", "no_code")
        month = month_of(self._cell(record, "month"))
        if month is None:
            return wrong("month", "no_month")
        if month > timezone.localdate():
            return wrong("month", "ahead")
        fen = None
        if "cost" in self._captions:
            cost = number_of(self._cell(record, "cost"))
            if cost is None or abs(cost * self._fen) > MOST_FEN:
                return wrong("cost", "not_number" if cost is None else "out_of_range")
            fen = round(cost * self._fen)
        measured = {}
        for each in (*SHARES, "traffic"):
            value = self._number(record, each, wrong)
            if value is not None:
                measured[each] = round(value * self._scale.get(each, 1.0), 4)
        sizes = {each: value for each in SIZES if (value := self._number(record, each, wrong)) is not None}
        return Line(row, code[:120], month, fen, texts, measured, sizes)

    def _number(self, record: Any, code: str, wrong: Any) -> float | None:
        said = self._cell(record, code)
        if said is None or _text(said) in ("", "-", "—", "/"):
            return None
        value = number_of(said)
        if value is None:
            return wrong(code, "not_number")
        top = 100.0 / self._scale.get(code, 1.0) if code in SHARES else 1e9
        if not 0 <= value <= top:
            return wrong(code, "out_of_range")
        return float(value)

    def _cell(self, record: Any, code: str) -> Any:
        return record.raw.get(self._captions.get(code, ""))

    def _scale_of(self, code: str) -> float:
        said = [self._cell(record, code) for record in self._records.rows]
        if "%" in self._captions[code] or any("%" in _text(each) for each in said):
            return 1.0
        values = [value for each in said if (value := number_of(each)) is not None]
        return 100.0 if values and max(values) <= 1 else 1.0


def _meaning(caption: str) -> str | None:
    said = re.sub(r"[\s_-]", "", _BRACKET.sub("", fold(caption)))
    return _BY_CAPTION.get(said) or next((code for code, words in _BY_WORDS.items() if words.search(said)), None)


def month_of(said: Any) -> datetime.date | None:
    """The first day of the month that a cell names."""
    if isinstance(said, datetime.date):
        return datetime.date(said.year, said.month, 1)
    match = _MONTH.match(_text(said))
    return datetime.date(int(match[1]), int(match[2]), 1) if match else None


def number_of(said: Any) -> Decimal | None:
    """A number as bills write them: 1,234.50, ¥12, 3.5 %."""
    text = re.sub(r"[,，¥￥%％\s]|元$|GiB$|GB$|G$|核$", "", _text(said), flags=re.IGNORECASE)
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _text(said: Any) -> str:
    if isinstance(said, float) and said.is_integer():
        said = int(said)
    return " ".join(str(said if said is not None else "").split())


def refused_text(each: Mapping[str, Any]) -> Text:
    return WHY[each["why"]]
