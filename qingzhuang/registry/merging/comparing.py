"""Reading a list of ids and comparing it with the other side's, outside any transaction: it may take its time."""

from __future__ import annotations

from dataclasses import dataclass

from qingzhuang.core.problems import Refused
from qingzhuang.registry.merging.lists import IdList, differences, read_list
from qingzhuang.registry.models import CountFile


@dataclass(frozen=True)
class Reading:
    """What a list says: its ``count``, or the ``trouble`` with it; ``rows`` that do not agree with the list ``other``
    (its id, or ``None``) as ``(side, row, id, why)``."""

    column: str
    count: int | None = None
    trouble: dict[str, str] | None = None
    other: int | None = None
    rows: tuple[tuple[str, int, str, str], ...] = ()

    def number(self, why: str) -> int:
        """How many rows are wrong in this way."""
        return sum(each == why for *_row, each in self.rows)


def reading_of(file: CountFile) -> Reading:
    """Read a list, and compare it if the other side has one that could be read."""
    pk = other_list(file)
    try:
        own = _open(file)
    except Refused as refusal:
        return Reading(file.column, trouble=refusal.title.as_dict(), other=pk)
    if pk is None:
        rows = tuple((file.side, row, key, why) for row, key, why in own.faults)
    else:
        other = CountFile.objects.get(pk=pk)
        lists = {file.side: own, other.side: _open(other)}
        rows = tuple(differences(lists["before"], lists["after"]))
    return Reading(own.column, len(own.rows), other=pk, rows=rows)


def other_list(file: CountFile) -> int | None:
    """The latest list of the other side that was counted."""
    others = CountFile.objects.filter(tally=file.tally_id).exclude(side=file.side).exclude(count=None)
    return others.values_list("pk", flat=True).first()


def _open(file: CountFile) -> IdList:
    with file.file.open("rb") as opened:
        return read_list(opened.read(), file.file_name, file.column)
