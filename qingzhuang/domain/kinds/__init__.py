"""Kinds of thing that may be asked of the front line. A new kind is one file in this folder.

A kind holds its fields in blocks (those of the filing form, MG-FORM, for apps), and says which of them name
it, carry its text and its list of functions, so that the form, the list, the detail page, the import, the
API schema, the rules' facts and the comparison with registered things are all derived from this one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.fieldtypes import BadValue, fieldtypes
from qingzhuang.domain.text import Text

NO_HELP = Text("", "")


@dataclass(frozen=True)
class Field:
    """One question.

    ``shown_when`` is ``(other field, accepted values)``: the question is asked only then.
    ``read`` marks prose that the text detectors read; ``secret`` keeps it out of public pages.
    """

    code: str
    label: Text
    type: str = "text"
    required: bool = False
    help: Text = NO_HELP
    choices: tuple[tuple[str, Text], ...] = ()
    shown_when: tuple[str, tuple[Any, ...]] | None = None
    read: bool = False
    secret: bool = False

    def asked(self, values: Mapping[str, Any]) -> bool:
        """Whether the answers so far make this question apply."""
        return self.shown_when is None or values.get(self.shown_when[0]) in self.shown_when[1]

    def parse(self, value: Any) -> Any:
        """Return the plain value, ``None`` when left blank; raises :class:`BadValue`."""
        if value is None or value == [] or (isinstance(value, str) and not value.strip()):
            return None
        parsed = fieldtypes.get(self.type).parse(value)
        return self._chosen(parsed) if self.choices else parsed

    def show(self, value: Any, language: str) -> str:
        if value is None:
            return ""
        if self.choices:
            return dict(self.choices).get(value, Text(str(value), str(value))).in_(language)
        if self.type == "yes_no":
            return (Text("是", "Yes") if value else Text("否", "No")).in_(language)
        return fieldtypes.get(self.type).show(value)

    def _chosen(self, value: str) -> str:
        for code, label in self.choices:
            if value.lower() in (code, label.zh.lower(), label.en.lower()):
                return code
        options = Text("、".join(t.zh for _, t in self.choices), ", ".join(t.en for _, t in self.choices))
        raise BadValue(Text(f"“{value}”不在选项中，可选：{options.zh}。", f"“{value}” is not offered: {options.en}."))


@dataclass(frozen=True)
class Block:
    """A group of questions under one heading; apps follow the eight blocks of the filing form."""

    code: str
    label: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Effort:
    """What one repetition costs one person, read from the answers by :mod:`qingzhuang.domain.burden`.

    ``times`` is the field that says how often a year (or a number); ``reads`` are fields read each time;
    ``fills`` lists captions typed each time, ``rows`` how many rows of them. ``per_item`` is
    ``(field, minutes, label)`` for each item or unit of a field; ``each_use`` is ``(minutes, label)``.
    ``stated`` is a field in which the proposer may state the minutes, which then stands for ``per_item``.
    """

    times: str | int
    reads: tuple[str, ...] = ()
    fills: str | None = None
    rows: str | None = None
    each_use: tuple[float, Text] | None = None
    per_item: tuple[str, float, Text] | None = None
    stated: str | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of proposal. ``becomes`` is ``asset`` (the register) or ``demand`` (admitted demands)."""

    code: str
    label: Text
    plural: Text
    meaning: Text
    becomes: str
    blocks: tuple[Block, ...]
    effort: Effort
    functions_field: str | None = None
    aliases: tuple[str, ...] = field(default=())

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(f for block in self.blocks for f in block.fields)

    def field(self, code: str) -> Field:
        for candidate in self.fields:
            if candidate.code == code:
                return candidate
        raise KeyError(f"{self.code} has no field {code!r}")

    def read_fields(self) -> tuple[Field, ...]:
        """Fields whose words the text detectors read, in the order of the form."""
        return tuple(f for f in self.fields if f.read)

    def parse(self, raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Text]]:
        """Read raw answers: ``(values, errors)``; unknown keys are ignored, wrong values reported by field."""
        values: dict[str, Any] = {}
        errors: dict[str, Text] = {}
        for each in self.fields:
            if each.code not in raw:
                continue
            try:
                values[each.code] = each.parse(raw[each.code])
            except BadValue as bad:
                errors[each.code] = bad.text
        return values, errors

    def missing(self, values: Mapping[str, Any]) -> tuple[Field, ...]:
        """Required questions that apply and are still blank: all gaps at once."""
        return tuple(f for f in self.fields if f.required and f.asked(values) and values.get(f.code) is None)

    def variant(self, **changes: Any) -> Kind:
        """A kind that shares this one's questions under its own name."""
        return replace(self, **changes)


kinds: Catalogue[Kind] = Catalogue("kinds", __name__)


def kind_named(word: str) -> Kind:
    """Find a kind by code, alias or label in either language; ``KeyError`` when there is none."""
    wanted = word.strip().lower()
    for kind in kinds:
        names = {kind.code, kind.code.replace("_", "-"), kind.label.zh.lower(), kind.label.en.lower(), *kind.aliases}
        if wanted in names:
            return kind
    raise KeyError(word)
