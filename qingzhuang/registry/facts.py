"""What the rules may know of a unit's registered things: those it has already, before what is proposed.

So "at least one" in a rule means that the proposed one would be the second (R06, R24), and "at least the cap" that
it would be over it (R34).
"""

from __future__ import annotations

from django.db.models import Count, Q

from qingzhuang.domain.draft import Draft
from qingzhuang.registry.models import Asset

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
        alive = alive.exclude(proposal_id=int(draft.id))
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
