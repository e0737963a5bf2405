"""The numbers of the rules in force here, for pages and queries that apply them to the register."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from qingzhuang.domain.rules import Rule
from qingzhuang.gate.rulebook import load


def rule(identity: str) -> Rule:
    """A rule of the site's jurisdiction in force today; ``KeyError`` if there is none of this number."""
    for each in load(settings.JURISDICTION, timezone.localdate()).rules:
        if each.id == identity:
            return each
    raise KeyError(identity)


def parameter(identity: str, name: str) -> Any:
    """The value of one parameter of a rule, as the overlays of the jurisdiction leave it."""
    return rule(identity).parameters[name].value
