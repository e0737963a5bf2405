"""Facts asked more than once, and the fields that ask them, as JSON: within the caller's area."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from qingzhuang.datahub.models import AskedField
from qingzhuang.datahub.queries import overlaps as queries
from qingzhuang.identity.bearer import signed_in
from qingzhuang.registry.api.paging import PageIn

router = Router(tags=["overlaps"], auth=signed_in("data.read"))


class RepeatedOut(Schema):
    """``hours`` a year of all who ask; ``again`` of all but the dearest; ``null`` while units or cycle are unknown."""

    id: int
    element: str
    captions: list[str]
    forms: int
    issuers: int
    hours: float | None
    again: float | None


class RepeatedPage(Schema):
    count: int
    page: int
    items: list[RepeatedOut]


class AskedOut(Schema):
    form: str
    issuer: str
    caption: list[str]
    cycle: str
    units: int | None
    rows: int
    minutes_a_cell: float
    hours: float | None


class RepeatedIn(PageIn):
    q: str = ""


@router.get("/overlaps", response=RepeatedPage, summary="Facts asked more than once")
def repeated(request: HttpRequest, given: Query[RepeatedIn]) -> dict[str, Any]:
    """The dearest first, one page at a time."""
    found = queries.repeated_for(request.user, given.q[:100])
    rows = queries.fact_rows(given.cut(found))
    items = [
        {
            "id": row.fact.pk, "element": row.fact.element, "captions": row.captions, "forms": row.forms,
            "issuers": row.issuers, "hours": row.hours, "again": row.again,
        }
        for row in rows
    ]  # fmt: skip
    return {"count": found.count(), "page": given.page, "items": items}


@router.get("/overlaps/{int:fact}", response=list[AskedOut], summary="The fields that ask a fact")
def fields(request: HttpRequest, fact: int) -> list[dict[str, Any]]:
    """Every number's rows: form, unit, caption, and the factors of the price."""
    found = queries.fields_of(request.user, fact)
    if not found:
        raise Http404
    return [_asked(each) for each in found]


def _asked(each: AskedField) -> dict[str, Any]:
    form = each.form
    return {
        "form": form.name, "issuer": form.unit.name, "caption": each.caption, "cycle": form.cycle,
        "units": form.units, "rows": form.rows, "minutes_a_cell": each.minutes, "hours": each.hours,
    }  # fmt: skip
