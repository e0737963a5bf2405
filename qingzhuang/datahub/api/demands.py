"""The catalogue of admitted requests, open to anybody: what is not in it carries no duty to answer."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from qingzhuang.core.throttling import count_visitor
from qingzhuang.datahub.queries.demands import catalogue
from qingzhuang.registry.api.paging import PageIn

router = Router(tags=["public"], auth=count_visitor)
MOST = 200


class DemandOut(Schema):
    """``cycle`` is once, yearly, half_yearly, quarterly, monthly, weekly or daily."""

    number: str = Field(alias="admission.number")
    name: str = Field(alias="admission.name")
    issuer: str = Field(alias="admission.owner.name")
    area: str = Field(alias="area.name")
    cycle: str
    ends_on: datetime.date | None = Field(alias="admission.ends_on")
    hours_per_year: float | None = Field(alias="admission.hours_per_year")


class DemandPage(Schema):
    count: int
    page: int
    items: list[DemandOut]


class DemandFilters(PageIn):
    q: str = Field("", max_length=200)
    issuer: str = Field("", max_length=120)
    cycle: str = Field("", max_length=12)
    ended: bool = False
    size: int = Field(100, ge=1, le=MOST)


@router.get("/demands", response=DemandPage, summary="The catalogue of admitted requests for data")
def demands(request: HttpRequest, given: Query[DemandFilters]) -> dict[str, Any]:
    """What is not in it carries no duty to answer (Regulation on sharing, article 19; rule R40)."""
    found = catalogue(text=given.q, issuer=given.issuer, cycle=given.cycle, ended=given.ended)
    return given.of(found)
