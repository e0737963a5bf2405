"""A form as questions, and how the names of questions stand for data elements."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from qingzhuang.domain.text import Text

# Exports part groups from questions by "-" (ODK Central) or "/" (Kobo).
_PARTS = re.compile(r"[-/]")


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``path`` are the labels of the groups it stands in, the outermost first; ``choices`` are
    ``(name, label)``; ``row`` is its row in the survey sheet when it was read; ``repeated``: it stands in a repeat."""

    name: str
    type: str
    label: Text
    path: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[tuple[str, Text], ...] = ()
    list_name: str = ""
    constraint: str = ""
    message: Text | None = None
    relevant: str = ""
    appearance: str = ""
    group: str = ""
    row: int = 0
    repeated: bool = False

    @property
    def caption(self) -> str:
        """The caption path, as the fields of a data request are written."""
        return " / ".join((*self.path, self.label.zh))


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its title, its id (a name), its questions in order."""

    title: str
    form_id: str
    questions: tuple[Question, ...]


def name_of(code: str) -> str:
    """The question's name for an element: ``person.id_number`` is ``person_id_number``, since names take no dot in Kobo."""
    return code.replace(".", "_")


def element_of_heading(heading: str, codes: Collection[str]) -> str | None:
    """The element that a heading of an export stands for (``person-person_id_number``), or ``None``."""
    last = _PARTS.split(heading.strip())[-1]
    concept, _, rest = last.partition("_")
    return code if (code := f"{concept}.{rest}") in codes else None
