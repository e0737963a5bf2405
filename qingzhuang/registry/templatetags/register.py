"""What the register's pages share. Loaded with ``{% load register %}``."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.utils import timezone

from qingzhuang.domain.text import Text
from qingzhuang.registry.desks import desks_for
from qingzhuang.registry.rosters import BASES

register = template.Library()


@register.inclusion_tag("registry/_desks.html", takes_context=True)
def desks(context: dict[str, Any]) -> dict[str, Any]:
    """The way between the desks of the register, for the person who is asking."""
    return {"desks": desks_for(context["request"])}


@register.filter
def basis(code: str) -> Text | str:
    """On what two lists of members were compared, in words."""
    return BASES.get(code, code)


@register.filter
def yuan(fen: int) -> str:
    """Fen as yuan, thousands parted."""
    return f"{fen / 100:,.0f}" if fen % 100 == 0 or abs(fen) >= 100_000 else f"{fen / 100:,.2f}"


@register.filter
def past(day: datetime.date | None) -> bool:
    """Whether a day has gone by."""
    return day is not None and day < timezone.localdate()


@register.filter
def lines(block: dict[str, Any]) -> list[Any]:
    """The items of a plain block; ``block.items`` would be the method of the dictionary."""
    return block["items"]
