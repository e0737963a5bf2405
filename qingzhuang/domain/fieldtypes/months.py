"""Months of the year, as people write them: “6-9”, “6、7、8月”, “11—3” over the turn of the year."""

import re
from typing import Any

from qingzhuang.domain.fieldtypes import BadValue, FieldType, fieldtypes
from qingzhuang.domain.text import Text

_PART = re.compile(r"(\d{1,2})(?:月)?(?:[-—–~～至到]+(\d{1,2})(?:月)?)?月?")


def _months(value: Any) -> list[int]:
    parts = value if isinstance(value, list | tuple) else re.split(r"[\s,，;；、]+", str(value))
    found: set[int] = set()
    for part in filter(None, map(str, parts)):
        match = _PART.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not (1 <= first <= 12 and 1 <= last <= 12):
            raise BadValue(Text("请写月份，如“6-9”。", "Give months, such as 6-9."))
        found |= {month % 12 + 1 for month in range(first - 1, last + (12 if last < first else 0))}
    return sorted(found)


fieldtypes.register(
    FieldType("months", Text("月份", "Months"), "line", 10, _months, lambda months: "、".join(map(str, months)))
)
