"""Subscriptions that were stopped, since nobody took what was sent."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.todos import MOST, Todo, TodoSource, todo_sources
from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Webhook


def stopped(person: Any) -> list[Todo]:
    lead = Text("变更通知连续送达失败，已停止", "Changes could not be delivered; stopped")
    found = Webhook.objects.visible_to(person).filter(stopped_at__isnull=False, ended_at=None)[:MOST]
    return [Todo(each.url, lead, None, each.get_absolute_url()) for each in found]


todo_sources.register(TodoSource("registry.webhooks", stopped))
