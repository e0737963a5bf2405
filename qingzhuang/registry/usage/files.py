"""Files of daily counts: csv, xlsx or Parquet, with captions in either language."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qingzhuang.analytics.usage import file_columns, file_rows
from qingzhuang.core.problems import Refused
from qingzhuang.registry.tokens import fold
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.reading import read_records
from qingzhuang.sheets.safety import open_upload

PARQUET = b"PAR1"
MOST_ROWS = 2_000_000
CAPTIONS = {
    "asset": "asset id number 条目 编号 台账编号 应用编号 条目编号",
    "day": "day date 日期 统计日期",
    "uses": "uses messages 次数 使用次数 访问次数 消息数 阅读数",
    "users": "users 人数 使用人数 活跃人数 用户数",
    "updates": "updates 更新数 更新次数 发布数 发文数",
}
_BY_CAPTION = {word: code for code, words in CAPTIONS.items() for word in words.split()}


class UsageFile:
    """A table of daily counts, read piece by piece; raises ``Refused`` with where and what to do."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        with path.open("rb") as file:
            self._parquet = file.read(4) == PARQUET
        captions = self._open()
        self._columns = {code: caption for caption in captions if (code := _BY_CAPTION.get(fold(caption)))}
        if missing := {"asset", "day"} - self._columns.keys():
            captions_wanted = "、".join(CAPTIONS[code].split()[0] for code in sorted(missing))
            raise Refused("registry.usage_columns", where={"file": name}, columns=captions_wanted)
        if len(self) > MOST_ROWS:
            raise Refused("registry.usage_too_many", where={"file": name}, count=len(self), limit=MOST_ROWS)

    def __len__(self) -> int:
        return self._count

    def rows(self, start: int, stop: int) -> list[dict[str, Any]]:
        """Rows by field; days are dates where the file holds them as such."""
        if self._parquet:
            found: Iterable[Any] = self._guard(file_rows, self.path, list(self._columns.values()), start, stop)
        else:
            found = ([r.raw.get(c) for c in self._columns.values()] for r in self._records.rows[start:stop])
        return [dict(zip(self._columns, map(_plain, row), strict=True)) for row in found]

    @property
    def first(self) -> int:
        """The number people give the first row: a sheet's captions stand in row 1, a Parquet file has none."""
        return 1 if self._parquet else 2

    def _open(self) -> list[str]:
        if self._parquet:
            columns, self._count = self._guard(file_columns, self.path)
            return columns
        try:
            self._records = read_records(open_upload(self.path, self.name))
        except UnreadableFile as trouble:
            said = {"file": self.name, "message": trouble.message, "remedy": trouble.what_to_do}
            raise Refused("registry.file_unreadable", where=trouble.where, **said) from trouble
        self._count = len(self._records.rows)
        return list(self._records.headers)

    def _guard(self, asked: Any, *given: Any) -> Any:
        try:
            return asked(*given)
        except ValueError as error:
            raise Refused("registry.usage_damaged", where={"file": self.name}) from error


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime.datetime) else value
