"""The published shape of ``check --format json`` (JSON Schema 2020-12). A new field keeps the version; a changed one raises it."""

from __future__ import annotations

from typing import Any

from qingzhuang.domain.detectors import FAMILIES
from qingzhuang.domain.kinds import kinds
from qingzhuang.domain.rules import SEVERITIES
from qingzhuang.gate.examination import VERSION


def _text(nullable: bool = False) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "type": ["object", "null"] if nullable else "object",
        "required": ["zh", "en"],
        "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
    }
    return shape


def _nullable(kind: str) -> dict[str, Any]:
    return {"type": [kind, "null"]}


_CITATION = {
    "type": "object",
    "required": ["ref", "instrument", "article", "provision", "confidence"],
    "properties": {
        "ref": {"type": "string"},
        "instrument": _text(),
        "article": _nullable("string"),
        "provision": _text(),
        "in_force": _nullable("string"),
        # Two marks where the sources differ on the wording and on the number, such as C/A.
        "confidence": {"type": "string", "pattern": "^[ABCDN]([/+][ABCDN])?$"},
    },
}
_FINDING = {
    "type": "object",
    "required": ["rule", "family", "severity", "status", "quote", "where", "citations", "remedy", "exception"],
    "properties": {
        "rule": {"type": "string"},
        "title": _text(),
        "family": {"enum": [*FAMILIES, None]},
        "severity": {"enum": list(SEVERITIES)},
        "status": {"enum": ["open", "excepted", "not_examined"]},
        "quote": _nullable("string"),
        "where": _nullable("string"),
        "explain": _text(),
        "citations": {"type": "array", "minItems": 1, "items": _CITATION},
        "remedy": _text(),
        "exception": _nullable("object"),
        "missing": {"type": "array", "items": _text()},
    },
}
_GROUPS = {
    "type": ["object", "null"],
    "required": ["unit_groups", "cap", "purpose", "members"],
    "properties": {
        "unit_groups": {"type": "integer"},
        "cap": {"type": "integer"},
        "members_attached": _nullable("integer"),
        "attach_url": _nullable("string"),
        "purpose": {"type": "array", "items": {"type": "object", "required": ["id", "name", "score"]}},
        "members": {"type": "array", "items": {"type": "object", "required": ["id", "name", "shared", "containment"]}},
    },
}
_OVERLAPS = {
    "type": ["object", "null"],
    "required": ["area", "asked", "again", "hours_per_year", "fields"],
    "properties": {
        "asked": {"type": "integer"},
        "again": {"type": "integer"},
        "hours_per_year": _nullable("number"),
        "fields": {"type": "array", "items": {"type": "object", "required": ["field", "forms", "asked_by"]}},
    },
}
_SIMILAR = {
    "type": "object",
    "required": ["id", "name", "score", "reasons"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "reasons": {"type": "array", "items": {"type": "object", "required": ["code", "text"]}},
    },
}
_BURDEN = {
    "type": "object",
    "required": ["people", "minutes_each", "times_per_year", "hours_per_year", "arithmetic"],
    "properties": {
        "people": _nullable("integer"),
        "minutes_each": _nullable("number"),
        "times_per_year": _nullable("integer"),
        "hours_per_year": _nullable("number"),
        "arithmetic": {"type": "array", "items": {"type": "object", "required": ["zh", "en", "source"]}},
    },
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "qz check report",
    "type": "object",
    "required": ["version", "items"],
    "properties": {
        "version": {"const": VERSION},
        "rulebook": {"type": "object"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "source", "kind", "findings", "similar", "burden"],
                "properties": {
                    "id": {"type": "string"},
                    "source": {"type": "string"},
                    "kind": {"enum": kinds.codes()},
                    "findings": {"type": "array", "items": _FINDING},
                    "similar": {"type": "array", "items": _SIMILAR},
                    "burden": _BURDEN,
                    "overlaps": _OVERLAPS,
                    "groups": _GROUPS,
                },
            },
        },
    },
}
