"""The desks of the register: where people work on its entries, each a page with its own list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import roles_of
from qingzhuang.registry.queries.assets import import_offices


@dataclass(frozen=True)
class Desk:
    """``url_name`` opens it; ``who(person)`` says whether this person works there."""

    code: str
    label: Text
    url_name: str
    order: int
    who: Callable[[Any], bool] = lambda person: bool(roles_of(person))


desks: Catalogue[Desk] = Catalogue("desks of the register")
desks.register(Desk("assets", Text("全部条目", "All entries"), "registry:assets", 10))
desks.register(
    Desk("imports", Text("导入台账", "Ledgers"), "registry:imports", 90, lambda person: bool(import_offices(person)))
)


def desks_for(request: HttpRequest) -> list[tuple[Text, str, bool]]:
    """``(label, address, whether the person is there)`` of each desk open to this person, in order."""
    found = [(desk, reverse(desk.url_name)) for desk in sorted(desks, key=lambda each: each.order)]
    here = max((url for _desk, url in found if request.path.startswith(url)), key=len, default="")
    return [(desk.label, url, url == here) for desk, url in found if desk.who(request.user)]
