"""What an admitted request asks, cell by cell: what the hub answers, and what is really missing of whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from qingzhuang.datahub.models import Demand, DemandField, DemandReturn, Subject
from qingzhuang.datahub.queries.coverage import ENOUGH, Holding
from qingzhuang.datahub.reading import look, matching
from qingzhuang.datahub.terms import elements
from qingzhuang.identity.models import AREA, Organisation
from qingzhuang.identity.queries import subtree_filter
from qingzhuang.sheets.canonical import meaning
from qingzhuang.sheets.recognise.binding import binder_for

# A caption that is understood less surely than this is not claimed to be held.
SURE = 0.8
CHUNK = 500


@dataclass(frozen=True)
class Cell:
    """One cell of a unit's sheet: ``held`` is what the hub has (with its source and day), blank when missing."""

    field: DemandField
    held: str = ""
    source: str = ""
    observed: str = ""
    said: str = ""

    @property
    def open(self) -> bool:
        return not self.held


@dataclass(frozen=True)
class Line:
    """One subject's cells; ``subject`` is ``None`` when a unit answers for itself."""

    subject: Subject | None
    cells: tuple[Cell, ...]

    @property
    def open(self) -> bool:
        return any(cell.open for cell in self.cells)


def bind(captions: Iterable[str]) -> dict[str, str]:
    """Element codes by caption, of those that are understood surely enough."""
    binder, bound = binder_for(tuple(elements().values())), {}
    for caption in captions:
        match = binder.match(tuple(part.strip() for part in caption.split("/") if part.strip()))
        if match and match.confidence >= SURE:
            bound[caption] = match.code
    return bound


def answered_by(holding: Holding | None) -> str:
    """Who answers a field: the hub when it is held, fresh and shared; nobody when it may not be shared at all."""
    if holding is None or holding.agreement is None:
        return "units"
    if not holding.shared:
        return "closed"
    return "hub" if holding.total and holding.fresh >= ENOUGH * holding.total else "units"


def to_ask(demand: Demand, form: str) -> list[DemandField]:
    """The fields held by the hub that can still be asked for in this form: once counts, once rows."""
    fields = demand.fields.filter(answered_by="hub").select_related("grant")
    return [each for each in fields if each.grant is None or (form == "rows" and each.grant.form == "counts")]


def units_of(demand: Demand, area: Organisation) -> list[Organisation]:
    """The units of a request's level within an area that have anybody it is about; all of them when it is about
    the units themselves."""
    units = list(Organisation.objects.filter(subtree_filter("", area), nature=AREA, level=demand.level))
    if not demand.kind:
        return units
    paths = set(
        Subject.objects.filter(subtree_filter("area", area), kind=demand.kind, merged_into=None)
        .order_by()
        .values_list("area__path", flat=True)
        .distinct()
    )
    return [unit for unit in units if any(path.startswith(unit.path) for path in paths)]


def subjects_within(demand: Demand, area: Organisation) -> QuerySet[Subject]:
    """Everybody of an area that a request is about, before its filter."""
    return Subject.objects.filter(subtree_filter("area", area), kind=demand.kind, merged_into=None)


def subjects_of(sheet: DemandReturn) -> QuerySet[Subject]:
    """Everybody of a unit that the request is about, before its filter, village by village."""
    return subjects_within(sheet.demand, sheet.unit).order_by("area__path", "pk")


def lines_of(sheet: DemandReturn, *, actor: Any) -> list[Line]:
    """The unit's sheet: the fields that go down, for each subject it is about; every look is logged."""
    demand = sheet.demand
    fields = [each for each in demand.fields.all() if each.answered_by == "units"]
    said = {each.subject_id: each.values for each in sheet.answers.all()}
    if not demand.kind:
        return [Line(None, tuple(Cell(f, said=said.get(None, {}).get(str(f.pk), "")) for f in fields))]
    subjects = list(subjects_of(sheet).select_related("area"))
    if demand.filter_element:
        wanted = {demand.filter_element: demand.filter_value}
        fit = {
            pk for start in range(0, len(subjects), CHUNK) for pk in matching(subjects[start : start + CHUNK], wanted)
        }
        subjects = [each for each in subjects if each.pk in fit]
    return _lines(subjects, fields, said, actor, demand)


def _lines(
    subjects: Sequence[Subject], fields: list[DemandField], said: dict, actor: Any, demand: Demand
) -> list[Line]:
    known = elements()
    codes = {each.element for each in fields if each.element in known}
    seen: dict[int, dict] = {}
    purpose = f"{demand.admission.number} {demand.purpose}"
    for start in range(0, len(subjects), CHUNK) if codes else ():
        seen |= look(subjects[start : start + CHUNK], codes, actor=actor, purpose=purpose)
    lines = []
    for subject in subjects:
        cells = []
        for field in fields:
            found = seen.get(subject.pk, {}).get(field.element)
            wrote = said.get(subject.pk, {}).get(str(field.pk), "")
            if found and found.fresh and not wrote:
                held = meaning(known[field.element], found.value).zh
                cells.append(Cell(field, held, found.source, found.observed))
            else:
                cells.append(Cell(field, said=wrote))
        lines.append(Line(subject, tuple(cells)))
    return lines
