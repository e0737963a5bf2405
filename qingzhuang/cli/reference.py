"""docs/reference, written from the product itself, so that it cannot drift; a test checks that it is fresh."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from qingzhuang.analytics.overlap.report import schema as overlap_schema
from qingzhuang.core.actions import actions
from qingzhuang.domain.kinds import kinds
from qingzhuang.gate import rulebook
from qingzhuang.gate.formats import SEVERITIES
from qingzhuang.gate.schema import SCHEMA
from qingzhuang.registry.filing.schema import SCHEMA as FILING_SCHEMA
from qingzhuang.sheets.fill import schema as fill_schema
from qingzhuang.sheets.recognise import schema as recognise_schema


def write_reference(folder: Path) -> list[Path]:
    """Write every reference page; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in pages():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def pages() -> Iterator[tuple[str, str]]:
    """``(file name, text)`` of each page."""
    yield "check.schema.json", json.dumps(SCHEMA, ensure_ascii=False, indent=2) + "\n"
    yield "filing.schema.json", json.dumps(FILING_SCHEMA, ensure_ascii=False, indent=2) + "\n"
    yield "recognise.schema.json", json.dumps(recognise_schema(), ensure_ascii=False, indent=2) + "\n"
    yield "fill.schema.json", json.dumps(fill_schema(), ensure_ascii=False, indent=2) + "\n"
    yield "overlap.schema.json", json.dumps(overlap_schema(), ensure_ascii=False, indent=2) + "\n"
    yield "rules.md", "\n".join(_rules()) + "\n"
    yield "kinds.md", "\n".join(_kinds()) + "\n"
    yield "actions.md", "\n".join(_actions()) + "\n"


def _rules() -> Iterator[str]:
    yield "# 规则 / Rules\n"
    yield "Written by `./qz docs`. Provisions are paraphrases; confidence: A read, B reported, C inferred, D background, N not found.\n"
    for rule in rulebook.load("cn").rules:
        described = rulebook.describe(rule)
        yield f"## {rule.id} {rule.title.zh} / {rule.title.en}\n"
        yield f"{SEVERITIES[rule.severity].zh} / {rule.severity} · {', '.join(rule.applies_to)}\n"
        if described.condition:
            yield f"- {described.condition.en}"
        if rule.families:
            yield f"- words: {', '.join(rule.families)}"
        if described.unless:
            yield f"- unless {described.unless.en}"
        yield f"- → {rule.remedy.zh} / {rule.remedy.en}"
        yield "- § " + "; ".join(f"{c.ref} ({c.confidence}) {c.instrument.zh}" for c in rule.citations) + "\n"


def _kinds() -> Iterator[str]:
    yield "# 种类 / Kinds\n"
    for kind in kinds:
        yield f"## `{kind.code}` {kind.label.zh} / {kind.label.en}\n\n{kind.meaning.zh} {kind.meaning.en}\n"
        yield "| field | 中文 | English | type | required |\n|---|---|---|---|---|"
        for field in kind.fields:
            yield f"| `{field.code}` | {field.label.zh} | {field.label.en} | {field.type} | {'yes' if field.required else ''} |"
        yield ""


def _actions() -> Iterator[str]:
    yield "# 操作 / Actions\n\nEach is a permission, a journal verb and a label.\n\n| code | 中文 | English |\n|---|---|---|"
    for each in sorted(actions, key=lambda action: action.code):
        yield f"| `{each.code}` | {each.label.zh} | {each.label.en} |"
