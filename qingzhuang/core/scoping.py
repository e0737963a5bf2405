"""Doors to protected things: a list says for whom, one thing is fetched through its door or not found."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.http import Http404

# Databases hold keys of 64 bits; 18 digits are always within.
_DIGITS = 18
LARGEST_KEY = 10**_DIGITS - 1


def key_of(said: str | None) -> int | None:
    """The primary key that an address or a form spells; nothing for anything else, and for what no table can hold."""
    return int(said) if said and said.isdecimal() and len(said) <= _DIGITS else None


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
