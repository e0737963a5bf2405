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
    return _answer(actor, code, target) is True


def why_not(actor: Any, code: str, target: Any = None) -> Text | None:
    """The reason the policy gives for its no, to be shown where the button would be; ``None`` if it gives none."""
    answer = _answer(actor, code, target)
    return answer if isinstance(answer, Text) else None


def ensure(actor: Any, code: str, target: Any = None) -> None:
    """Raise :class:`Denied`, with the policy's reason if it gave one."""
    answer = _answer(actor, code, target)
    if answer is not True:
        raise Denied(code, answer if isinstance(answer, Text) else None)


def _answer(actor: Any, code: str, target: Any) -> Answer:
    if code not in _policies:
        raise KeyError(f"no policy is declared for {code!r}")
    # Whoever acts by a key may do less than the unit it acts for, never more.
    limit = getattr(actor, "limit", None)
    if limit is not None and not limit.allows(code, target):
        return False
    return _policies[code](actor, target)
