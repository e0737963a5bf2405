"""The rules of a jurisdiction: national packs with the overlays of its chain on top. No Django, no database.

A pack that names an unknown fact, kind, family, operator or citation does not load, and says where.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qingzhuang.domain.detectors import FAMILIES
from qingzhuang.domain.exemption import SCENES
from qingzhuang.domain.kinds import kinds
from qingzhuang.domain.rules import CONFIDENCE, SEVERITIES, Citation, Parameter, Rule, in_words, name_of
from qingzhuang.domain.rules.operators import operators
from qingzhuang.domain.text import Text

PACKS = Path(__file__).parent / "packs"
_KNOWN = {
    "id", "title", "applies_to", "severity", "cites", "families", "parameters", "when", "unless", "escalate", "scenes",
    "lapses", "remedy", "explain", "examples", "valid_from", "valid_until",
}  # fmt: skip


class BadPack(ValueError):
    """A rule pack that cannot be used; the message names file, rule and field."""


@dataclass(frozen=True)
class Rulebook:
    """``hash`` identifies the packs as loaded, so that a report says which rules it used."""

    rules: tuple[Rule, ...]
    jurisdiction: str
    hash: str


def load(jurisdiction: str = "cn", on: datetime.date | None = None) -> Rulebook:
    """The rulebook of a jurisdiction, of rules in force ``on`` a day; an unknown one raises ``KeyError``."""
    book = _load(jurisdiction)
    if on is None:
        return book
    return Rulebook(tuple(rule for rule in book.rules if rule.in_force(on)), book.jurisdiction, book.hash)


@cache
def jurisdictions() -> dict[str, Text]:
    """Codes and names of every jurisdiction with rules."""
    return {code: Text(entry["zh"], entry["en"]) for code, entry in _yaml(PACKS / "jurisdictions.yaml").items()}


@dataclass(frozen=True)
class Described:
    """What a page says about a rule besides its fields."""

    condition: Text | None
    unless: Text | None
    scenes: tuple[Text, ...]
    lapses: Text | None
    escalate: tuple[tuple[str, Text], ...]
    words: tuple[Text, ...]
    parameters: tuple[tuple[Parameter, str], ...]
    citations: tuple[tuple[Citation, Text], ...]


def describe(rule: Rule) -> Described:
    """The conditions in words, the families read in texts, the parameters, and how sure the sources are.

    ``scenes`` except a finding until ``lapses`` holds; ``escalate`` gives severities with when they apply.
    """
    return Described(
        in_words(rule.when, rule.parameters) if rule.when else None,
        in_words(rule.unless, rule.parameters) if rule.unless else None,
        tuple(SCENES[scene] for scene in rule.scenes),
        in_words(rule.lapses, rule.parameters) if rule.lapses else None,
        tuple((severity, in_words(each, rule.parameters)) for severity, each in rule.escalate.items()),
        tuple(FAMILIES[family].label for family in rule.families),
        tuple((each, _shown(each.value)) for each in rule.parameters.values()),
        tuple((citation, _how_sure(citation.confidence)) for citation in rule.citations),
    )


def _how_sure(marks: str) -> Text:
    """The words of a confidence mark; ``A/C`` says that parts of the provision rest on different ground."""
    words = [CONFIDENCE[mark] for mark in marks.split("/")]
    return Text("；部分".join(each.zh for each in words), "; in part ".join(each.en for each in words))


def _in_force(cites: list[str], citations: Mapping[str, Citation]) -> datetime.date | None:
    """A rule binds from the first day that any instrument it cites does."""
    return min((day for ref in cites if (day := citations[ref].in_force)), default=None)


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) or "—" if isinstance(value, list) else str(value)


@cache
def _load(jurisdiction: str) -> Rulebook:
    tree = _yaml(PACKS / "jurisdictions.yaml")
    chain: list[str] = []
    code: str | None = jurisdiction
    while code:
        chain.insert(0, code)
        code = tree[code].get("parent")
    citations, digest = provisions(), hashlib.sha256((PACKS / "instruments.yaml").read_bytes())
    merged: dict[str, dict[str, Any]] = {}
    for code in chain:
        for path in sorted((PACKS / code).glob("*.yaml")):
            digest.update(path.read_bytes())
            for entry in _yaml(path):
                entry["jurisdiction"] = code
                merged[entry["id"]] = {**merged.get(entry["id"], {}), **entry}
                _check(merged[entry["id"]], citations, path)
    rules = [_rule(entry, citations) for entry in merged.values()]
    return Rulebook(tuple(sorted(rules, key=lambda rule: rule.id)), jurisdiction, digest.hexdigest())


def _yaml(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both loaders are safe


@cache
def provisions() -> dict[str, Citation]:
    """Every provision a rule, a decision or a dated fact may cite, by reference such as ``MM-CLOSE``."""
    content = _yaml(PACKS / "instruments.yaml")
    found = {}
    for ref, entry in content["provisions"].items():
        instrument = content["instruments"][ref.split("-")[0]]
        if not set(entry["confidence"].split("/")) <= set(CONFIDENCE):
            raise BadPack(f"instruments.yaml: {ref}: confidence: one of {', '.join(CONFIDENCE)}, or two such as A/C")
        if unknown := entry.keys() - {"zh", "en", "article", "confidence"}:
            raise BadPack(f"instruments.yaml: {ref}: no such field: {', '.join(sorted(unknown))}")
        found[ref] = Citation(
            ref=ref,
            instrument=Text(instrument["zh"], instrument["en"]),
            provision=Text(entry["zh"], entry["en"]),
            confidence=entry["confidence"],
            article=entry.get("article"),
            in_force=instrument.get("in_force"),
        )
    return found


def _check(entry: Mapping[str, Any], citations: Mapping[str, Citation], path: Path) -> None:
    def bad(field: str, why: str) -> BadPack:
        return BadPack(f"{path.relative_to(PACKS)}: {entry['id']}: {field}: {why}")

    for unknown in entry.keys() - _KNOWN - {"jurisdiction"}:
        raise bad(unknown, "no such field")
    for needed in ("title", "applies_to", "severity", "cites", "remedy", "explain", "examples"):
        if needed not in entry:
            raise bad(needed, "is missing")
    _check_words(entry, bad)
    if entry["severity"] not in SEVERITIES:
        raise bad("severity", f"one of {SEVERITIES}")
    for ref in entry["cites"]:
        if ref not in citations:
            raise bad("cites", f"{ref} is not in instruments.yaml")
    _check_reach(entry, bad)
    conditions = {field: entry.get(field) for field in ("when", "unless", "lapses")}
    conditions |= {f"escalate.{severity}": each for severity, each in entry.get("escalate", {}).items()}
    for field, condition in conditions.items():
        _check_condition(condition, entry.get("parameters", {}), lambda why, field=field: bad(field, why))


def _check_words(entry: Mapping[str, Any], bad: Any) -> None:
    """Every text is there in both languages, and whole: YAML splits an unquoted one at its comma."""
    for field in ("title", "remedy", "explain"):
        if set(entry[field]) != {"zh", "en"} or not all(entry[field].values()):
            raise bad(field, "needs zh and en and nothing else (quote a text that holds a comma)")
    for name, each in entry.get("parameters", {}).items():
        if not {"value", "zh", "en"} <= set(each) <= {"value", "zh", "en", "assumed"}:
            raise bad(f"parameters.{name}", "needs value, zh, en, and assumed where no source was found")


def _check_reach(entry: Mapping[str, Any], bad: Any) -> None:
    """The kinds and families a rule names exist."""
    families = entry.get("families", {})
    for kind in [*entry["applies_to"], *(kind for listed in families.values() for kind in listed)]:
        if kind not in kinds:
            raise bad("applies_to", f"no kind {kind}")
    for family in families:
        if family not in FAMILIES:
            raise bad("families", f"no family {family}")


def _check_condition(condition: Mapping[str, Any] | None, parameters: Mapping[str, Any], bad: Any) -> None:
    for part in _leaves(condition):
        try:
            name_of(part["fact"])
        except KeyError:
            raise bad(f"nothing tells the fact {part['fact']}") from None
        if part["op"] not in operators:
            raise bad(f"no operator {part['op']}")
        value = part.get("value")
        if isinstance(value, str) and value.startswith("$") and value[1:] not in parameters:
            raise bad(f"no parameter {value}")


def _leaves(condition: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    if condition is None:
        return []
    if "fact" in condition:
        return [condition]
    parts = [*condition.get("all", ()), *condition.get("any", ()), *([condition["not"]] if "not" in condition else [])]
    return [leaf for part in parts for leaf in _leaves(part)]


def _rule(entry: Mapping[str, Any], citations: Mapping[str, Citation]) -> Rule:
    parameters = {
        name: Parameter(each["value"], Text(each["zh"], each["en"]), each.get("assumed", False))
        for name, each in entry.get("parameters", {}).items()
    }
    return Rule(
        id=entry["id"],
        title=Text.of(entry["title"]),
        severity=entry["severity"],
        applies_to=tuple(entry["applies_to"]),
        citations=tuple(citations[ref] for ref in entry["cites"]),
        remedy=Text.of(entry["remedy"]),
        explain=Text.of(entry["explain"]),
        when=entry.get("when"),
        unless=entry.get("unless"),
        lapses=entry.get("lapses"),
        families={family: tuple(reached) for family, reached in entry.get("families", {}).items()},
        scenes=tuple(entry.get("scenes", ())),
        escalate=entry.get("escalate", {}),
        parameters=parameters,
        jurisdiction=entry["jurisdiction"],
        valid_from=entry.get("valid_from") or _in_force(entry["cites"], citations),
        valid_until=entry.get("valid_until"),
        examples={sort: tuple(cases) for sort, cases in entry["examples"].items()},
    )
