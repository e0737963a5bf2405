"""Changes of data, told to the systems of those who hold a grant: which grant, which elements, where to go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qingzhuang.core.models import JournalEntry
from qingzhuang.datahub.actions.announcing import ANNOUNCE
from qingzhuang.datahub.announcements import areas_of, concerned
from qingzhuang.datahub.models import Grant
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.tellers import Teller, tellers


def tell_changes(organisation: Organisation, entries: Sequence[JournalEntry]) -> dict[int, dict[str, Any]]:
    """By entry, the grants in force it concerns; the values are read under them, for a purpose."""
    grants = list(Grant.objects.in_force().filter(requester=organisation).select_related("area").order_by("pk"))
    if not grants:
        return {}
    areas, said = areas_of(entries), {}
    for entry in entries:
        found = [
            {
                "grant": grant.pk,
                "elements": sorted(codes),
                "url": f"/api/v1/data/grants/{grant.pk}/changes?after={entry.seq - 1}",
            }
            for grant in grants
            if (codes := concerned(grant, entry, areas))
        ]
        if found:
            said[entry.seq] = {"type": "data", "grants": found}
    return said


tellers.register(Teller("data", "datahub.source", lambda: (ANNOUNCE,), tell_changes))
