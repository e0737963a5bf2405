"""What a data request asks that others ask already: for the gate's report, before anything is stored."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from qingzhuang.analytics.overlap import SAME, compare_all
from qingzhuang.datahub.models import AskedField, AskedWording
from qingzhuang.datahub.overlapping import all_wordings, form_of, reader
from qingzhuang.domain.draft import Draft
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import subtree_filter

SHOWN = 5
# A request is the same matter as a form that asks this share of its fields, of at least so many.
MATTER, LEAST = 0.8, 3


@dataclass(frozen=True)
class Asked:
    """One caption of the request, the minutes of a cell, and the fields of other forms that ask the same."""

    caption: str
    hours: float | None
    others: list[AskedField]


def asked_already(draft: Draft, area: Organisation) -> list[Asked]:
    """Caption by caption what other forms of the area ask too. The request's own earlier reading is left out."""
    taken = reader()
    form = form_of({**draft.values, "fields": list(draft.functions)}, draft.name)
    read = taken.wordings(form)
    facts = _facts_of([each for each in read if each is not None], taken)
    own = Q(form__origin="proposal", form__key=draft.id)
    found = AskedField.objects.filter(subtree_filter("form__unit", area), wording__fact__in=set(facts.values()))
    others: dict[int, dict[int, AskedField]] = defaultdict(dict)
    for each in found.exclude(own).select_related("form__unit", "wording").order_by("form", "number"):
        others[each.wording.fact_id].setdefault(each.form_id, each)
    return [
        Asked("/".join(asked.caption), form.hours(asked), list(others[facts.get(wording.key, 0)].values()))
        for asked, wording in zip(form.fields, read, strict=True)
        if wording is not None
    ]


def _facts_of(read: list, taken: Any) -> dict[str, int]:
    """The fact of each wording by key: the one it has, else that of the likeliest wording judged the same."""
    keys = [each.key for each in read]
    held = AskedWording.objects.filter(key__in=keys).exclude(fact=None)
    facts = dict(held.values_list("key", "fact"))
    missing = [each for each in read if each.key not in facts]
    if missing:
        pks, wordings = all_wordings()
        owner = dict(AskedWording.objects.exclude(fact=None).values_list("pk", "fact"))
        senses = {wording.sense: pk for pk, wording in zip(pks, wordings, strict=True)}
        facts |= {each.key: owner[senses[each.sense]] for each in missing if owner.get(senses.get(each.sense, 0))}
        everything = [*wordings, *missing]
        for (one, other), said in compare_all(everything, taken, only=range(len(wordings), len(everything))).items():
            if said.outcome == SAME and one < len(wordings) <= other and pks[one] in owner:
                facts.setdefault(everything[other].key, owner[pks[one]])
    return facts


def section_of(rows: list[Asked], area: Organisation) -> dict[str, Any]:
    """The report's section as plain JSON."""
    hours = [row.hours for row in rows if row.others and row.hours is not None]
    return {
        "area": area.name,
        "asked": len(rows),
        "again": sum(bool(row.others) for row in rows),
        "hours_per_year": round(sum(hours), 1) if hours else None,
        "fields": [
            {
                "field": row.caption,
                "forms": len(row.others),
                "asked_by": [
                    {
                        "form": each.form.name,
                        "issuer": each.form.unit.name,
                        "caption": " / ".join(each.caption),
                        "since": each.form.asked_since.isoformat(),
                        "url": each.form.get_absolute_url(),
                    }
                    for each in row.others[:SHOWN]
                ],
            }
            for row in rows
            if row.others
        ],
    }


def same_matter(rows: list[Asked]) -> int:
    """How many forms ask nearly all that this request asks."""
    counts: dict[int, int] = defaultdict(int)
    for row in rows:
        for each in row.others:
            counts[each.form_id] += 1
    return sum(count >= max(LEAST, MATTER * len(rows)) for count in counts.values())
