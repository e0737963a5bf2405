"""Words of a complaint that could show who is meant: masked in what is offered for publishing, refused if they stay."""

from __future__ import annotations

import re

MOST = 4000
_MARKS = re.compile(
    r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|(?<!\d)\d{16,19}(?!\d)"
)


def shows_person(text: str) -> str:
    """The first identity, telephone or card number or mail address in a text, or nothing. Names need a reader."""
    found = _MARKS.search(text)
    return found.group() if found else ""


def masked(text: str) -> str:
    """The text with such numbers and addresses hidden."""
    return _MARKS.sub("•••", text)
