"""What an app may be told of a person: three scopes, and nothing that is not in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation, Person
from qingzhuang.identity.queries import appointments_of, organisation_of

SCOPES = {
    "openid": Text("只有该应用认得的编号", "A number by which only this app knows you"),
    "profile": Text("姓名", "Your name"),
    "posts": Text("单位和岗位", "Your unit and your posts"),
}
CLAIMS = ("sub", "name", "organisation", "posts")


def claims_of(person: Person, scopes: Iterable[str]) -> dict[str, Any]:
    """What is told of a person besides the number, by the scopes that were granted."""
    told, own = set(scopes), {}
    if "profile" in told:
        own["name"] = person.name
    if "posts" in told:
        main = organisation_of(person)
        own["organisation"] = _unit(main) if main else None
        own["posts"] = [
            {"title": each.post.title, "organisation": _unit(each.post.organisation)}
            for each in appointments_of(person)
        ]
    return own


def _unit(organisation: Organisation) -> dict[str, str]:
    return {"code": organisation.code, "name": organisation.name}
