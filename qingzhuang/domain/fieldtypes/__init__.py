"""Field types: how a field is read, checked, shown, and how long it takes to fill.

A new type is one file in this folder. The seconds follow the classes of demarche-numerique's
type_de_champ estimates (short 10 s, medium 60 s, long 180 s), refined per type.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text

WIDGETS = ("line", "lines", "number", "date", "yes_no", "choice", "items", "file")


class BadValue(ValueError):
    """A value that its field type cannot read; carries what to do in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True)
class FieldType:
    """One way of answering.

    ``parse`` takes what a person or a file gave (never ``None``) and returns the plain JSON value, or raises
    :class:`BadValue`. ``seconds`` is the time a trained person needs to fill it once, found and typed.
    """

    code: str
    label: Text
    widget: str
    seconds: int
    parse: Callable[[Any], Any]
    show: Callable[[Any], str] = str

    def __post_init__(self) -> None:
        if self.widget not in WIDGETS:
            raise ValueError(f"{self.code}: unknown widget {self.widget}")


fieldtypes: Catalogue[FieldType] = Catalogue("field types", __name__)
