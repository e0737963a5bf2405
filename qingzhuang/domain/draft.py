"""What is put to the gate: one thing somebody wants to ask of the front line, before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qingzhuang.domain.kinds import Kind, kinds


@dataclass(frozen=True)
class Passage:
    """Words to be read, and where they stand (a field code, a cell such as ``指标!C7``, a paragraph number)."""

    where: str
    text: str


@dataclass(frozen=True)
class Issuer:
    """Who asks: what the rules may know of the unit."""

    name: str = ""
    level: str | None = None
    sector: str | None = None
    without_administrative_function: bool | None = None
    organisation_id: int | None = None


@dataclass(frozen=True)
class Draft:
    """A proposal as the engines see it.

    ``asked`` says whether the whole form was put to the person: then a blank answer is a gap. A bare text or a
    file says nothing about what it does not mention, so rules that would need such facts are not examined.
    """

    id: str
    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    issuer: Issuer | None = None
    asked: bool = False
    source: str = ""

    @property
    def definition(self) -> Kind:
        return kinds.get(self.kind)

    @property
    def name(self) -> str:
        return str(self.values.get("name") or "")

    @property
    def functions(self) -> tuple[str, ...]:
        code = self.definition.functions_field
        return tuple(self.values.get(code) or ()) if code else ()

    def reading(self) -> tuple[Passage, ...]:
        """Everything the text detectors read: the passages given, then the answers that are prose."""
        answers = []
        for each in self.definition.read_fields():
            value = self.values.get(each.code)
            parts = value if isinstance(value, list | tuple) else [value]
            answers += [Passage(each.code, str(part)) for part in parts if part]
        return self.passages + tuple(answers)
