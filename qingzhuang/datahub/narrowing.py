"""Who goes into a sheet that names nobody: an area, and what has to be held of each of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qingzhuang.datahub.models import Subject
from qingzhuang.datahub.reading import fitting
from qingzhuang.domain.codelists import code_list
from qingzhuang.domain.elements import Element
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import subtree_filter

MOST = 20_000
CHUNK = 500
_YES = (("true", Text("是", "yes")), ("false", Text("否", "no")))


@dataclass(frozen=True, slots=True)
class Narrowed:
    """``area`` lies within the asker's own (none: all of it); ``where`` is (element, "is" or "least", value), all true."""

    area: Organisation | None = None
    where: tuple[tuple[str, str, str], ...] = ()


EVERYBODY = Narrowed()


def kind_asked(asked: Collection[str], known: Mapping[str, Element]) -> str:
    """Whom a sheet is about: a person when it asks anything of one, else a household, an organisation, a place."""
    concepts = {known[code].concept for code in asked if code in known}
    return next((kind for kind in ("person", "household", "organisation", "place") if kind in concepts), "person")


def meant_by(narrowed: Narrowed, area: Organisation, kind: str, *, actor: Any) -> list[Subject]:
    """Those who fit, in the order of villages and entry; at most ``MOST``."""
    own = narrowed.area if narrowed.area is not None and narrowed.area.is_within(area) else area
    found = Subject.objects.visible_to(actor).filter(subtree_filter("area", own), kind=kind)
    people = list(found.prefetch_related("area").order_by("area__path", "pk")[:MOST])
    if not narrowed.where:
        return people
    fit: set[int] = set()
    for start in range(0, len(people), CHUNK):
        fit |= fitting(people[start : start + CHUNK], narrowed.where)
    return [each for each in people if each.pk in fit]


def choices_of(element: Element) -> Sequence[tuple[str, Text]]:
    """The values an element can be narrowed by: its codes, or yes and no; none for free text."""
    if element.datatype == "boolean":
        return _YES
    codes = code_list(element.datatype, element.code)
    return [(code, each.meaning) for code, each in codes.codes.items()][:60] if codes else ()


def narrowing_elements(known: Mapping[str, Element], kind: str) -> list[tuple[Element, Sequence[tuple[str, Text]]]]:
    """Elements of the people (and their households) of a sheet that have such values."""
    of = ("person", "household") if kind == "person" else (kind,)
    found = [(each, choices_of(each)) for each in known.values() if each.concept in of]
    return [(each, choices) for each, choices in found if choices]
