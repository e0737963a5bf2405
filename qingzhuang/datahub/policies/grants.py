"""Who may ask for data, answer, take back, and fetch."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.datahub.models import Grant, Source
from qingzhuang.datahub.sharing import FETCH
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role, works_for


@policy("datahub.grant.request")
def may_request(actor: Any, requester: Organisation) -> bool:
    return works_for(actor, requester.pk)


@policy("datahub.grant.answer")
def may_answer(actor: Any, grant: Grant) -> bool:
    """The steward's people and the data steward of its area, never those who asked."""
    if works_for(actor, grant.requester_id):
        return False
    return works_for(actor, grant.steward_id) or has_role(actor, "data_steward", grant.steward)


@policy("datahub.grant.revoke")
def may_revoke(actor: Any, grant: Grant) -> bool:
    return may_answer(actor, grant)


@policy(FETCH)
def may_fetch(actor: Any, grant: Grant) -> bool:
    """The people of the unit that was granted, nobody else: data are not passed on (Regulation on sharing, art. 25)."""
    return works_for(actor, grant.requester_id)


@policy("datahub.exchange.refuse")
def may_note_refusal(actor: Any, grant: Grant) -> bool:
    """Whoever asked: the note is about their own read."""
    return works_for(actor, grant.requester_id)


@policy("datahub.data.announce")
def may_announce(actor: Any, _source: Any) -> bool:
    """Only the platform itself, once the data are in."""
    return bool(getattr(actor, "is_system", False))


@policy("datahub.delivery.push")
def may_push(actor: Any, source: Source) -> bool:
    """The systems of the source's owner."""
    return works_for(actor, source.owner_id)
