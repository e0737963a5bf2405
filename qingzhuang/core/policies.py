"""Who may do what: one policy per action, deny by default."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qingzhuang.domain.text import Text

Answer = bool | Text
Policy = Callable[[Any, Any], Answer]
_policies: dict[str, Policy] = {}


class Denied(Exception):
    """The person may not do this; pages answer 404, so that other people's things do not show."""

    def __init__(self, code: str, reason: Text | None = None) -> None:
        super().__init__(code if reason is None else f"{code}: {reason.en}")
        self.code = code
        self.reason = reason


def policy(code: str) -> Callable[[Policy], Policy]:
    """Declare the policy of an action: ``(actor, target) -> True``, ``False``, or a :class:`Text` saying why not."""

    def declare(function: Policy) -> Policy:
        if code in _policies:
            raise ValueError(f"policy {code!r} is declared twice")
        _policies[code] = function
        return function

    return declare


def declared() -> set[str]:
    return set(_policies)


def can(actor: Any, code: str, target: Any = None) -> bool:
    """Whether ``actor`` may do ``code`` to ``target``; an undeclared code raises ``KeyError``."""
    return _policies[code](actor, target) is True


def ensure(actor: Any, code: str, target: Any = None) -> None:
    """Raise :class:`Denied`, with the policy's reason if it gave one."""
    answer = _policies[code](actor, target)
    if answer is not True:
        raise Denied(code, answer if isinstance(answer, Text) else None)
