"""How the rooms above take part: identity signs people in, and knows nothing of the things they sign in to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qingzhuang.core.problems import Refused
from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Person


@dataclass(frozen=True)
class Party:
    """Whoever asks for a sign-in: what it is called, who runs it, and why it may not ask now, if so."""

    name: str
    runs: str | Text
    refusal: Refused | None = None


@dataclass(frozen=True)
class Keeper:
    """A room that keeps clients: ``party(client_id)`` is one of its own or ``None``; ``signed_in(client_id, person)`` is
    called once for each sign-in that was completed."""

    code: str
    party: Callable[[str], Party | None]
    signed_in: Callable[[str, Person], None]


keepers: Catalogue[Keeper] = Catalogue("keepers of clients")


def party_of(client_id: str) -> Party | None:
    """Who stands behind a client, asked of every room; ``None`` for a client that nobody keeps."""
    return next((party for keeper in keepers if (party := keeper.party(client_id))), None)


def note_signed_in(client_id: str, person: Person) -> None:
    """Tell the room that keeps a client that somebody signed in to it."""
    for keeper in keepers:
        if keeper.party(client_id):
            keeper.signed_in(client_id, person)
