"""Filters people keep for themselves."""

from __future__ import annotations

from typing import Any

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry.models import SavedFilter


@action("registry.filter.save", Text("保存筛选", "Save a filter"))
def save_filter(target: None, *, actor: Any, name: str, query: str) -> SavedFilter:
    """Keep a query string under a name; a second one of that name replaces the first."""
    plain = " ".join(name.split())[:60]
    if not plain:
        raise Refused("registry.filter_unnamed")
    saved, _ = SavedFilter.objects.update_or_create(person=actor, name=plain, defaults={"query": query[:1000]})
    return saved


@action("registry.filter.delete", Text("删除筛选", "Delete a filter"))
def delete_filter(saved: SavedFilter, *, actor: Any) -> None:
    journal.detail(name=saved.name)
    SavedFilter.objects.filter(pk=saved.pk).delete()
