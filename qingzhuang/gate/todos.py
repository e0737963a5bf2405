"""What waits for a person at the gate: reviews, returned proposals, decisions nobody has read."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from qingzhuang.core.todos import MOST, Todo, TodoSource, todo_sources
from qingzhuang.domain.text import Text
from qingzhuang.gate.models import Decision
from qingzhuang.gate.queries import own_proposals, review_queue
from qingzhuang.identity.queries import organisations_of


def to_review(person: Any) -> list[Todo]:
    return [
        Todo(
            proposal.name,
            Text(f"待审核 · {proposal.sponsor.label.zh}", f"To review · {proposal.sponsor.label.en}"),
            proposal.review_due,
            proposal.get_absolute_url(),
        )
        for proposal in review_queue(person)[:MOST]
    ]


def to_complete(person: Any) -> list[Todo]:
    found = own_proposals(person).filter(state="returned")[:MOST]
    lead = Text("已退回，请一次补齐", "Returned: complete it in one go")
    return [Todo(p.name, lead, p.supplement_due, p.get_absolute_url()) for p in found]


def to_read(person: Any) -> list[Todo]:
    """Decisions nobody of the proposing unit has opened yet."""
    words = {
        "accept": Text("已受理", "Accepted"),
        "accept_with_exception": Text("已附例外受理", "Accepted with an exception"),
        "refuse": Text("不予受理", "Refused"),
    }
    units = [own.pk for own in organisations_of(person)]
    unseen = (
        Decision.objects.filter(seen_at__isnull=True, outcome__in=words)
        .filter(Q(proposal__proposer=person) | Q(proposal__sponsor_id__in=units))
        .select_related("proposal")[:MOST]
    )
    return [Todo(d.proposal.name, words[d.outcome], None, d.proposal.get_absolute_url()) for d in unseen]


for _source in (to_review, to_complete, to_read):
    todo_sources.register(TodoSource(f"gate.{_source.__name__}", _source))
