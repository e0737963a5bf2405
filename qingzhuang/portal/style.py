"""The samples of the living style page: one small template per component, found beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message

from qingzhuang.domain.text import Text
from qingzhuang.gate.formats import SEVERITIES

HERE = Path(__file__).parent
COMPONENTS = HERE / "templates" / "cotton"
SAMPLES = HERE / "templates" / "portal" / "style"

COLOURS = (
    ("paper", Text("纸", "Paper")),
    ("sheet", Text("面", "Sheet")),
    ("shade", Text("影", "Shade")),
    ("ink", Text("墨", "Ink")),
    ("soft", Text("淡墨", "Soft ink")),
    ("line", Text("线", "Line")),
    ("hair", Text("细线", "Hairline")),
    ("accent", Text("松绿（唯一强调色）", "Pine, the one accent")),
    ("block", SEVERITIES["block"]),
    ("high", SEVERITIES["high"]),
    ("medium", SEVERITIES["medium"]),
    ("low", SEVERITIES["low"]),
)

GRASSROOTS, PUBLIC = Text("面向基层", "Grassroots staff"), Text("企业群众", "Public and firms")
# What the samples show; invented, like the county they speak of.
EXAMPLES: dict[str, Any] = {
    "likeness": [
        (Text("青溪网格", "Qingxi Grid"), Text("县委政法委", "County legal affairs committee"), 0.82),
        (Text("安全生产巡查", "Workplace Safety Rounds"), Text("县应急管理局", "County emergency office"), 0.71),
    ],
    "hours": [
        (Text("县民政局", "Civil affairs"), 21.5, "#"),
        (Text("镇党政办", "Township office"), 18.0, "#"),
        (Text("县卫健局", "Health"), 11.2, "#"),
    ],
    "crumbs": [(Text("提议", "Proposals"), "#"), (Text("小程序", "Mini-programs"), "#")],
    "tab_samples": [
        (Text("待审", "To review"), "#", True, 3),
        (Text("已决定", "Decided"), "#", False, 41),
        (Text("全部", "All"), "#", False, None),
    ],
    "saved_samples": [
        (Text("到期未复核的群", "Groups past their end date"), "#", True),
        (Text("县民政局的", "Of civil affairs"), "#", False),
    ],
    "error_samples": [
        ("a1", Text("用途", "Purpose"), Text("请写明要解决什么问题。", "Say which problem it solves.")),
        ("a3", Text("截止日期", "End date"), Text("须晚于今天。", "Must be later than today.")),
    ],
    "choice_samples": [("grassroots", GRASSROOTS), ("internal", Text("内部", "Internal")), ("public", PUBLIC)],
    "item_samples": ["隐患上报", "照片", "派单"],
    "diff_samples": [
        (Text("面向谁", "For whom"), PUBLIC, GRASSROOTS),
        (Text("截止日期", "End date"), "", "2026-12-31"),
        (Text("人数", "People"), "366", "366"),
    ],
    "message_samples": [Message(constants.SUCCESS, "QZ-2026-0417"), Message(constants.WARNING, "QZ-2026-0418")],
}


@dataclass(frozen=True)
class Sample:
    """One component on the style page."""

    name: str
    template: str

    @property
    def tag(self) -> str:
        return f"<c-{self.name.replace('_', '-')}>"


def samples() -> list[Sample]:
    """Every component of the house with its sample, by name."""
    names = sorted(path.stem for path in COMPONENTS.glob("*.html"))
    return [Sample(name, f"portal/style/{name}.html") for name in names]
