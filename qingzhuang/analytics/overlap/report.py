"""What was found as JSON (``schema.json``, version 1) and as rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

from qingzhuang.analytics.overlap.containing import containments, families, repeated_of
from qingzhuang.analytics.overlap.finding import Fact, Overlaps, Pair
from qingzhuang.analytics.overlap.judging import SAME, Judgement

VERSION = 1
COLUMNS = ("fact", "element", "form", "issuer", "place", "caption", "forms", "hours_per_year")


def as_json(found: Overlaps) -> dict[str, Any]:
    """Facts that more than one form asks, doubtful pairs, and the forms with what contains them."""
    contained: dict[int, list[dict[str, Any]]] = {}
    inside = containments(found)
    for each in inside:
        contained.setdefault(each.inner, []).append(
            {
                "form": found.forms[each.outer].id,
                "share": round(each.share, 3),
                "weight": round(each.weight, 3),
                "common": each.common,
            }
        )
    return {
        "version": VERSION,
        "summary": {
            "forms": len(found.forms),
            "fields": sum(number is not None for row in found.of for number in row),
            "facts": len(found.facts),
            "repeated": len(found.repeated()),
            "doubtful": len(found.doubtful()),
        },
        "facts": [_fact(found, fact) for fact in found.repeated()],
        "doubtful": [_pair(found, pair, said) for pair, said in found.doubtful()],
        "forms": [
            {
                "id": form.id,
                "name": form.name,
                "issuer": form.issuer,
                "asked": counted.asked,
                "again": counted.again,
                "weight": round(counted.weight, 3),
                "contained_in": contained.get(at, []),
            }
            for at, (form, counted) in enumerate(zip(found.forms, repeated_of(found), strict=True))
        ],
        "families": [[found.forms[form].id for form in group] for group in families(inside, len(found.forms))],
    }


def _fact(found: Overlaps, fact: Fact) -> dict[str, Any]:
    inside = set(fact.wordings)
    return {
        "element": fact.element or None,
        "forms": fact.forms,
        "hours_per_year": round(fact.price.hours, 1) if fact.price.known else None,
        "hours_again": round(fact.price.again, 1) if fact.price.known else None,
        "hours_unknown": fact.price.unknown,
        "fields": [_field(found, form, place) for form, place in fact.fields],
        "because": [
            _pair(found, pair, said)
            for pair, said in found.pairs.items()
            if said.outcome == SAME and pair[0] in inside and pair[1] in inside
        ],
    }


def _field(found: Overlaps, form: int, place: int) -> dict[str, Any]:
    asked = found.forms[form].fields[place]
    hours = found.forms[form].hours(asked)
    return {
        "form": found.forms[form].id,
        "caption": list(asked.caption),
        "place": asked.place,
        "minutes_a_cell": round(asked.minutes, 2),
        "hours_per_year": None if hours is None else round(hours, 1),
    }


def _pair(found: Overlaps, pair: Pair, said: Judgement) -> dict[str, Any]:
    one, other = (found.wordings[number] for number in pair)
    return {
        "one": one.label,
        "other": other.label,
        "score": said.score,
        "outcome": said.outcome,
        "reasons": [reason.as_json() for reason in said.reasons],
    }


def rows(found: Overlaps) -> Iterator[tuple[object, ...]]:
    """One row for each field that another form asks too, in the order of ``COLUMNS``."""
    for number, fact in enumerate(found.repeated(), 1):
        for form, place in fact.fields:
            asked, of = found.forms[form].fields[place], found.forms[form]
            hours = of.hours(asked)
            yield (
                number, fact.element, of.name, of.issuer, asked.place, " / ".join(asked.caption), fact.forms,
                "" if hours is None else round(hours, 1),
            )  # fmt: skip


def schema() -> dict[str, Any]:
    """The JSON Schema of :func:`as_json`."""
    return json.loads(resources.files(__package__).joinpath("schema.json").read_text(encoding="utf-8"))
