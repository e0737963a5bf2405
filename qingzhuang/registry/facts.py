"""What the rules may know of a unit's registered things: those it has already, before what is proposed.

So "at least one" in a rule means that the proposed one would be the second (R06, R24), and "at least the cap" that
it would be over it (R34).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from qingzhuang.domain.draft import Draft
from qingzhuang.gate.clock import calendar
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import subtree_filter
from qingzhuang.registry.groups import beside, shared_members
from qingzhuang.registry.models import Asset, Patrol, PatrolFinding
from qingzhuang.registry.rules import parameter

_APPS = Q(kind__in=("app", "mini_program"), facing="grassroots")
_ACCOUNTS = Q(kind="account", facing="grassroots")


def unit_facts(draft: Draft) -> dict[str, int]:
    """Counts of what the issuing unit runs; nothing is told while the unit is not known.

    The entry that a proposal itself became is left out.
    """
    if draft.issuer is None or draft.issuer.organisation_id is None:
        return {}
    alive = Asset.objects.alive().filter(sponsor_id=draft.issuer.organisation_id)
    if draft.id.isdecimal():
        alive = alive.exclude(proposal_id=int(draft.id)).exclude(promotions__proposal_id=int(draft.id))
    counted = alive.aggregate(
        apps=Count("pk", filter=_APPS),
        accounts=Count("pk", filter=_ACCOUNTS),
        beside=Count("pk", filter=Q(kind="account", platform=draft.values.get("platform") or "—")),
        groups=Count("pk", filter=Q(kind="group")),
    )
    facts = {
        "unit.grassroots_apps": counted["apps"],
        "unit.grassroots_accounts": counted["accounts"],
        "unit.groups": counted["groups"],
    }
    if draft.kind == "account" and draft.values.get("platform"):
        facts["unit.accounts_on_platform"] = counted["beside"]
    return facts


def group_facts(draft: Draft) -> dict[str, Any]:
    """What the register knows of groups where the proposer left it open: those of the unit for the same purpose, and
    the share of members that another group has already, when a member list is attached."""
    if draft.kind != "group":
        return {}
    facts: dict[str, Any] = {}
    if not draft.values.get("existing_groups") and (found := beside(draft)):
        facts["field.existing_groups"] = [each.name for each, _score in found]
    if shared := shared_members(draft):
        told = float(draft.values.get("member_overlap") or 0)
        facts["field.member_overlap"] = max(told, round(100 * shared[0].containment, 1))
    return facts


def patrol_facts(draft: Draft) -> dict[str, bool]:
    """Whether a patrol of the area saw this thing, by its name, longer ago than the rule gives to register it (R23).

    Where nobody patrolled, nothing is told.
    """
    if draft.issuer is None or draft.issuer.organisation_id is None or not draft.name:
        return {}
    area = Organisation.objects.get(pk=draft.issuer.organisation_id).area
    patrols = Patrol.objects.filter(subtree_filter("office", area), step="done")
    if not patrols.exists():
        return {}
    seen = PatrolFinding.objects.filter(
        subtree_filter("office", area), sort="unregistered", state="open", name__iexact=draft.name, kind=draft.kind
    )
    first = seen.aggregate(first=Min("first_seen__done_at"))["first"]
    if first is None:
        return {"live.seen_unregistered": False}
    due = calendar().add_working_days(timezone.localdate(first), parameter("R23", "days"))
    return {"live.seen_unregistered": timezone.localdate() > due}
