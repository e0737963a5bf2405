"""Who may keep the sign-in clients of an entry: who may change the entry."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.registry.models import Asset, SignInClient
from qingzhuang.registry.policies.assets import may_change


@policy("registry.client.register")
def may_register_client(actor: Any, asset: Asset) -> bool:
    return may_change(actor, asset)


def _may_keep(actor: Any, client: SignInClient) -> bool:
    return may_change(actor, client.asset)


for _code in ("change", "renew", "switch_off", "switch_on"):
    policy(f"registry.client.{_code}")(_may_keep)
