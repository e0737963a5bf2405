"""Taking the lines of a bill into resources and their months, and finding whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from qingzhuang.identity.models import Organisation
from qingzhuang.registry.hosting.bills import SIZES, Line
from qingzhuang.registry.models import Asset, BillUpload, ProjectName, Resource, ResourceMonth


def take_in(bill: BillUpload, lines: Sequence[Line], among: QuerySet[Asset]) -> list[int]:
    """Bring the resources and months of some lines up to date; returns the resources' keys.

    Several lines of one bill for one resource and month add up; what a later bill says of a month replaces it.
    """
    owners = _owners(bill.office, lines, among)
    known = {(each.provider, each.code): each for each in _known(bill.office, lines)}
    _name_providers(lines, known)
    for line in lines:
        key = (line.texts["provider"][:80], line.code)
        resource = known.setdefault(
            key, Resource(office=bill.office, provider=key[0], code=line.code, latest=line.month)
        )
        _bring_up_to_date(resource, line, owners)
    new = [each for each in known.values() if each.pk is None]
    old = [each for each in known.values() if each.pk is not None]
    Resource.objects.bulk_create(new)
    Resource.objects.bulk_update(old, ["name", "kind", "project", *SIZES, "asset", "latest"], batch_size=200)
    _take_months(bill, lines, known)
    return [each.pk for each in known.values()]


def _known(office: Organisation, lines: Iterable[Line]) -> list[Resource]:
    codes = {line.code for line in lines}
    return list(Resource.objects.select_for_update().filter(office=office, code__in=codes))


def _name_providers(lines: Iterable[Line], known: Iterable[tuple[str, str]]) -> None:
    """A line without a provider tells of the one resource known by its code, so that use joins what is billed."""
    providers: dict[str, set[str]] = {}
    for provider, code in known:
        providers.setdefault(code, set()).add(provider)
    for line in lines:
        of_code = providers.get(line.code, set())
        if not line.texts["provider"] and len(of_code) == 1:
            line.texts["provider"] = next(iter(of_code))


def _bring_up_to_date(resource: Resource, line: Line, owners: dict[str, Asset]) -> None:
    if line.month >= resource.latest:
        resource.latest = line.month
        resource.name = line.texts["name"][:200] or resource.name
        resource.project = line.texts["project"][:120] or resource.project
        for size, value in line.sizes.items():
            setattr(resource, size, value)
        if line.texts["kind"] or line.texts["name"]:
            resource.kind = line.kind
    if resource.asset_id is None:
        said = (line.texts["asset"], line.texts["project"], line.code)
        resource.asset = next((owners[each] for each in said if each in owners), None)


def _take_months(bill: BillUpload, lines: Sequence[Line], known: dict[tuple[str, str], Resource]) -> None:
    resources = [each.pk for each in known.values()]
    months = {
        (each.resource_id, each.month): each
        for each in ResourceMonth.objects.filter(resource__in=resources, month__in={line.month for line in lines})
    }
    for line in lines:
        resource = known[(line.texts["provider"][:80], line.code)]
        month = months.setdefault((resource.pk, line.month), ResourceMonth(resource=resource, month=line.month))
        if line.fen is not None:
            month.fen = line.fen + (month.fen if month.bill_id == bill.pk else 0)
            month.bill = bill
        month.measured = {**month.measured, **line.measured}
    ResourceMonth.objects.bulk_create(
        months.values(),
        update_conflicts=True,
        unique_fields=["resource", "month"],
        update_fields=["fen", "measured", "bill"],
    )


def _owners(office: Organisation, lines: Iterable[Line], among: QuerySet[Asset]) -> dict[str, Asset]:
    """Whose a resource is, by what a line says: an entry's id, number or only name, a project somebody has explained,
    or the cloud id that an entry gives. A name that two entries bear says nothing."""
    said: set[str] = set()
    for line in lines:
        said |= {line.texts["asset"], line.texts["project"], line.code} - {""}
    found: dict[str, Asset] = {}
    doubled: set[str] = set()
    names = sorted(said)
    for start in range(0, len(names), 400):
        some = names[start : start + 400]
        ids = [int(name) for name in some if name.isdecimal() and len(name) < 10]
        cloud = Q(attributes__cloud_id__in=some)
        for asset in among.filter(Q(pk__in=ids) | Q(number__in=some) | Q(name__in=some) | cloud).distinct():
            for name in {str(asset.pk), asset.number, asset.name, str(asset.attributes.get("cloud_id", ""))} & set(
                some
            ):
                if found.setdefault(name, asset).pk != asset.pk:
                    doubled.add(name)
    found = {name: asset for name, asset in found.items() if name not in doubled}
    explained = ProjectName.objects.filter(office=office, project__in=names).select_related("asset")
    return {**found, **{each.project: each.asset for each in explained}}
