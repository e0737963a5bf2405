"""Keeping the addresses at which people reach a registered thing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Asset, AssetLink


@action("registry.link.add", Text("登记网址", "Register an address"))
def add_link(asset: Asset, *, actor: Any, address: str, label: str = "") -> AssetLink:
    """Register an address of a thing. Raises ``registry.link_address``, ``registry.link_taken``."""
    plain = normal_address(address)
    if held := AssetLink.objects.filter(address=plain).select_related("asset").first():
        raise Refused("registry.link_taken", address=plain, name=held.asset.name)
    link = AssetLink.objects.create(asset=asset, first=asset, address=plain, label=label.strip()[:120])
    journal.detail(asset=asset.name, address=plain)
    return link


@action("registry.link.remove", Text("删除网址", "Remove an address"))
def remove_link(link: AssetLink, *, actor: Any) -> None:
    """Take an address out of the register."""
    journal.detail(asset=link.asset.name, address=link.address)
    link.delete()


def normal_address(address: str) -> str:
    """``https://…`` in one spelling: scheme and host in lower case, no trailing slash. Raises ``registry.link_address``."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    except ValueError:
        raise Refused("registry.link_address", address=address.strip()[:200]) from None
    if parts.scheme not in ("http", "https") or "." not in host or parts.username or len(address) > 500:
        raise Refused("registry.link_address", address=address.strip()[:200])
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{host}{parts.path.rstrip('/')}{query}"
