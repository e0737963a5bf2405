"""What the rules may know of a unit's registered things, the proposed one counted in.

The rules ask how things would stand if the proposal were accepted (R06 "more than one app", R24 "more than one
account on the platform", R34 "groups over the cap"), so the draft itself counts while it is not registered.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from qingzhuang.domain.draft import Draft
from qingzhuang.registry.models import Asset

_APPS = Q(kind__in=("app", "mini_program"), facing="grassroots")
_ACCOUNTS = Q(kind="account", facing="grassroots")


def unit_facts(draft: Draft) -> dict[str, int]:
    """Counts of what the issuing unit runs; nothing is told when the unit is not known."""
    if draft.issuer is None or draft.issuer.organisation_id is None:
        return {}
    alive = Asset.objects.alive().filter(sponsor_id=draft.issuer.organisation_id)
    if draft.id.isdecimal():
        alive = alive.exclude(proposal_id=int(draft.id))
    counted = alive.aggregate(
        apps=Count("pk", filter=_APPS),
        accounts=Count("pk", filter=_ACCOUNTS),
        beside=Count("pk", filter=Q(kind="account", platform=draft.values.get("platform") or "—")),
        groups=Count("pk", filter=Q(kind="group")),
    )
    grassroots = draft.values.get("facing") == "grassroots"
    facts: dict[str, Any] = {
        "unit.grassroots_apps": counted["apps"] + (draft.kind in ("app", "mini_program") and grassroots),
        "unit.grassroots_accounts": counted["accounts"] + (draft.kind == "account" and grassroots),
        "unit.groups": counted["groups"] + (draft.kind == "group"),
    }
    if draft.kind == "account" and draft.values.get("platform"):
        facts["unit.accounts_on_platform"] = counted["beside"] + 1
    return facts
