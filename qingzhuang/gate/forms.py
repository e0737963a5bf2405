"""A proposal's questions as the form shows them, derived from its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from qingzhuang.domain.fieldtypes import fieldtypes
from qingzhuang.domain.kinds import Block, Field, Kind
from qingzhuang.domain.text import Text

_FLAGS = {True: "yes", False: "no", None: ""}


@dataclass(frozen=True)
class Question:
    """One field with its present answer and what is wrong with it."""

    field: Field
    value: Any
    error: Text | None

    @property
    def widget(self) -> str:
        return fieldtypes.get(self.field.type).widget

    @property
    def shown_when(self) -> str:
        return self.field.shown_when[0] if self.field.shown_when else ""

    @property
    def shown_is(self) -> str:
        """The accepted answers as the browser sends them."""
        if not self.field.shown_when:
            return ""
        return ",".join(str(_FLAGS.get(value, value)) for value in self.field.shown_when[1])


def questions_of(
    definition: Kind, raw: Mapping[str, Any], errors: Mapping[str, Text]
) -> list[tuple[Block, list[Question]]]:
    """Every block with its questions; answers as typed, so that a wrong one can be mended."""
    return [
        (block, [Question(each, raw.get(each.code), errors.get(each.code)) for each in block.fields])
        for block in definition.blocks
    ]


def answers_from(definition: Kind, posted: QueryDict) -> dict[str, Any]:
    """The raw answers of a posted form, by field code; only what the form held."""
    return {each.code: posted.get(each.code) for each in definition.fields if each.code in posted}


def errors_of(definition: Kind, raw: Mapping[str, Any], *, gaps: bool) -> dict[str, Text]:
    """What cannot be read; with ``gaps`` also required questions left blank."""
    values, errors = definition.parse(raw)
    if gaps:
        needed = Text("必填。", "An answer is needed.")
        errors = {**{each.code: needed for each in definition.missing(values)}, **errors}
    return errors


def summary_of(definition: Kind, errors: Mapping[str, Text]) -> list[tuple[str, Text, Text]]:
    """``(field, label, message)`` in the order of the form, for the error summary."""
    return [(each.code, each.label, errors[each.code]) for each in definition.fields if each.code in errors]
