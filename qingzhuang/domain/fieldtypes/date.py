"""Dates, as officials write them: 2026-11-23, 2026.11.23, 2026年11月23日, 20261123, 2026/11/23."""

import datetime
import re
import unicodedata
from typing import Any

from qingzhuang.domain.fieldtypes import BadValue, FieldType, fieldtypes
from qingzhuang.domain.text import Text

_SHAPES = (
    re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)


def _date(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    plain = unicodedata.normalize("NFKC", str(value)).strip()
    for shape in _SHAPES:
        if found := shape.fullmatch(plain):
            try:
                return datetime.date(*(int(part) for part in found.groups())).isoformat()
            except ValueError:
                break
    raise BadValue(
        Text(f"“{value}”不是有效日期，请写成 2026-11-23。", f"“{value}” is not a date; write it as 2026-11-23.")
    )


fieldtypes.register(FieldType("date", Text("日期", "Date"), "date", 10, _date))
