"""From the cells of a file to records: one batch of rows at a time, each batch in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qingzhuang.core.many import insert_many
from qingzhuang.datahub.finding import Sought, find_or_make
from qingzhuang.datahub.models import Intake, Link, Remark
from qingzhuang.datahub.recording import Recorder, Told
from qingzhuang.datahub.terms import CONCEPTS, elements
from qingzhuang.domain.elements import Element
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import subtree_filter
from qingzhuang.sheets.canonical import canonical

REMEMBERED = 50_000
Row = tuple[int, Sequence[Any]]
NOBODY = Text(
    "认不出是谁：没有证件号码，也没有姓名加出生日期。这一行没有入库。",
    "Nobody is named: neither a number nor a name with a birth date. This row was not taken in.",
)
_EMPTY = frozenset(("", "-", "—", "/", "\\", "无", "None", "null"))


class Taker:
    """Takes the rows of one intake; what does not change from batch to batch is read once."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        known = elements()
        self.columns = {int(number): known[code] for number, code in intake.mapping.items() if code in known}
        self.recorder = Recorder(intake.area, intake.source, intake)
        self.remarks: list[Remark] = []
        self._readers = {number: _Reader(element) for number, element in self.columns.items()}
        units = Organisation.objects.filter(subtree_filter("", intake.area), nature="area")
        self._areas: dict[str, list[Organisation]] = {}
        for unit in units:
            self._areas.setdefault(unit.name, []).append(unit)

    def take(self, rows: Sequence[Row]) -> None:
        """Record every row of a batch, count it on the intake, and write down what could not be read."""
        self.remarks = []
        told = [(number, each) for number, cells in rows if (each := self._sought(number, cells))]
        everybody = [sought for _, group in told for sought in group.values()]
        find_or_make(everybody)
        # What several rows say alike, as the members of one household do, is told once.
        facts = {
            (sought.subject.pk, *sorted(sought.values.items())): Told(sought.subject, dict(sought.values), number)
            for number, group in reversed(told)
            for sought in group.values()
            if sought.subject
        }
        self.recorder.record([*reversed(facts.values())], self.intake.observed)
        self._link(told)
        insert_many(self.remarks)
        self._count(rows, told, everybody)

    def _sought(self, number: int, cells: Sequence[Any]) -> dict[str, Sought]:
        """Whom a row is about, by concept."""
        values: dict[str, dict[str, str]] = {}
        for column, reader in self._readers.items():
            cell = cells[column] if column < len(cells) else None
            if cell is None or (isinstance(cell, str) and cell.strip() in _EMPTY):
                continue
            try:
                values.setdefault(reader.element.concept, {})[reader.element.code] = reader.read(cell)
            except BadValue as bad:
                self._remark(number, bad.text, column)
        area = self._area_of(values.get("place", {}))
        found = {
            concept: Sought(concept, area, told)
            for concept, told in values.items()
            if concept in CONCEPTS and concept != "place"
        }
        found = {concept: each for concept, each in found.items() if each.nameable}
        if not found and values:
            self._remark(number, NOBODY)
        return found

    def _area_of(self, place: Mapping[str, str]) -> Organisation:
        """The village a row names, else its township, else where the file is from; never one of two of a name."""
        township = self._areas.get(place.get("place.township", ""), [])
        villages = self._areas.get(place.get("place.village", ""), [])
        if len(villages) > 1 and township:
            villages = [each for each in villages if each.is_within(township[0])]
        if len(villages) == 1:
            return villages[0]
        return township[0] if len(township) == 1 else self.intake.area

    def _remark(self, number: int, message: Text, column: int | None = None) -> None:
        self.remarks.append(
            Remark(intake=self.intake, row=number, column=column, message=message.as_dict(), whole_row=column is None)
        )

    def _link(self, told: Sequence[tuple[int, Mapping[str, Sought]]]) -> None:
        """People of a row belong to its household and its organisation."""
        pairs = (("household", "member_of"), ("organisation", "works_at"))
        links = [
            Link(subject=group["person"].subject, relation=relation, other=group[concept].subject)
            for _, group in told
            for concept, relation in pairs
            if "person" in group and concept in group
        ]
        insert_many(links, skip_known=True)

    def _count(self, rows: Sequence[Row], told: Sequence[Any], everybody: Sequence[Sought]) -> None:
        intake = self.intake
        intake.reached = rows[-1][0]
        intake.new += sum(not each.known for each in everybody)
        intake.known += sum(each.known for each in everybody)
        intake.doubtful += sum(bool(each.like) for each in everybody)
        intake.wrong += len(rows) - len(told)
        intake.save(update_fields=["reached", "new", "known", "doubtful", "wrong"])


class _Reader:
    """Reads the cells of one column; words said before are remembered, since most columns hold few."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self._said: dict[Any, str] = {}

    def read(self, cell: Any) -> str:
        found = self._said.get(cell)
        if found is None:
            found = canonical(self.element, cell)
            if len(self._said) < REMEMBERED:
                self._said[cell] = found
        return found
