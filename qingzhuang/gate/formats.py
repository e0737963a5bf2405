"""A report as text for people, JSON for programs, SARIF 2.1.0 for code-review tools."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from qingzhuang.domain.text import Text
from qingzhuang.gate.examination import Item, envelope
from qingzhuang.gate.rulebook import Rulebook

SEVERITIES = {
    "block": Text("须改", "must change"),
    "high": Text("严重", "high"),
    "medium": Text("应改", "medium"),
    "low": Text("提示", "low"),
}
STATUSES = {
    "open": Text("待处理", "open"),
    "excepted": Text("例外", "excepted"),
    "not_examined": Text("未检查：无数据", "not examined: no data"),
}
_SARIF_LEVELS = {"block": "error", "high": "error", "medium": "warning", "low": "note"}


def as_json(items: list[Item], rulebook: Rulebook, _language: str) -> str:
    return json.dumps(envelope(items, rulebook), ensure_ascii=False, indent=2)


def as_text(items: list[Item], rulebook: Rulebook, language: str) -> str:
    """A page an official can read: the answer first, then what to change, then what it costs."""
    return "\n\n".join("\n".join(_item_lines(item.as_json(), language)) for item in items)


def as_sarif(items: list[Item], rulebook: Rulebook, language: str) -> str:
    """SARIF: one result per open or excepted finding; an excepted one carries a suppression."""
    reports = [item.as_json() for item in items]
    results = [
        _sarif_result(report, finding, language)
        for report in reports
        for finding in report["findings"]
        if finding["status"] != "not_examined"
    ]
    used = {result["ruleId"] for result in results}
    driver = {
        "name": "qingzhuang",
        "rules": [
            {"id": rule.id, "shortDescription": {"text": rule.title.in_(language)}}
            for rule in rulebook.rules
            if rule.id in used
        ],
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


FORMATS: dict[str, Callable[[list[Item], Rulebook, str], str]] = {"text": as_text, "json": as_json, "sarif": as_sarif}


def _say(value: Any, language: str) -> str:
    return Text.of(value).in_(language) if value else ""


def _item_lines(report: Mapping[str, Any], language: str) -> Iterable[str]:
    findings = [f for f in report["findings"] if f["status"] != "not_examined"]
    unseen = len(report["findings"]) - len(findings)
    source = f" ({report['source']})" if report["source"] and report["source"] != report["id"] else ""
    yield f"■ {report['id']}{source}  {_verdict(findings).in_(language)}"
    for finding in findings:
        yield from _finding_lines(finding, language)
    if unseen:
        text = Text(f"另有 {unseen} 条规则未检查：没有所需数据。", f"{unseen} rules not examined: no data for them.")
        yield "  · " + text.in_(language)
    for similar in report["similar"][:3]:
        reasons = "；".join(_say(reason.get("text"), language) for reason in similar["reasons"])
        yield f"  ≈ {similar['name']} {similar['score']:.0%}  {reasons}"
    if report["suggestion"]:
        yield "  → " + _say(report["suggestion"].get("text"), language)
    for step in report["burden"]["arithmetic"][-1:]:
        hours = report["burden"]["hours_per_year"]
        unknown = Text("小时/年未知", "hours a year unknown").in_(language)
        yield f"  ⏱ {_say(step, language)} = " + (unknown if hours is None else f"{hours:,.1f} h")


def _verdict(findings: list[Mapping[str, Any]]) -> Text:
    still = [f for f in findings if f["status"] == "open"]
    serious = sum(f["severity"] in ("block", "high") for f in still)
    if serious:
        return Text(f"{serious} 处须先改", f"{serious} to change first")
    if still:
        return Text(f"{len(still)} 处可改进", f"{len(still)} to improve")
    return Text("未见问题", "nothing found")


def _finding_lines(finding: Mapping[str, Any], language: str) -> Iterable[str]:
    status = "" if finding["status"] == "open" else f" [{STATUSES[finding['status']].in_(language)}]"
    severity = SEVERITIES[finding["severity"]].in_(language)
    yield f"  {severity}{status} {finding['rule']} {_say(finding.get('title'), language)}"
    if finding["quote"]:
        yield f"      “{finding['quote']}” @ {finding['where'] or '-'}"
    cited = "；".join(f"{_say(c['instrument'], language)} [{c['ref']}]" for c in finding["citations"])
    yield f"      § {cited}"
    yield f"      → {_say(finding['remedy'], language)}"


def _sarif_result(report: Mapping[str, Any], finding: Mapping[str, Any], language: str) -> dict[str, Any]:
    cited = ", ".join(c["ref"] for c in finding["citations"])
    quote = f" “{finding['quote']}”" if finding["quote"] else ""
    message = f"{_say(finding.get('title'), language)}{quote} ({cited}). {_say(finding['remedy'], language)}"
    result: dict[str, Any] = {
        "ruleId": finding["rule"],
        "level": _SARIF_LEVELS[finding["severity"]],
        "message": {"text": message},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": report["source"] or report["id"]}},
                "logicalLocations": [{"fullyQualifiedName": f"{report['id']}#{finding['where'] or ''}"}],
            }
        ],
    }
    if finding["status"] == "excepted":
        result["suppressions"] = [{"kind": "external", "status": "accepted"}]
    return result
