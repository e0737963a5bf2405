"""Who is told of which entries of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from qingzhuang.core.models import JournalEntry
from qingzhuang.registry.models import Webhook
from qingzhuang.registry.tellers import tellers


def event_codes() -> list[str]:
    """The verbs one can subscribe to."""
    return sorted({code for teller in tellers for code in teller.verbs()})


def told_to(webhook: Webhook, entries: Sequence[JournalEntry]) -> list[tuple[JournalEntry, dict[str, Any]]]:
    """The entries of the events asked for that the subscriber may know of, each with what is said of its subject."""
    said: dict[int, dict[str, Any]] = {}
    for teller in tellers:
        open_to_all = frozenset(teller.verbs())
        asked = open_to_all.intersection(webhook.events) if webhook.events else open_to_all
        wanted = [each for each in entries if each.subject_type == teller.about and each.verb in asked]
        if wanted:
            said |= teller.tell(webhook.organisation, wanted)
    return [(each, said[each.seq]) for each in entries if each.seq in said]


def webhooks_for(person: Any) -> QuerySet[Webhook]:
    """Subscriptions one manages, each with how many deliveries wait."""
    waiting = Count("deliveries", filter=Q(deliveries__state="waiting"))
    found = Webhook.objects.visible_to(person).select_related("organisation", "created_by")
    return found.annotate(waiting=waiting).order_by("-pk")
