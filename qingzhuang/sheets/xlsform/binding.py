"""What each question of somebody else's form is about."""

from __future__ import annotations

from collections.abc import Iterable

from qingzhuang.domain.elements import Element
from qingzhuang.sheets.recognise.binding import binder_for
from qingzhuang.sheets.xlsform.model import Form, Question, element_of_heading


def bound(form: Form, elements: Iterable[Element]) -> list[tuple[Question, str | None]]:
    """Each question with the code of the element it is about, if any: by its name, else by its words."""
    known = tuple(elements)
    binder, codes = binder_for(known), frozenset(each.code for each in known)
    found = []
    for each in form.questions:
        match = binder.match((*each.path, each.label.zh)) or binder.match((each.label.en,))
        found.append((each, element_of_heading(each.name, codes) or (match.code if match else None)))
    return found
