"""Changes of the register: its entries, and the ledgers brought into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from qingzhuang.core.actions import actions
from qingzhuang.core.models import JournalEntry
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import governance_office_for, subtree_filter
from qingzhuang.registry.models import Asset, ImportBatch
from qingzhuang.registry.tellers import Teller, tellers


def register_verbs() -> list[str]:
    """The verbs of the register, those about subscriptions themselves left out."""
    return [
        code for code in actions.codes() if code.startswith("registry.") and not code.startswith("registry.webhook.")
    ]


def reach_of(organisation: Organisation) -> Organisation:
    """The unit itself; for the governance office, the area it keeps the register of."""
    office = governance_office_for(organisation.area)
    return organisation.area if office is not None and office.pk == organisation.pk else organisation


def tell_assets(organisation: Organisation, entries: Sequence[JournalEntry]) -> dict[int, dict[str, Any]]:
    things = Asset.objects.filter(subtree_filter("keeper", reach_of(organisation)))
    return _told(things, entries, "asset", "/api/v1/assets/{id}")


def tell_imports(organisation: Organisation, entries: Sequence[JournalEntry]) -> dict[int, dict[str, Any]]:
    things = ImportBatch.objects.filter(subtree_filter("office", reach_of(organisation)))
    return _told(things, entries, "import", "/register/imports/{id}/")


def _told(things: QuerySet, entries: Sequence[JournalEntry], sort: str, path: str) -> dict[int, dict[str, Any]]:
    """What each entry is about: what it says now is read through the API, under the reader's own rights."""
    there = {
        str(pk) for pk in things.filter(pk__in=[int(each.subject_id) for each in entries]).values_list("pk", flat=True)
    }
    return {
        each.seq: {
            "type": sort,
            "id": each.subject_id,
            "name": each.subject_label,
            "url": path.format(id=each.subject_id),
        }
        for each in entries
        if each.subject_id in there
    }


tellers.register(Teller("assets", "registry.asset", register_verbs, tell_assets))
tellers.register(Teller("imports", "registry.importbatch", register_verbs, tell_imports))
