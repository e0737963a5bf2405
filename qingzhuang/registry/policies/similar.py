"""Who may decide on similar things, take a decision back, and take the list out."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import has_role, roles_of
from qingzhuang.registry.models import SimilarPair


@policy("registry.similar.decide")
def may_decide(actor: Any, office: Organisation) -> bool:
    """The governance office, on things that all lie in its area."""
    return getattr(actor, "is_system", False) or has_role(actor, "reviewer", office)


@policy("registry.similar.reopen")
def may_reopen(actor: Any, pair: SimilarPair) -> bool:
    return has_role(actor, "reviewer", pair.reach)


@policy("registry.similar.scan")
def may_scan(actor: Any, office: Organisation) -> bool:
    return has_role(actor, "reviewer", office)


@policy("registry.similar.export")
def may_export_pairs(actor: Any, _target: None) -> bool:
    """Anyone with a post, and only what they may see anyway."""
    return bool(roles_of(actor))
