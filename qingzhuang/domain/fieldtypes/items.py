"""A list of short items, one a line, or separated as people do in one cell."""

import re
from typing import Any

from qingzhuang.domain.fieldtypes import BadValue, FieldType, fieldtypes
from qingzhuang.domain.text import Text

LIMIT = 500
_SPLIT = re.compile(r"[\n;；、]+")


def _items(value: Any) -> list[str]:
    parts = value if isinstance(value, list | tuple) else _SPLIT.split(str(value))
    found = list(dict.fromkeys(text for part in parts if (text := " ".join(str(part).split()))))
    if len(found) > LIMIT:
        raise BadValue(Text(f"不得超过 {LIMIT} 项。", f"At most {LIMIT} items."))
    return found


fieldtypes.register(FieldType("items", Text("列表", "List"), "items", 60, _items, "；".join))
