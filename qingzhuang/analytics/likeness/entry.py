"""What is compared, and what comes back: plain values, no database."""

from __future__ import annotations

from dataclasses import dataclass

from qingzhuang.domain.text import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One registered or proposed thing, as far as likeness looks at it. Only ``id`` and ``name`` must be known."""

    id: str
    kind: str
    name: str
    sponsor: str = ""
    functions: tuple[str, ...] = ()
    description: str = ""
    users: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two things are alike: a code, a sentence in both languages, and the words it rests on."""

    code: str
    text: Text
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """A registered thing that resembles the one asked about.

    ``score`` runs from 0 (nothing in common) to 1 (the same); ``shared`` pairs a function of the asking side
    with its counterpart there; ``only_here`` and ``only_there`` are the functions left over.
    """

    id: str
    name: str
    score: float
    reasons: tuple[Reason, ...]
    kind: str
    sponsor: str
    shared: tuple[tuple[str, str], ...]
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to do instead of building anew: ``use_existing``, ``add_module`` or ``cooperate``, with whom, and why."""

    action: str
    target: str
    text: Text
