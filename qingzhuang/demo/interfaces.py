"""A key of the county's collaboration platform, as its integrator issued it. Nobody knows its secret."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from qingzhuang.identity import actions
from qingzhuang.identity.models import Person

if TYPE_CHECKING:
    from qingzhuang.demo.county import County


def seed(county: County) -> int:
    """Issue the key; returns how many."""
    actions.issue_key(
        county.office,
        actor=Person.objects.get(username="xuyang"),
        name="县协同办公平台",
        scopes=["register.read", "register.propose"],
        expires_on=county.today + timedelta(days=300),
    )
    return 1
