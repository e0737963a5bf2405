"""What the gate shows before a new group: the groups the unit has, for the same purpose, with the same members."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from qingzhuang.domain.draft import Draft
from qingzhuang.registry.likeness import similar_to
from qingzhuang.registry.models import Asset, Roster
from qingzhuang.registry.queries.overlaps import SAME_PURPOSE, WORTH_KEEPING, Shared, shared_with
from qingzhuang.registry.rosters import BASES
from qingzhuang.registry.rules import parameter

SHOWN = 10


def groups_section(draft: Draft) -> dict[str, Any] | None:
    """The report's section on groups: how many the unit has and may have, and which overlap."""
    if draft.kind != "group":
        return None
    roster = _roster(draft)
    return {
        "unit_groups": _of_unit(draft).count(),
        "cap": parameter("R34", "cap"),
        "members_attached": roster.size if roster else None,
        "attach_url": reverse("registry:group-attach", args=[int(draft.id)]) if draft.id.isdecimal() else None,
        "purpose": [
            {"id": str(each.pk), "name": each.name, "url": each.get_absolute_url(), "score": round(score, 3)}
            for each, score in beside(draft)
        ],
        "members": [_shown(each) for each in shared_members(draft)],
    }


def beside(draft: Draft) -> list[tuple[Asset, float]]:
    """The unit's own living groups that serve the purpose of this draft, with the score."""
    like = {int(each.id): each.score for each in similar_to(draft, limit=4 * SHOWN) if each.score >= SAME_PURPOSE}
    found = _of_unit(draft).filter(pk__in=like)
    return sorted(((each, like[each.pk]) for each in found), key=lambda pair: -pair[1])[:SHOWN]


def shared_members(draft: Draft) -> list[Shared]:
    """Groups that have members of the attached list already, the most contained first."""
    roster = _roster(draft)
    if roster is None:
        return []
    marks: dict[str, list[str]] = {basis: [] for basis in roster.bases}
    for basis, mark in roster.members.values_list("basis", "mark"):
        marks[basis].append(mark)
    alive = Asset.objects.alive().filter(kind="group")
    found = [each for each in shared_with(roster, marks) if each.containment >= WORTH_KEEPING]
    living = set(alive.filter(pk__in=[each.roster.asset_id for each in found]).values_list("pk", flat=True))
    return [each for each in found if each.roster.asset_id in living][:SHOWN]


def _roster(draft: Draft) -> Roster | None:
    return Roster.objects.filter(proposal=int(draft.id)).first() if draft.id.isdecimal() else None


def _of_unit(draft: Draft) -> Any:
    unit = draft.issuer.organisation_id if draft.issuer else None
    groups = Asset.objects.alive().filter(kind="group", sponsor=unit)
    if unit is None:
        return groups.none()
    return groups.exclude(proposal=int(draft.id)) if draft.id.isdecimal() else groups


def _shown(each: Shared) -> dict[str, Any]:
    asset = each.roster.asset
    return {
        "id": str(asset.pk),
        "name": asset.name,
        "url": asset.get_absolute_url(),
        "shared": each.shared,
        "size": each.size,
        "other_size": each.other_size,
        "containment": round(each.containment, 3),
        "jaccard": round(each.jaccard, 3),
        "basis": BASES[each.basis].as_dict(),
    }
