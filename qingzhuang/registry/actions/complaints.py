"""Complaints: handed in by anybody, answered by the owner within the clock, published without personal data."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.gate.clock import calendar
from qingzhuang.registry.actions.telling import person_of
from qingzhuang.registry.complaints import MOST, shows_person
from qingzhuang.registry.models import Asset, Complaint
from qingzhuang.registry.rules import parameter


@action("registry.complaint.hand_in", Text("提交投诉建议", "Hand in a complaint"))
def hand_in(asset: Asset, *, actor: Any, text: str) -> Complaint:
    """Take in what somebody says of a public thing; the same words again within a day are one complaint.

    To be answered within the days of R10. Raises ``registry.complaint_empty``.
    """
    said = text.strip()
    if not said or len(said) > MOST:
        raise Refused("registry.complaint_empty", most=MOST, where={"field": "text"})
    digest = hashlib.sha256(" ".join(said.split()).encode()).hexdigest()
    lately = timezone.now() - datetime.timedelta(days=1)
    if twin := Complaint.objects.filter(asset=asset, digest=digest, handed_in_at__gte=lately).first():
        return twin
    due = calendar().add_working_days(timezone.localdate(), parameter("R10", "days"))
    return Complaint.objects.create(asset=asset, text=said, digest=digest, due_on=due)


@action("registry.complaint.answer", Text("答复投诉建议", "Answer a complaint"))
def answer_complaint(complaint: Complaint, *, actor: Any, answer: str, public_text: str = "") -> Complaint:
    """Answer it; with ``public_text``, the complaint in words that name nobody, both are published.

    Raises ``registry.complaint_answered``, ``registry.what_needed``, ``registry.complaint_personal``.
    """
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if complaint.answered_at:
        raise Refused("registry.complaint_answered")
    if not answer.strip():
        raise Refused("registry.what_needed", where={"field": "answer"})
    for field, words in (("public_text", public_text), ("answer", answer if public_text.strip() else "")):
        if found := shows_person(words):
            raise Refused("registry.complaint_personal", found=found, where={"field": field})
    complaint.answer, complaint.public_text = answer.strip(), public_text.strip()
    complaint.answered_by, complaint.answered_at = person_of(actor), timezone.now()
    complaint.save()
    journal.detail(published=bool(complaint.public_text))
    return complaint
