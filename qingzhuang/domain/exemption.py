"""The one exception the law knows: security, emergency and like scenes, with basis, scene, scope and end date.

Sources: OP-07 and RR-15 (special scenes only), MM-MAT and MG-FORM (stated separately in the application).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from qingzhuang.domain.text import Text

SCENES = {"emergency": Text("应急", "Emergency"), "security": Text("安保", "Security")}

PARTS = {
    "exception_scene": Text("场景", "scene"),
    "exception_basis": Text("依据", "basis"),
    "exception_scope": Text("适用范围", "scope"),
    "exception_ends_on": Text("截止日期", "end date"),
}
EXPIRED = Text("晚于今天的截止日期", "an end date later than today")


def claimed(values: Mapping[str, Any]) -> bool:
    """Whether an exception is claimed at all: any part of it was answered."""
    return any(values.get(code) for code in PARTS)


def exception_gaps(values: Mapping[str, Any], today: datetime.date, *, needed: bool = False) -> list[Text]:
    """Return the parts an exception still lacks; empty when complete, or when none is claimed nor ``needed``.

    ``values`` are a proposal's answers; dates are ISO text. An end date not later than ``today`` is a gap.
    """
    if not needed and not claimed(values):
        return []
    gaps = [label for code, label in PARTS.items() if not values.get(code)]
    ends_on = values.get("exception_ends_on")
    if ends_on and datetime.date.fromisoformat(str(ends_on)) <= today:
        gaps.append(EXPIRED)
    return gaps
