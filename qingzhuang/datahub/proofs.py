"""What a signed text says, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qingzhuang.datahub.receipts import FORMAT, HOW
from qingzhuang.datahub.terms import elements
from qingzhuang.domain.text import Text

_RECEIPT = (
    ("n", Text("凭证编号", "Receipt number")),
    ("u", Text("报送单位", "Unit that supplied")),
    ("a", Text("索要单位", "Who asked")),
    ("m", Text("索要内容", "What was asked")),
    ("d", Text("出具日期", "Given on")),
    ("c", Text("字段数", "Fields")),
)
_EXCHANGE = (
    ("from", Text("提供单位", "Given by")),
    ("to", Text("取得单位", "Given to")),
    ("by", Text("经办", "By")),
    ("purpose", Text("用途", "Purpose")),
    ("elements", Text("数据元", "Elements")),
    ("subjects", Text("对象数", "Subjects")),
    ("at", Text("时间", "When")),
    ("grant", Text("授权", "Grant")),
    ("broken_off", Text("中断", "Broken off")),
    ("digest", Text("答复的 SHA-256", "SHA-256 of the answer")),
    ("request", Text("请求的 SHA-256", "SHA-256 of the request")),
)
Statement = tuple[Text, Any]


def statements(facts: Mapping[str, Any]) -> list[Statement]:
    """``(label, value)`` of what a receipt or an exchange says, the most telling first; what is unknown as it stands."""
    labels = dict(_RECEIPT if facts.get("t") == FORMAT else _EXCHANGE)
    said = [(label, _words(key, facts[key])) for key, label in labels.items() if facts.get(key) not in (None, "")]
    hidden = {*labels, "t", "f", "h"} if facts.get("t") == FORMAT else {*labels}
    return said + [(Text(key, key), _words(key, value)) for key, value in facts.items() if key not in hidden]


def fields_of(facts: Mapping[str, Any]) -> list[tuple[str, Text, str, str]]:
    """The fields of a receipt: caption, how it was answered, number or source, as of."""
    if facts.get("t") != FORMAT:
        return []
    return [(caption, HOW.get(how, Text(how, how)), said, day) for caption, how, said, day in facts.get("f", ())]


def _words(key: str, value: Any) -> Any:
    if key == "elements":
        names = [known.name if (known := elements().get(code)) else Text(code, code) for code in value]
        return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))
    if value is True:
        return Text("是", "yes")
    return "、".join(map(str, value)) if isinstance(value, list) else value
