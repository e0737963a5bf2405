"""What was asked of the hub and not given: on record like what was."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.datahub.models import Grant, Subject
from qingzhuang.domain.text import Text


@action("datahub.exchange.refuse", Text("拒绝取数", "Refuse a read"))
def note_refusal(grant: Grant, *, actor: Any, reason: str, elements: Collection[str]) -> Grant:
    """Write down that a read under a grant was refused, and why: the last part of a problem code."""
    journal.detail(reason=reason, elements=sorted(elements)[:100])
    return grant


@action("datahub.subject.refuse", Text("拒绝越权查看", "Refuse a read beyond one's area"))
def note_beyond(subject: Subject, *, actor: Any, purpose: str = "", others: int = 0) -> Subject:
    """Write down that somebody wanted to see people outside their area; they are told that nobody is there."""
    journal.detail(purpose=purpose.strip()[:300], others=others)
    return subject
