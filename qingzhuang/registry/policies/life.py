"""Who may take a step in the life of an entry, report what is live, and file or accept a change."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import policy
from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import has_role
from qingzhuang.registry.models import Asset, ChangeFiling
from qingzhuang.registry.policies.assets import sponsors

OWN_CHANGE = Text(
    "本单位的变更须由其他单位的审核员同意。", "A change of one's own unit is accepted by a reviewer of another."
)


def _keeps(actor: Any, asset: Asset) -> bool:
    """The governance office of the area, and the platform itself where it seeds or closes by the clock."""
    return getattr(actor, "is_system", False) or has_role(actor, "reviewer", asset.keeper)


@policy("registry.life.file")
def may_file(actor: Any, asset: Asset) -> bool:
    return _keeps(actor, asset)


@policy("registry.life.start")
def may_start(actor: Any, asset: Asset) -> bool:
    return sponsors(actor, asset) or _keeps(actor, asset)


@policy("registry.life.rectify")
def may_rectify(actor: Any, asset: Asset) -> bool:
    return _keeps(actor, asset)


@policy("registry.life.rectified")
def may_finish(actor: Any, asset: Asset) -> bool:
    return sponsors(actor, asset) or _keeps(actor, asset)


@policy("registry.life.archive")
def may_archive(actor: Any, asset: Asset) -> bool:
    return _keeps(actor, asset)


@policy("registry.change.report")
def may_report(actor: Any, asset: Asset) -> bool:
    """The sponsor's own people and systems, and the governance office that looked."""
    return sponsors(actor, asset) or _keeps(actor, asset)


@policy("registry.change.submit")
def may_submit(actor: Any, filing: ChangeFiling) -> bool:
    return sponsors(actor, filing.asset) or (filing.asset.sponsor_id is None and _keeps(actor, filing.asset))


@policy("registry.change.accept")
def may_accept(actor: Any, filing: ChangeFiling) -> bool | Text:
    if not _keeps(actor, filing.asset):
        return False
    return OWN_CHANGE if sponsors(actor, filing.asset) else True


@policy("registry.change.return")
def may_return(actor: Any, filing: ChangeFiling) -> bool | Text:
    return may_accept(actor, filing)
