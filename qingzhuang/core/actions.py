"""Actions: the only way to write. One function per verb, in one transaction with its policy and its journal entry."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction

from qingzhuang.core import journal, policies
from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Action:
    """``code`` is at once the permission, the journal's verb and the key of its words."""

    code: str
    label: Text
    function: Callable[..., Any]


actions: Catalogue[Action] = Catalogue("actions")


class _System:
    """The platform itself, for background work and seeding. Never a person."""

    pk = None
    is_system = True
    is_authenticated = False

    def __str__(self) -> str:
        return "轻装 Qingzhuang"


System = _System()


def action(code: str, label: Text) -> Callable[[F], F]:
    """Make a function the action ``code``.

    The function takes its target first (or nothing) and ``actor`` by keyword. The policy is asked before it runs;
    afterwards one journal entry names what it returned (a model instance) or else its target.
    """

    def make(function: F) -> F:
        @functools.wraps(function)
        def run(*args: Any, actor: Any, **kwargs: Any) -> Any:
            target = args[0] if args else None
            with transaction.atomic(), journal.details() as details:
                policies.ensure(actor, code, target)
                result = function(*args, actor=actor, **kwargs)
                subject = result if isinstance(result, models.Model) else target
                journal.write(code, actor=actor, subject=subject, details=details)
            return result

        actions.register(Action(code, label, run))
        return run  # type: ignore[return-value]

    return make
