"""Who may complain: anybody, about what is public; who answers: the unit that answers for it."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.registry.models import Asset, Complaint
from qingzhuang.registry.policies.assets import may_change
from qingzhuang.registry.queries.official import official_assets


@policy("registry.complaint.hand_in")
def may_hand_in(_actor: Any, asset: Asset) -> bool:
    return official_assets().filter(pk=asset.pk).exists()


@policy("registry.complaint.answer")
def may_answer(actor: Any, complaint: Complaint) -> bool:
    return may_change(actor, complaint.asset)
