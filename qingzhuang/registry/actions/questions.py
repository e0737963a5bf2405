"""Asking owners whether a thing is still used, with what the platform saw already filled in, and their answers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.fieldtypes import BadValue, fieldtypes
from qingzhuang.domain.liveness import ANSWERS
from qingzhuang.domain.text import Text
from qingzhuang.gate import rulebook
from qingzhuang.gate.clock import calendar
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.actions.assets import change_asset
from qingzhuang.registry.actions.telling import person_of
from qingzhuang.registry.models import OwnerQuestion
from qingzhuang.registry.queries.liveness import askable_in
from qingzhuang.registry.usage.judging import judge_assets

# An answer holds as long as a self-check does (R22).
HOLDS = ("R22", "days")


@action("registry.usage.ask", Text("询问主办单位", "Ask the owners"))
def ask_owners(office: Organisation, *, actor: Any, assets: Iterable[int]) -> list[OwnerQuestion]:
    """Ask the owners of these things within an office's area, each with the evidence as it stands.

    Left out are things that are asked about already, clearly in use, or whose owner is not known.
    """
    askable = askable_in(office).filter(pk__in=list(assets))
    due = calendar().add_working_days(timezone.localdate(), settings.OWNER_REPLY_WORKING_DAYS)
    asked_by = person_of(actor)
    questions = OwnerQuestion.objects.bulk_create(
        OwnerQuestion(
            asset_id=each.pk,
            asked_by=asked_by,
            due_on=due,
            evidence={"verdict": each.verdict, "signals": each.signals, "missing": each.missing},
        )
        for each in askable
    )
    journal.detail(assets=[each.asset_id for each in questions], due_on=due.isoformat())
    return questions


@action("registry.usage.answer", Text("答复是否在用", "Say whether it is in use"))
def answer_question(
    question: OwnerQuestion, *, actor: Any, answer: str, because: str = "", months: str = ""
) -> OwnerQuestion:
    """The owner's answer: ``in_use`` or ``reserve`` because…, ``seasonal`` with its months, or ``close``.

    Raises ``registry.question_answered``, ``registry.answer_because``, ``registry.answer_months``.
    """
    question = OwnerQuestion.objects.select_for_update(of=("self",)).select_related("asset").get(pk=question.pk)
    if question.answered_at:
        raise Refused("registry.question_answered")
    reason = " ".join(because.split())
    if answer not in ANSWERS or (answer in ("in_use", "reserve") and not reason):
        raise Refused("registry.answer_because")
    if answer == "seasonal":
        change_asset(question.asset, actor=actor, values={"season_months": _months(months)}, basis=reason)
    question.answer, question.because = answer, reason
    question.answered_by, question.answered_at = person_of(actor), timezone.now()
    question.holds_until = None if answer == "close" else _holds_until()
    question.save()
    judge_assets([question.asset_id])
    journal.detail(answer=answer, because=reason)
    return question


def _months(text: str) -> list[int]:
    try:
        months = fieldtypes.get("months").parse(text)
    except BadValue as bad:
        raise Refused("registry.answer_months") from bad
    if not months:
        raise Refused("registry.answer_months")
    return months


def _holds_until() -> datetime.date:
    rule, name = HOLDS
    rules = {each.id: each for each in rulebook.load(settings.JURISDICTION, timezone.localdate()).rules}
    return timezone.localdate() + datetime.timedelta(days=rules[rule].parameters[name].value)
