"""Self-checks as JSON: what is due, what the platform sees, confirming."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from qingzhuang.identity.bearer import signed_in
from qingzhuang.registry import actions
from qingzhuang.registry.api.paging import PageIn
from qingzhuang.registry.models import SelfCheck
from qingzhuang.registry.queries import selfchecks as queries
from qingzhuang.registry.seen import seen_of

router = Router(tags=["register"], auth=signed_in("register.read"))


class CheckOut(Schema):
    """``facts`` are what the platform sees now, or saw when it was done; ``differs`` marks those that need a word."""

    id: int
    asset: int
    name: str
    due_on: datetime.date
    done_on: datetime.date | None
    changed: list[str]
    note: str
    facts: list[dict[str, Any]]


class ConfirmIn(Schema):
    """``values`` are answers to put right, by field code of the kind."""

    values: dict[str, Any] = {}
    note: str = ""


@router.get("", response=list[CheckOut], summary="Self-checks that are due, late or done")
def list_checks(request: HttpRequest, given: Query[PageIn], view: str = "due") -> list[dict[str, Any]]:
    """``view`` is ``due``, ``late`` or ``done``."""
    found = queries.checks_for(request.user, view if view in queries.VIEWS else "due")
    checks = list(given.cut(found))
    seen = seen_of([each.asset for each in checks])
    return [_out(each, [fact.as_json() for fact in seen[each.asset_id]]) for each in checks]


@router.post(
    "/{int:pk}/confirm", response=CheckOut, auth=signed_in("register.write"), summary="Confirm or correct a self-check"
)
def confirm(request: HttpRequest, pk: int, given: ConfirmIn) -> dict[str, Any]:
    check = SelfCheck.objects.select_related("asset__sponsor").get_or_404_for(request.user, pk=pk)
    done = actions.confirm_self_check(check, actor=request.user, values=given.values, note=given.note)
    return _out(done, done.facts)


def _out(check: SelfCheck, facts: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": check.pk,
        "asset": check.asset_id,
        "name": check.asset.name,
        "due_on": check.due_on,
        "done_on": check.done_on,
        "changed": check.changed,
        "note": check.note,
        "facts": check.facts if check.done_on else facts,
    }
