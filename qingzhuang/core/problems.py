"""User-facing errors: one catalogue, each saying what is wrong and what to do, in both languages."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text


@dataclass(frozen=True)
class Problem:
    code: str
    title: Text
    what_to_do: Text
    status: int

    @property
    def placeholders(self) -> set[str]:
        """Names both languages must be given."""
        return {
            name for text in (self.title.zh, self.title.en) for _, name, _, _ in string.Formatter().parse(text) if name
        }


problems: Catalogue[Problem] = Catalogue("problems")


def problem(code: str, title: Text, what_to_do: Text, status: int = 400) -> Problem:
    """Declare an error; ``title`` may hold ``{names}`` which :class:`Refused` must then give."""
    return problems.register(Problem(code, title, what_to_do, status))


class Refused(Exception):
    """An action that cannot be done as asked. ``where`` says the place: file, sheet, cell, row, field."""

    def __init__(self, code: str, /, *, where: Mapping[str, Any] | None = None, **values: Any) -> None:
        self.problem = problems.get(code)
        missing = self.problem.placeholders - values.keys()
        if missing:
            raise TypeError(f"{code} needs {', '.join(sorted(missing))}")
        self.code, self.where, self.values = code, dict(where or {}), values
        super().__init__(self.in_("en"))

    def in_(self, language: str) -> str:
        """The title in a language; values that are :class:`Text` follow it."""
        said = {name: v.in_(language) if isinstance(v, Text) else v for name, v in self.values.items()}
        return self.problem.title.in_(language).format(**said)

    @property
    def title(self) -> Text:
        return Text(self.in_("zh"), self.in_("en"))

    @property
    def what_to_do(self) -> Text:
        return self.problem.what_to_do

    def __str__(self) -> str:
        return self.in_(get_language() or "zh-hans")

    def as_problem(self, language: str) -> dict[str, Any]:
        """RFC 9457 problem details."""
        return {
            "type": f"urn:qingzhuang:problem:{self.code}",
            "title": self.in_(language),
            "detail": self.what_to_do.in_(language),
            "status": self.problem.status,
            "where": self.where,
        }
