"""Cloud bills: bringing them in, saying whose a resource is, and what becomes of an idle one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.actions.uploads import take_file
from qingzhuang.registry.hosting.bills import Lines
from qingzhuang.registry.hosting.judging import judge_resources
from qingzhuang.registry.hosting.taking import take_in
from qingzhuang.registry.models import Asset, BillUpload, ProjectName, Resource
from qingzhuang.registry.models.hosting import RELEASE_OR_KEEP
from qingzhuang.registry.usage.rows import reportable_by

READ_BILL = "registry.hosting.read"
REFUSED_KEPT = 500


@action("registry.hosting.upload", Text("上传云账单", "Upload a cloud bill"))
def upload_bill(office: Organisation, *, actor: Any, name: str, data: bytes) -> BillUpload:
    """Take in a bill or a table of resource use and have it read by a job; the same file again is the same bill.

    A file whose reading was given up goes on where it stopped.
    """
    return take_file(BillUpload, office, actor=actor, name=name, data=data, job=READ_BILL)


@action(READ_BILL, Text("读取云账单", "Read a cloud bill"))
def read_bill(bill: BillUpload, *, actor: Any, lines: Lines, rows: int, total: int) -> BillUpload:
    """Take in the next ``rows`` rows; the mark of how far it came stands in the same transaction."""
    bill = BillUpload.objects.select_for_update().get(pk=bill.pk)
    touched = take_in(bill, lines.lines, reportable_by(actor))
    bill.total, bill.reached = total, bill.reached + rows
    bill.accepted += len(lines.lines)
    bill.refused += len(lines.refused)
    bill.rows_refused = [*bill.rows_refused, *lines.refused][:REFUSED_KEPT]
    bill.step = "done" if bill.reached >= total else "reading"
    bill.save()
    if bill.step == "done":
        # What this bill leaves out may be released: all of the office's resources are looked at again.
        touched = list(Resource.objects.filter(office=bill.office).values_list("pk", flat=True))
    changed = judge_resources(touched)
    journal.detail(rows=rows, resources=len(touched), changed=changed)
    return bill


@action("registry.hosting.give_up", Text("云账单未能读取", "A cloud bill could not be read"))
def give_up_bill(bill: BillUpload, *, actor: Any, trouble: Mapping[str, Any]) -> BillUpload:
    """Write down why a file could not be read."""
    bill.step, bill.trouble = "failed", dict(trouble)
    bill.save(update_fields=["step", "trouble"])
    return bill


@action("registry.hosting.assign", Text("指明云资源归属", "Say whose a resource is"))
def assign_resource(resource: Resource, *, actor: Any, asset: Asset, whole_project: bool = False) -> Resource:
    """Say which entry a resource serves; with ``whole_project`` everything of its project, now and on later bills."""
    found = Resource.objects.select_for_update().filter(pk=resource.pk)
    if whole_project and resource.project:
        ProjectName.objects.update_or_create(
            office=resource.office, project=resource.project, defaults={"asset": asset}
        )
        found = Resource.objects.filter(office=resource.office, project=resource.project, asset=None) | found
    keys = list(found.values_list("pk", flat=True))
    Resource.objects.filter(pk__in=keys).update(asset=asset)
    judge_resources(keys)
    journal.detail(asset=asset.pk, resources=len(keys), project=resource.project if whole_project else "")
    resource.refresh_from_db()
    return resource


@action("registry.hosting.answer", Text("处理闲置资源", "Decide on an idle resource"))
def answer_resource(
    resource: Resource, *, actor: Any, answer: str, because: str = "", by_on: datetime.date | None = None
) -> Resource:
    """Say that a resource is released by a day, or kept for a reason. It is asked again only when its state changes.

    That it is gone is not believed but read from the next bill. Raises ``registry.resource_answer``.
    """
    resource = Resource.objects.select_for_update().get(pk=resource.pk)
    reason = " ".join(because.split())[:300]
    today = timezone.localdate()
    if answer not in RELEASE_OR_KEEP:
        raise Refused("registry.resource_answer", where={"field": "answer"})
    if answer == "keep" and not reason:
        raise Refused("registry.resource_answer", where={"field": "because"})
    if answer == "release" and (by_on is None or by_on < today):
        raise Refused("registry.resource_answer", where={"field": "by_on"})
    resource.answer, resource.because = answer, reason
    resource.release_by = by_on if answer == "release" else None
    resource.answered_by, resource.answered_at = actor, timezone.now()
    resource.save()
    journal.detail(answer=answer, because=reason, fen=resource.monthly_fen)
    return resource


@action("registry.hosting.judge", Text("判断资源是否闲置", "Judge which resources are idle"))
def judge_hosting(target: None, *, actor: Any, assets: Iterable[int]) -> int:
    """Judge anew the resources of these entries; returns how many states changed."""
    return judge_resources(Resource.objects.filter(asset__in=list(assets)).values_list("pk", flat=True))
