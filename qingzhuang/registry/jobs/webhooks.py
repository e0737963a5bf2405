"""Telling subscribers of changes: looked for each minute, told in order, one subscriber a job."""

from __future__ import annotations

import datetime

from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import Run, job
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions import webhooks
from qingzhuang.registry.models import Delivery, Webhook

KEPT = datetime.timedelta(days=90)


@job("registry.webhook.collect", label=Text("收集变更通知", "Look for changes to tell"), schedule="* * * * *")
def collect(run: Run) -> dict[str, int]:
    """Read on in the journal for every subscriber, and queue what is due."""
    found = 0
    for webhook in Webhook.objects.filter(ended_at=None, stopped_at=None).select_related("organisation"):
        run.check_cancelled()
        found += webhooks.collect(webhook)
        webhooks.queue_telling(webhook)
    return {"changes": found}


@job(webhooks.JOB, label=Text("送达变更通知", "Tell a subscriber of changes"), queue="long")
def deliver(run: Run, webhook: int) -> dict[str, int]:
    """Tell one subscriber what waits, in order, until one is not taken; what is left has its own time."""
    told = 0
    while told < webhooks.TOLD and webhooks.tell_next(webhook, System):
        told += 1
        run.check_cancelled()
    webhooks.queue_telling(Webhook.objects.get(pk=webhook))
    return {"told": told}


@job("registry.webhook.tidy", label=Text("清理送达记录", "Tidy the log of deliveries"), schedule="20 4 * * *")
def tidy(run: Run) -> dict[str, int]:
    """Let go of what was taken three months ago; what happened stays in the journal."""
    before = timezone.now() - KEPT
    taken, _by_model = Delivery.objects.filter(state="delivered", tried_at__lt=before).delete()
    return {"deliveries": taken}
