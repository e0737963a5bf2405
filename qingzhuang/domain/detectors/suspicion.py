"""What a detector says."""

from __future__ import annotations

from dataclasses import dataclass

from qingzhuang.domain.text import Text


@dataclass(frozen=True, slots=True)
class Suspicion:
    """``quote`` is exactly ``text[start:end]`` of the text that was read.

    ``force`` is what makes it one: ``order``, ``measure``, ``function`` or ``state``; ``scene`` the special scene
    the text itself lies in, and ``excepted`` whether that scene lets it pass.
    """

    family: str
    quote: str
    start: int
    end: int
    force: str
    scene: str | None
    excepted: bool
    acts: tuple[str, ...]
    why: Text
