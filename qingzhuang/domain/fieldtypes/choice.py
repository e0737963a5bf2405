"""Yes or no, and one of a list; the list belongs to the field."""

from typing import Any

from qingzhuang.domain.fieldtypes import BadValue, FieldType, fieldtypes
from qingzhuang.domain.text import Text

YES = {"是", "有", "yes", "y", "true", "1", "√", "已"}
NO = {"否", "无", "没有", "no", "n", "false", "0", "×", "未"}


def _yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadValue(Text(f"“{value}”请写“是”或“否”。", f"“{value}”: answer yes or no."))


fieldtypes.register(FieldType("choice", Text("选项", "Choice"), "choice", 8, lambda v: str(v).strip()))
fieldtypes.register(FieldType("yes_no", Text("是否", "Yes or no"), "yes_no", 5, _yes_no))
