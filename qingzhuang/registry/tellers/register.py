"""Changes of the register: its entries, the merges and closures that change them, and the ledgers brought into it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import Model, Q, QuerySet

from qingzhuang.core.actions import actions
from qingzhuang.core.models import JournalEntry
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import governance_office_for, subtree_filter
from qingzhuang.registry.models import Asset, Closure, ImportBatch, Merge, MergePart
from qingzhuang.registry.tellers import Teller, tellers


def verbs_about(model: type[Model]) -> list[str]:
    """The verbs of the register whose entries name such a thing: what is told of nothing is not offered."""
    return [each.code for each in actions if each.code.startswith("registry.") and each.about is model]


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


def tell_merges(organisation: Organisation, entries: Sequence[JournalEntry]) -> dict[int, dict[str, Any]]:
    """A merge changes several entries at once, so it is told as itself."""
    reach = reach_of(organisation)
    concerned = Q(subtree_filter("survivor__keeper", reach)) | Q(subtree_filter("parts__asset__keeper", reach))
    return _told(Merge.objects.filter(concerned).distinct(), entries, "merge", "/register/merges/{id}/")


def tell_entry_of(
    model: type[Model], organisation: Organisation, entries: Sequence[JournalEntry]
) -> dict[int, dict[str, Any]]:
    """A step of a closure, or of one part of a merge, is told as a change of the entry it is about."""
    things = model.objects.filter(subtree_filter("asset__keeper", reach_of(organisation)))
    found = things.filter(pk__in=[int(each.subject_id) for each in entries]).select_related("asset")
    changed = {str(each.pk): each.asset for each in found}
    return {
        each.seq: _said("asset", str(asset.pk), asset.name, "/api/v1/assets/{id}")
        for each in entries
        if (asset := changed.get(each.subject_id)) is not None
    }


def _told(things: QuerySet, entries: Sequence[JournalEntry], sort: str, path: str) -> dict[int, dict[str, Any]]:
    """What each entry is about: what it says now is read through the API, under the reader's own rights."""
    there = {
        str(pk) for pk in things.filter(pk__in=[int(each.subject_id) for each in entries]).values_list("pk", flat=True)
    }
    return {
        each.seq: _said(sort, each.subject_id, each.subject_label, path) for each in entries if each.subject_id in there
    }


def _said(sort: str, pk: str, name: str, path: str) -> dict[str, Any]:
    return {"type": sort, "id": pk, "name": name, "url": path.format(id=pk)}


tellers.register(Teller("assets", "registry.asset", partial(verbs_about, Asset), tell_assets))
tellers.register(Teller("imports", "registry.importbatch", partial(verbs_about, ImportBatch), tell_imports))
tellers.register(Teller("merges", "registry.merge", partial(verbs_about, Merge), tell_merges))
for _model in (Closure, MergePart):
    _label = _model._meta.label_lower
    tellers.register(Teller(_label, _label, partial(verbs_about, _model), partial(tell_entry_of, _model)))
