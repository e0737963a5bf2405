"""The published shape of a filing pack (JSON Schema 2020-12)."""

from __future__ import annotations

from typing import Any

from qingzhuang.registry.filing.form import FORM, KINDS, VERSION

_TEXT = {
    "type": "object",
    "required": ["zh", "en"],
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
    "additionalProperties": False,
}
_TEXT_OR_NONE = {"anyOf": [_TEXT, {"type": "null"}]}
_ITEM = {
    "type": "object",
    "required": ["code", "label", "known", "needed", "value", "shown", "source", "who"],
    "properties": {
        "code": {"enum": sorted({line for block in FORM for line in block.lines})},
        "label": _TEXT,
        "known": {"type": "boolean"},
        "needed": {"type": "boolean"},
        "value": {"type": ["string", "number", "boolean", "array", "null"]},
        "shown": _TEXT_OR_NONE,
        "source": _TEXT_OR_NONE,
        "who": _TEXT_OR_NONE,
    },
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Filing pack",
    "type": "object",
    "required": ["version", "form", "made_on", "asset", "blocks", "missing"],
    "properties": {
        "version": {"const": VERSION},
        "form": {"const": "MG-FORM"},
        "made_on": {"type": "string", "format": "date"},
        "asset": {
            "type": "object",
            "required": ["id", "kind", "name", "number"],
            "properties": {
                "id": {"type": "integer"},
                "kind": {"enum": list(KINDS)},
                "name": {"type": "string"},
                "number": {"type": ["string", "null"]},
            },
            "additionalProperties": False,
        },
        "blocks": {
            "type": "array",
            "minItems": len(FORM),
            "maxItems": len(FORM),
            "items": {
                "type": "object",
                "required": ["number", "label", "items"],
                "properties": {
                    "number": {"type": "integer", "minimum": 1, "maximum": len(FORM)},
                    "label": _TEXT,
                    "items": {"type": "array", "items": _ITEM},
                },
                "additionalProperties": False,
            },
        },
        "missing": {"type": "integer", "minimum": 0},
    },
    "additionalProperties": False,
}
