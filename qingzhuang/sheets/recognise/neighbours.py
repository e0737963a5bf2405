"""What the other columns of a table say about a column: whose number it is, and whether it counts instead of names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qingzhuang.domain.elements import Element
from qingzhuang.domain.text import Text
from qingzhuang.sheets.normalise import squeeze
from qingzhuang.sheets.recognise.model import Column, Table

_COUNTED = frozenset(
    ["人", "户", "个", "次", "人次", "项", "所", "家", "台", "套", "张", "例", "名", "万人", "起", "件"]
)
_COUNTING = re.compile(r"(?:人数|户数|次数|个数|例数|数量|比率|比例|占比|分布|构成|合计|总计|统计)")
_BARE_COUNTS = ("人数", "人口", "人口数")
_PLACES = frozenset(["place.province", "place.city", "place.county", "place.township", "place.village", "place.group"])
_SOMEBODY = frozenset(
    (
        "person.name", "person.id_number", "person.staff_number", "household.head_name", "household.number",
        "household.head_id_number", "household.address", "person.current_address", "person.hukou_address",
    )
)  # fmt: skip
_MEASURED = ("integer", "decimal", "derived")
_SECOND_BEST = 0.5


@dataclass(frozen=True, slots=True)
class _Rule:
    """``found`` becomes ``instead`` where the table has a column of ``beside`` and none of ``without``."""

    found: str
    beside: str
    without: str
    instead: str
    why: Text


_OF_THE_HEAD = Text("表中只有户主，没有其他人姓名", "the table names the head of household and nobody else")
_OF_THE_PERSON = Text("表中各行是人", "the rows of the table are persons")
_OF_THE_BODY = Text("表中各行是单位", "the rows of the table are organisations")
_OF_THE_CONTACT = Text(
    "本列在联系人之后，本人电话另有一列", "it follows the contact's name; the person's own number has a column"
)

_RULES = (
    _Rule("person.id_number", "household.head_name", "person.name", "household.head_id_number", _OF_THE_HEAD),
    _Rule("person.current_address", "household.head_name", "person.name", "household.address", _OF_THE_HEAD),
    _Rule("organisation.name", "person.name", "organisation.uscc", "person.employer", _OF_THE_PERSON),
    _Rule("organisation.address", "person.name", "organisation.name", "person.current_address", _OF_THE_PERSON),
    _Rule("organisation.phone", "person.name", "person.phone", "person.phone", _OF_THE_PERSON),
    _Rule("person.phone", "organisation.uscc", "person.name", "organisation.phone", _OF_THE_BODY),
    _Rule("person.current_address", "organisation.uscc", "person.name", "organisation.address", _OF_THE_BODY),
    _Rule("person.employer", "organisation.uscc", "person.name", "organisation.name", _OF_THE_BODY),
)


def weigh_neighbours(table: Table, elements: dict[str, Element]) -> None:
    """Correct the bindings of a table by what its columns say together."""
    for column in table.columns:
        if column.element and _counts(column, elements[column.element], table):
            column.element, column.confidence, column.why = None, 0.0, None
    _unbind_for_places(table)
    _read_contacts(table, elements)
    bound = {column.element for column in table.columns}
    for rule in _RULES:
        if rule.beside in bound and rule.without not in bound and rule.instead in elements:
            for column in table.columns:
                if column.element == rule.found:
                    _become(column, rule.instead, rule.why)
    _one_each(table)


def _unbind_for_places(table: Table) -> None:
    """村名 and 人口 without anybody's name: the rows are places, and what they have is no household's own."""
    bound = {column.element for column in table.columns if column.element}
    somebody = bound & _SOMEBODY or any(code.startswith("organisation.") for code in bound)
    if table.orientation == "key_value" or not bound & _PLACES or somebody:
        return
    for column in table.columns:
        if (
            column.element
            and column.element.startswith(("household.", "person."))
            and column.element != "person.remark"
        ):
            column.element, column.confidence, column.why = None, 0.0, None


def _counts(column: Column, element: Element, table: Table) -> bool:
    """低保对象(户) counts households that have the support: no household's own answer."""
    groups = "".join(squeeze(part) for part in column.caption[:-1])
    measured = element.datatype.split(" ")[0] in _MEASURED
    if not measured:
        return table.orientation == "row" and (column.unit in _COUNTED or bool(_COUNTING.search(groups)))
    if element.code == "household.size" and squeeze(column.label).partition("(")[0] in _BARE_COUNTS:
        return bool(groups) and "家庭" not in groups and "户" not in groups
    return False


def _read_contacts(table: Table, elements: dict[str, Element]) -> None:
    phones = [column for column in table.columns if column.element == "person.phone"]
    for before, column in zip(table.columns, table.columns[1:], strict=False):
        after_contact = before.element == "person.emergency_contact" and column.element == "person.phone"
        if after_contact and len(phones) > 1 and "person.emergency_phone" in elements:
            _become(column, "person.emergency_phone", _OF_THE_CONTACT)


def _become(column: Column, element: str, why: Text) -> None:
    column.element = element
    column.why = Text(f"{column.why.zh}；{why.zh}", f"{column.why.en}; {why.en}")


def _one_each(table: Table) -> None:
    """One thing is asked once in a group: of two columns read as the same, the plainer one keeps its confidence."""
    best: dict[tuple[str, tuple[str, ...]], Column] = {}
    for column in table.columns:
        if column.element:
            place = column.element, column.caption[:-1]
            if place not in best or column.confidence > best[place].confidence:
                best[place] = column
    for column in table.columns:
        first = best.get((column.element or "", column.caption[:-1]))
        if first is not None and first is not column and column.confidence < first.confidence:
            column.confidence = min(column.confidence, _SECOND_BEST)
            column.why = Text(
                f"{column.why.zh}；但“{first.label}”更像", f"{column.why.en}; but “{first.label}” fits better"
            )
