"""The data elements of this site, and what is agreed about each in an area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from qingzhuang.datahub.holding import Terms
from qingzhuang.datahub.models import Agreement, AskedWording, ProposedElement
from qingzhuang.domain.elements import ELEMENTS, Element
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation

# What a person, a household … is told by; elements of a record itself are about the form, not about anybody.
CONCEPTS = ("person", "household", "organisation", "place")


def elements() -> dict[str, Element]:
    """Every element by code: the core list and those this site has taken in, with the captions stewards bound."""
    added = (
        Element(
            each.code,
            Text(each.name_zh, each.name_en),
            each.concept,
            each.datatype,
            each.sensitivity,
            tuple(each.synonyms),
        )
        for each in ProposedElement.objects.filter(state="accepted")
    )
    known = {element.code: element for element in (*ELEMENTS, *added)}
    for label, code in AskedWording.objects.exclude(element="").order_by("pk").values_list("label", "element"):
        if code in known and "/" not in label and label not in known[code].synonyms:
            known[code] = replace(known[code], synonyms=(*known[code].synonyms, label))
    return known


def sealed_codes(known: dict[str, Element]) -> frozenset[str]:
    """Codes whose values are sealed: everything personal (personal information law, art. 51), not only what is sensitive."""
    return frozenset(code for code, element in known.items() if element.sensitivity != "none")


def agreements_in(areas: Iterable[Organisation]) -> dict[int, dict[str, Agreement]]:
    """What is agreed for each area (by id), by element: its own agreement, else that of the nearest area above."""
    above = {area.pk: area.lineage for area in areas}
    paths = {path for some in above.values() for path in some}
    there: dict[str, list[Agreement]] = {}
    for each in Agreement.objects.filter(area__path__in=paths).select_related("area", "source", "steward"):
        there.setdefault(each.area.path, []).append(each)
    return {pk: {each.element: each for path in some for each in there.get(path, ())} for pk, some in above.items()}


def agreements_for(area: Organisation) -> dict[str, Agreement]:
    """What is agreed for one area, by element."""
    return agreements_in([area])[area.pk]


def terms_in(areas: Iterable[Organisation]) -> dict[int, dict[str, Terms]]:
    """The same as :class:`Terms`, for the rules of holding."""
    return {
        pk: {code: Terms(each.source_id, each.good_for_days) for code, each in agreed.items()}
        for pk, agreed in agreements_in(areas).items()
    }


def terms_for(area: Organisation) -> dict[str, Terms]:
    """The terms of one area, by element."""
    return terms_in([area])[area.pk]
