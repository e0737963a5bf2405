"""Deciding what a patrol found: once, and for all later patrols of the source."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.actions.assets import change_asset, close_asset, enter
from qingzhuang.registry.actions.links import add_link
from qingzhuang.registry.actions.rows import units_by_name
from qingzhuang.registry.actions.telling import person_of
from qingzhuang.registry.models import Asset, PatrolFinding
from qingzhuang.registry.models.assets import PLATFORM_FIELDS
from qingzhuang.registry.tokens import fold

DECISIONS = {
    "unregistered": ("register", "dismiss"),
    "gone": ("ask", "close", "dismiss"),
    "renamed": ("change", "ask", "dismiss"),
    "moved": ("change", "ask", "dismiss"),
    "revived": ("ask", "dismiss"),
}


@action("registry.patrol.decide", Text("处理巡查发现", "Decide on a finding"))
def decide_finding(finding: PatrolFinding, *, actor: Any, decision: str, reason: str = "") -> PatrolFinding:
    """``register``, ``change``, ``close``, ``ask`` the owner, or ``dismiss`` with the reason; it is not asked again.

    Raises ``registry.reason_needed`` for closing and dismissing without one, ``registry.finding_decided``.
    """
    finding = PatrolFinding.objects.select_for_update().get(pk=finding.pk)
    if finding.state not in ("open", "asked") or decision not in DECISIONS[finding.sort]:
        raise Refused("registry.finding_decided", name=finding.name, state=finding.state_label)
    if decision in ("close", "dismiss") and not reason.strip():
        raise Refused("registry.reason_needed", where={"field": "reason"})
    basis = f"{finding.source} {finding.last_seen.file_name}"
    if decision == "register":
        finding.asset, finding.state = _register(finding, actor, basis), "registered"
    elif decision == "change":
        _change(finding, actor, basis)
        finding.state = "changed"
    elif decision == "close":
        close_asset(finding.asset, actor=actor, basis=reason)
        finding.state = "closed"
    else:
        finding.state = "asked" if decision == "ask" else "dismissed"
    finding.reason, finding.decided_by, finding.decided_on = (
        reason.strip()[:500],
        person_of(actor),
        timezone.localdate(),
    )
    finding.save()
    journal.detail(decision=decision, reason=reason.strip())
    return finding


def _register(finding: PatrolFinding, actor: Any, basis: str) -> Asset:
    told, kind = finding.told, finding.kind or "app"
    sponsor = Organisation.objects.filter(
        pk=units_by_name(finding.office).get(fold(told.get("sponsor", "")), 0)
    ).first()
    asset = Asset(kind=kind)
    known = {each.code: each for each in asset.definition.fields}
    values: dict[str, Any] = {"name": finding.name}
    platform = next((code for code in PLATFORM_FIELDS if code in known), "")
    if platform and told.get("platform"):
        values[platform] = [told["platform"]] if known[platform].type == "items" else told["platform"]
    if "account_identifier" in known and told.get("account"):
        values["account_identifier"] = told["account"]
    return enter(
        finding.office,
        actor=actor,
        kind=kind,
        values=values,
        sponsor=sponsor,
        sponsor_name=told.get("sponsor", ""),
        source="patrol",
        events=(("found", timezone.localdate(), basis),),
    )


def _change(finding: PatrolFinding, actor: Any, basis: str) -> None:
    """Take over name, platform and address; who answers for a thing is changed by its owners, not by a list."""
    if all(change["field"] == "sponsor" for change in finding.changes):
        raise Refused("registry.finding_sponsor", name=finding.name)
    asset = finding.asset
    known = {each.code: each for each in asset.definition.fields}
    values: dict[str, Any] = {}
    for change in finding.changes:
        if change["field"] == "name":
            values["name"] = change["after"]
        elif change["field"] == "platform":
            code = next((code for code in PLATFORM_FIELDS if code in known), "")
            if code:
                values[code] = [change["after"]] if known[code].type == "items" else change["after"]
        elif change["field"] == "url":
            add_link(asset, actor=actor, address=change["after"])
    if values:
        change_asset(asset, actor=actor, values=values, basis=basis)
