"""Who may prepare, decide and prove a merge, and keep addresses."""

from __future__ import annotations

from typing import Any

from qingzhuang.core.policies import Answer, policy
from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import has_role, roles_of
from qingzhuang.registry.models import Asset, AssetLink, Merge, MergePart, Tally
from qingzhuang.registry.policies.assets import may_change

_LEADS = Text(
    "须由本地治理办，或主办全部有关条目的单位来决定。",
    "The governance office of the area decides, or the unit that sponsors all of them.",
)


def leads(actor: Any, merge: Merge) -> Answer:
    """The governance office over everything concerned, or the one sponsor of it all."""
    concerned = [merge.survivor, *(part.asset for part in merge.parts.select_related("asset__keeper"))]
    if all(may_change(actor, asset) for asset in concerned):
        return True
    return _LEADS if takes_part(actor, merge) else False


def takes_part(actor: Any, merge: Merge) -> bool:
    """The sponsor of anything concerned, or the governance office of its area."""
    concerned = [merge.survivor, *(part.asset for part in merge.parts.select_related("asset__keeper"))]
    return any(may_change(actor, asset) for asset in concerned)


@policy("registry.merge.draft")
def may_draft(actor: Any, survivor: Asset | None) -> bool:
    """The sponsor of the survivor, the governance office of its area; asked without one: anybody who could be."""
    if survivor is None:
        return bool(roles_of(actor) & {"reviewer", "department_officer", "township_officer"})
    return may_change(actor, survivor)


for _code in ("map", "rehearse", "report", "drop"):
    policy(f"registry.merge.{_code}")(takes_part)
for _code in ("announce", "execute", "carried", "halt", "undo", "undone", "confirm"):
    policy(f"registry.merge.{_code}")(leads)


@policy("registry.merge.carry")
def may_carry(actor: Any, part: MergePart) -> Answer:
    return leads(actor, part.merge)


@policy("registry.merge.bring_back")
def may_bring_back(actor: Any, part: MergePart) -> Answer:
    return leads(actor, part.merge)


@policy("registry.tally.add")
def may_add_tally(actor: Any, part: MergePart) -> bool:
    return takes_part(actor, part.merge)


def _may_count(actor: Any, tally: Tally) -> bool:
    return takes_part(actor, tally.part.merge)


for _code in ("state", "leave", "upload"):
    policy(f"registry.tally.{_code}")(_may_count)


@policy("registry.tally.read")
def may_read_list(actor: Any, file: Any) -> bool:
    """Whoever handed the list in; a job counts it in their name, for a system's key too."""
    return file.uploaded_by_id == actor.pk or takes_part(actor, file.tally.part.merge)


@policy("registry.tally.forget")
def may_forget(actor: Any, _target: None) -> bool:
    return getattr(actor, "is_system", False)


@policy("registry.link.add")
def may_add_link(actor: Any, asset: Asset) -> bool:
    return may_change(actor, asset)


@policy("registry.link.remove")
def may_remove_link(actor: Any, link: AssetLink) -> bool:
    return may_change(actor, link.asset)


@policy("registry.closure.plan")
def may_plan(actor: Any, asset: Asset) -> bool:
    return may_change(actor, asset)


@policy("registry.closure.step")
def may_step(actor: Any, closure: Any) -> Answer:
    """The sponsor's people and the governance office; the last step, archiving, is the office's."""
    if closure.next_step == "archived" and not has_role(actor, "reviewer", closure.asset.keeper):
        return Text("由治理办核对后归档。", "The governance office archives it after a check.")
    return may_change(actor, closure.asset)


@policy("registry.closure.withdraw")
def may_withdraw(actor: Any, closure: Any) -> bool:
    return may_change(actor, closure.asset)
