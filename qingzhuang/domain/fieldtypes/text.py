"""A line of text, and a passage of text."""

from typing import Any

from qingzhuang.domain.fieldtypes import BadValue, FieldType, fieldtypes
from qingzhuang.domain.text import Text

LIMIT = 20_000


def _line(value: Any) -> str:
    return " ".join(_passage(value).split())


def _passage(value: Any) -> str:
    text = str(value).replace("\x00", "").strip()
    if len(text) > LIMIT:
        raise BadValue(Text(f"不得超过 {LIMIT} 字。", f"Must not be longer than {LIMIT} characters."))
    return text


fieldtypes.register(FieldType("text", Text("文字", "Text"), "line", 10, _line))
fieldtypes.register(FieldType("passage", Text("段落", "Passage"), "lines", 120, _passage))
