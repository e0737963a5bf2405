"""Actions: the only way to write. One function per verb, in one transaction with its policy and its journal entry."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

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

    @property
    def about(self) -> type[models.Model] | None:
        """The model its journal entries name, as the function's own annotations say; nothing where they leave it open."""
        hints = get_type_hints(self.function)
        said = [hints.get("return"), hints.get(_target_name(self.code, self.function))]
        return next((each for each in said if isinstance(each, type) and issubclass(each, models.Model)), None)


actions: Catalogue[Action] = Catalogue("actions")
_CODE = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*){2,}")
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class _System:
    """The platform itself, for background work and seeding. Never a person."""

    pk = None
    name = Text("轻装", "Qingzhuang")
    is_system = True
    is_authenticated = False

    def __str__(self) -> str:
        return f"{self.name.zh} {self.name.en}"


System = _System()


def action(code: str, label: Text) -> Callable[[F], F]:
    """Make a function the action ``code``.

    The function takes its target first (or nothing) and ``actor`` by keyword. The policy is asked before it runs;
    afterwards one journal entry names what it returned (a stored model instance) or else its target, which may be
    gone by then. A code that is not ``room.noun.verb``, or a function without a keyword ``actor``, is a ``ValueError``.
    """
    if not _CODE.fullmatch(code):
        raise ValueError(f"{code!r} is no code of the form room.noun.verb")

    def make(function: F) -> F:
        target_name = _target_name(code, function)

        @functools.wraps(function)
        def run(*args: Any, actor: Any, **kwargs: Any) -> Any:
            # A target given by its name must reach the policy as well as one given by its place.
            target = args[0] if args else kwargs.get(target_name)
            with transaction.atomic(), journal.details() as details:
                policies.ensure(actor, code, target)
                stored = journal.Reference.to(target if isinstance(target, models.Model) else None)
                result = function(*args, actor=actor, **kwargs)
                journal.write(code, actor=actor, subject=_subject(result, target, stored), details=details)
            return result

        actions.register(Action(code, label, run))
        return run  # type: ignore[return-value]

    return make


def _target_name(code: str, function: Callable[..., Any]) -> str:
    """The name of the first positional parameter, or nothing."""
    parameters = inspect.signature(function).parameters
    actor = parameters.get("actor")
    if actor is None or actor.kind is not inspect.Parameter.KEYWORD_ONLY:
        raise ValueError(f"{code}: {function.__name__} takes no keyword-only actor")
    return next((name for name, each in parameters.items() if each.kind in _POSITIONAL), "")


def _subject(result: Any, target: Any, stored: journal.Reference) -> journal.Reference:
    """What was returned, else the target as it is now, else as it was before it was deleted."""
    for each in (result, target):
        if isinstance(each, models.Model) and each.pk is not None:
            return journal.Reference.to(each)
    return stored
