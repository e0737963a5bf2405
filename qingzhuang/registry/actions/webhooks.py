"""Telling other systems of changes: subscriptions, and what is told from the journal, each change once or again until taken."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue, retry_delay
from qingzhuang.core.models import JournalEntry
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.models import Delivery, Webhook
from qingzhuang.registry.queries.webhooks import event_codes, told_to
from qingzhuang.registry.sending import NotSent, address_fault, send

JOB = "registry.webhook.deliver"
# How many entries are looked at, and changes told, in one go; the next minute goes on.
LOOKED_AT, TOLD = 1000, 100
HOLD = datetime.timedelta(minutes=5)
FAULTS = {
    "scheme": Text("不是 https 地址", "it does not begin with https"),
    "malformed": Text("写法不对", "it is not well formed"),
    "private": Text("不是公网地址", "it is not a public address"),
}


@action("registry.webhook.subscribe", Text("订阅变更通知", "Subscribe to changes"))
def subscribe(organisation: Organisation, *, actor: Any, url: str, events: Sequence[str] = ()) -> Webhook:
    """Have changes from now on told to ``url``; ``events`` are verbs of the journal, none means all of them.

    Raises ``registry.webhook_address`` and ``registry.webhook_event``.
    """
    _check(url, events)
    made = Webhook.objects.create(
        organisation=organisation,
        url=url,
        events=sorted(set(events)),
        salt=secrets.token_hex(16),
        cursor=journal.head()[0],
        created_by=actor,
    )
    journal.detail(url=str(made), events=made.events)
    return made


@action("registry.webhook.change", Text("更改变更通知", "Change a subscription"))
def change_webhook(
    webhook: Webhook, *, actor: Any, url: str | None = None, events: Sequence[str] | None = None, go_on: bool = False
) -> Webhook:
    """Another address or other events; ``go_on`` tries again at once, also after it was stopped, losing nothing."""
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if webhook.ended_at:
        raise Refused("registry.webhook_ended")
    _check(webhook.url if url is None else url, events or ())
    webhook.url = webhook.url if url is None else url
    webhook.events = webhook.events if events is None else sorted(set(events))
    if go_on:
        webhook.failures, webhook.stopped_at, webhook.next_at = 0, None, timezone.now()
    webhook.save()
    if go_on:
        queue_telling(webhook)
    journal.detail(url=str(webhook), events=webhook.events, go_on=go_on)
    return webhook


@action("registry.webhook.end", Text("取消变更通知", "End a subscription"))
def end_webhook(webhook: Webhook, *, actor: Any) -> Webhook:
    """Nothing more is told; the log of what was stays."""
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    webhook.ended_at = webhook.ended_at or timezone.now()
    webhook.save(update_fields=["ended_at"])
    return webhook


@action("registry.webhook.stop", Text("停止送达失败的通知", "Stop a subscription that fails"))
def stop_webhook(webhook: Webhook, *, actor: Any, error: str) -> Webhook:
    """After too many failures in a row; its owner is asked to look, and nothing that happens meanwhile is lost."""
    webhook.stopped_at = timezone.now()
    webhook.save(update_fields=["stopped_at"])
    journal.detail(failures=webhook.failures, error=error)
    return webhook


def collect(webhook: Webhook) -> int:
    """Turn the next entries of the journal into deliveries; returns how many. The cursor moves with them."""
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
        entries = journal.entries_after(webhook.cursor, limit=LOOKED_AT)
        if not entries:
            return 0
        told = told_to(webhook, entries)
        Delivery.objects.bulk_create(
            [Delivery(webhook=webhook, seq=each.seq, event=each.verb, body=_body(each, about)) for each, about in told]
        )
        webhook.cursor = entries[-1].seq
        webhook.save(update_fields=["cursor"])
    return len(told)


def queue_telling(webhook: Webhook) -> None:
    """Queue the telling of what waits for when it may be tried, once for each such time."""
    waiting = webhook.deliveries.filter(state="waiting").exists()
    if waiting and webhook.stopped_at is None:
        enqueue(JOB, key=f"{webhook.pk}:{webhook.next_at.timestamp()}", run_at=webhook.next_at, webhook=webhook.pk)


def tell_next(pk: int, actor: Any) -> bool:
    """Tell a subscriber the next change in order; ``False`` when nothing waits, somebody else is at it, or it failed.

    No transaction is open while the other side is waited for; the id of a delivery stays the same at every attempt.
    """
    now = timezone.now()
    free = Webhook.objects.filter(pk=pk, next_at__lte=now, stopped_at=None, ended_at=None)
    if not free.update(next_at=now + HOLD):
        return False
    webhook = Webhook.objects.get(pk=pk)
    delivery = webhook.deliveries.filter(state="waiting").order_by("seq").first()
    if delivery is None:
        Webhook.objects.filter(pk=pk).update(next_at=now)
        return False
    delivery.attempts, delivery.tried_at = delivery.attempts + 1, now
    delivery.status, delivery.milliseconds, delivery.error = None, None, ""
    try:
        answer = send(
            webhook.url, webhook.secret, delivery.event, str(delivery.pk), {"id": str(delivery.pk), **delivery.body}
        )
        delivery.status, delivery.milliseconds = answer.status, answer.milliseconds
        taken = answer.taken
        delivery.error = "" if taken else f"HTTP {answer.status}"
    except NotSent as error:
        taken, delivery.error = False, str(error)
    delivery.state = "delivered" if taken else "waiting"
    webhook.failures = 0 if taken else webhook.failures + 1
    wait = 0.0 if taken else retry_delay(webhook.failures)
    webhook.next_at = timezone.now() + datetime.timedelta(seconds=wait)
    with transaction.atomic():
        delivery.save()
        webhook.save(update_fields=["failures", "next_at"])
        if webhook.failures >= settings.WEBHOOK_FAILURES:
            stop_webhook(webhook, actor=actor, error=delivery.error)
    return taken


def _check(url: str, events: Sequence[str]) -> None:
    if fault := address_fault(url):
        raise Refused("registry.webhook_address", fault=FAULTS[fault], where={"field": "url"})
    if unknown := set(events) - set(event_codes()):
        raise Refused("registry.webhook_event", events=", ".join(sorted(unknown)), where={"field": "events"})


def _body(entry: JournalEntry, about: dict[str, Any]) -> dict[str, Any]:
    """What happened and to what; what it says now is read through the API, under the reader's own rights."""
    return {
        "event": entry.verb,
        "label": journal.label_of(entry).as_dict(),
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "subject": about,
    }
