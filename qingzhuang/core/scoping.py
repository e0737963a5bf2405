"""Doors to protected things: a list says for whom, one thing is fetched through its door or not found."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.http import Http404

Q = TypeVar("Q", bound="ScopedQuerySet")


class ScopedQuerySet(models.QuerySet):
    """A queryset whose things only some people may see."""

    def visible_to(self: Q, actor: Any) -> Q:
        raise NotImplementedError(f"{type(self).__name__} must say who sees what")

    def get_or_404_for(self, actor: Any, **lookup: Any) -> Any:
        """Return the one thing, or 404 both when there is none and when it is somebody else's."""
        found = self.visible_to(actor).filter(**lookup).first()
        if found is None:
            raise Http404
        return found
