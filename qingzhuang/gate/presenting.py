"""A stored report as a page shows it: the answer first, findings in order, evidence linked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qingzhuang.domain.kinds import Kind, kinds
from qingzhuang.domain.rules.facts import TOLD
from qingzhuang.domain.text import Text

ORDER = {"block": 0, "high": 1, "medium": 2, "low": 3}


@dataclass(frozen=True)
class ReportView:
    """What the template needs; ``must`` block acceptance, ``should`` are open but do not block."""

    content: Mapping[str, Any]
    must: list[Mapping[str, Any]] = field(default_factory=list)
    should: list[Mapping[str, Any]] = field(default_factory=list)
    excepted: list[Mapping[str, Any]] = field(default_factory=list)
    unseen: list[Mapping[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> ReportView:
        definition = kinds.get(content["kind"])
        shown = _by_rule(definition, content["findings"])
        shown.sort(key=lambda finding: ORDER[finding["severity"]])
        still = [finding for finding in shown if finding["status"] == "open"]
        return cls(
            content,
            must=[finding for finding in still if finding["severity"] == "block"],
            should=[finding for finding in still if finding["severity"] != "block"],
            excepted=[finding for finding in shown if finding["status"] == "excepted"],
            unseen=[finding for finding in shown if finding["status"] == "not_examined"],
        )

    @property
    def verdict(self) -> Text:
        """The title is the answer."""
        count = len(self.must)
        if count:
            return Text(f"暂不能受理，有 {count} 处须先改", f"Cannot be accepted yet: {count} to change first")
        if self.should:
            return Text(f"可以受理，另有 {len(self.should)} 处应改", f"Can be accepted; {len(self.should)} to mend")
        return Text("可以受理，未见问题", "Can be accepted: nothing found")

    @property
    def hours(self) -> float | None:
        return self.content["burden"]["hours_per_year"]

    @property
    def arithmetic(self) -> list[Mapping[str, Any]]:
        return self.content["burden"]["arithmetic"][:-1]

    @property
    def product(self) -> Mapping[str, Any]:
        return self.content["burden"]["arithmetic"][-1]

    @property
    def clean_rules(self) -> int:
        """Rules that were examined and found nothing."""
        applicable = self.content["rules"]["applicable"]
        return max(0, applicable - len({finding["rule"] for finding in self.content["findings"]}))

    @property
    def gaps(self) -> list[Text]:
        """All gaps at once, ready for a return letter."""
        lines = []
        for finding in self.must + self.should:
            title, remedy = Text.of(finding["title"]), Text.of(finding["remedy"])
            refs = [citation["ref"] for citation in finding["citations"]]
            zh, en = "、".join(refs), ", ".join(refs)
            lines.append(Text(f"{title.zh}（{zh}）：{remedy.zh}", f"{title.en} ({en}): {remedy.en}"))
        return lines


def _by_rule(definition: Kind, findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One entry per rule and status, with everything it points at: ``places`` are ``(quote, label)``."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for finding in findings:
        entry = merged.setdefault((finding["rule"], finding["status"]), {**finding, "places": []})
        if ORDER[finding["severity"]] < ORDER[entry["severity"]]:
            entry["severity"] = finding["severity"]
        place = (finding["quote"], place_of(definition, finding["where"]))
        if any(place) and place not in entry["places"]:
            entry["places"].append(place)
    return list(merged.values())


def place_of(definition: Kind, where: str | None) -> Text | str:
    """The label of the field a finding points at; cells and paragraphs are shown as they are."""
    if not where:
        return ""
    known = {each.code: each.label for each in definition.fields}
    return known.get(where) or TOLD.get(where) or where
