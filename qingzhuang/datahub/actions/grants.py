"""Asking for data, answering, taking back. Stewards answer each for their own elements."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.models import Grant
from qingzhuang.datahub.models.grants import STATES
from qingzhuang.datahub.terms import CONCEPTS, agreements_for, elements
from qingzhuang.domain.text import Text
from qingzhuang.gate.clock import calendar
from qingzhuang.identity.models import Organisation

# DS-CLASS: reply deadlines exist, their day counts were not seen; a county's practice is 2, 5 or 10 working days.
REPLY_WORKING_DAYS = 5
LONGEST = datetime.timedelta(days=366)
SHORTEST_PURPOSE = 6
OPEN = Text("无条件共享，自动答复。", "Shared without conditions: answered by rule.")
CLOSED = Text("不予共享类。", "Of the class that is not shared.")


@action("datahub.grant.request", Text("申请共享数据", "Ask for data"))
def request_data(
    requester: Organisation,
    *,
    actor: Any,
    area: Organisation,
    codes: Collection[str],
    purpose: str,
    basis: str,
    until: datetime.date,
    form: str = "counts",
) -> list[Grant]:
    """Ask for elements of an area. What is shared without conditions is granted at once, what is not shared refused
    at once; the rest waits for its steward, with a reply clock. One grant for each steward and kind of subject.

    Raises ``datahub.nothing_asked``, ``datahub.purpose_vague``, ``datahub.basis_needed``, ``datahub.bad_term``.
    """
    _refuse_incomplete(purpose, basis, until)
    agreed, known = agreements_for(area), elements()
    asked: dict[tuple[Organisation, str, str], list[str]] = defaultdict(list)
    for code in sorted(set(codes)):
        if code in known and known[code].concept in CONCEPTS and code in agreed:
            asked[agreed[code].steward, known[code].concept, agreed[code].sharing].append(code)
    if not asked:
        raise Refused("datahub.nothing_asked")
    today = timezone.localdate()
    due = calendar().add_working_days(today, REPLY_WORKING_DAYS)
    grants = []
    for (steward, kind, sharing), some in asked.items():
        state, answer = {"unconditional": ("granted", OPEN), "not_shared": ("refused", CLOSED)}.get(
            sharing, ("requested", Text("", ""))
        )
        grants.append(
            Grant.objects.create(
                requester=requester,
                steward=steward,
                area=area,
                kind=kind,
                elements=some,
                form=form if form == "rows" else "counts",
                purpose=purpose.strip()[:300],
                basis=basis.strip()[:300],
                until=until,
                state=state,
                answer=answer.zh,
                answered_at=None if state == "requested" else timezone.now(),
                due=due if state == "requested" else None,
                asked_by=actor,
            )
        )
    journal.detail(grants=[each.pk for each in grants], elements=sorted(codes), purpose=purpose.strip(), form=form)
    return grants


@action("datahub.grant.answer", Text("答复共享申请", "Answer a request for data"))
def answer_request(grant: Grant, *, actor: Any, grant_it: bool, answer: str) -> Grant:
    """Grant a request, or refuse it with the reason. Raises ``datahub.decided`` and ``datahub.reason_needed``."""
    grant = Grant.objects.select_for_update(of=("self",)).select_related("steward").get(pk=grant.pk)
    if grant.state != "requested":
        raise Refused("datahub.decided", who=grant.steward.name)
    if not grant_it and not answer.strip():
        raise Refused("datahub.reason_needed")
    grant.state, grant.answer = ("granted" if grant_it else "refused"), answer.strip()[:500]
    grant.answered_by, grant.answered_at = actor, timezone.now()
    grant.save()
    journal.detail(state=grant.state, answer=grant.answer)
    return grant


@action("datahub.grant.revoke", Text("收回授权", "Revoke a grant"))
def revoke_grant(grant: Grant, *, actor: Any, reason: str) -> Grant:
    """Take a grant back: from now on nothing more is given under it; what was given is on record."""
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    if grant.state != "granted":
        raise Refused("datahub.grant_over", state=STATES[grant.state])
    if not reason.strip():
        raise Refused("datahub.reason_needed")
    grant.state, grant.answer = "revoked", reason.strip()[:500]
    grant.save()
    journal.detail(reason=grant.answer)
    return grant


def _refuse_incomplete(purpose: str, basis: str, until: datetime.date) -> None:
    if not purpose.strip():
        raise Refused("datahub.purpose_needed")
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise Refused("datahub.purpose_vague")
    if not basis.strip():
        raise Refused("datahub.basis_needed")
    if not timezone.localdate() < until <= timezone.localdate() + LONGEST:
        raise Refused("datahub.bad_term")
