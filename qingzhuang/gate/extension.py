"""How the rooms above take part in the gate, which knows nothing of what it examines.

A room registers examiners (a section of the report), fact providers (what rules may know of the room's
things) and acceptance handlers (what an accepted proposal becomes) when it starts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.draft import Draft


@dataclass(frozen=True)
class Examiner:
    """One section of the report: ``examine(draft)`` returns plain JSON data under ``code``."""

    code: str
    examine: Callable[[Draft], Any]


@dataclass(frozen=True)
class FactProvider:
    """Facts for the rules, such as ``unit.groups``; names that a room cannot tell are left out."""

    code: str
    facts: Callable[[Draft], dict[str, Any]]


@dataclass(frozen=True)
class AcceptanceHandler:
    """What happens on acceptance of kinds that become ``code`` (``asset`` or ``demand``)."""

    code: str
    accept: Callable[..., Any]


examiners: Catalogue[Examiner] = Catalogue("examiners")
fact_providers: Catalogue[FactProvider] = Catalogue("fact providers")
acceptance_handlers: Catalogue[AcceptanceHandler] = Catalogue("acceptance handlers")
