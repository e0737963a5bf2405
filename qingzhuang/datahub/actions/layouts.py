"""Registering the import layout of a system that will not connect, handing data over in it, and taking its errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from qingzhuang.core import journal, policies
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.bridging import handed_file
from qingzhuang.datahub.models import Grant, Handover, Layout, Rejection
from qingzhuang.datahub.models.layouts import COUNTED
from qingzhuang.datahub.sharing import FETCH, refuse_unless_in_force
from qingzhuang.datahub.terms import CONCEPTS, elements
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.sheets.layouts import FORMATS, read_layout, read_rejections
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.safety import open_upload

MAKE = "datahub.handover.make"
MOST_REJECTIONS = 20_000


@action("datahub.layout.register", Text("登记外部系统导入模板", "Register an import layout"))
def register_layout(organisation: Organisation, *, actor: Any, system: str, data: bytes, name: str) -> Layout:
    """Take the import template of an outside system and recognise its columns; a person confirms them next.

    Raises ``datahub.file_unreadable`` and ``datahub.system_unnamed``.
    """
    if not system.strip():
        raise Refused("datahub.system_unnamed", where={"field": "system"})
    try:
        file = open_upload(data, name)
        read = read_layout(file, elements().values())
    except UnreadableFile as error:
        raise Refused("datahub.file_unreadable", name=name, reason=error.message, where=error.where) from error
    layout = Layout(
        organisation=organisation,
        person=actor,
        system=system.strip()[:120],
        file_name=name[:300],
        kind=read.file.kind,
        columns=[
            {
                "caption": list(each.caption),
                "key": each.key,
                "cell": each.cell,
                "element": each.element,
                "confidence": round(each.confidence, 2),
                "required": each.required,
            }
            for each in read.columns
        ],
        hand=read.hand.shown if read.hand else {},
        bindings={each.key: _bindable(each.element) for each in read.columns},
    )
    layout.file.save(name[-80:], ContentFile(data), save=False)
    layout.save()
    journal.detail(system=layout.system, file=name, columns=len(layout.columns))
    return layout


@action("datahub.layout.confirm", Text("确认导入模板的列", "Confirm the columns of a layout"))
def confirm_layout(layout: Layout, *, actor: Any, bindings: Mapping[str, str], formats: Mapping[str, str]) -> Layout:
    """Say what each column (by caption key) is about and how its values are written; blank leaves a column empty.

    Raises ``datahub.layout_empty``.
    """
    layout = Layout.objects.select_for_update().get(pk=layout.pk)
    known = elements()
    keys = {each["key"] for each in layout.columns}
    layout.bindings = {key: code if (code := bindings.get(key, "")) in known else "" for key in keys}
    layout.formats = {key: code for key, code in formats.items() if key in keys and code in FORMATS}
    if not layout.codes:
        raise Refused("datahub.layout_empty")
    layout.confirmed_at = timezone.now()
    layout.save()
    journal.detail(bindings=layout.bindings, formats=layout.formats)
    return layout


@action(MAKE, Text("按外部系统模板导出", "Hand data over in a layout"))
def make_handover(layout: Layout, *, actor: Any, grants: Sequence[Grant], purpose: str) -> Handover:
    """Have a job fill the layout with everybody under these grants, which must cover every column together.

    Raises ``datahub.purpose_needed``, ``datahub.layout_unconfirmed``, ``datahub.grants_apart``, ``datahub.counts_only``,
    ``datahub.grant_over`` and ``datahub.layout_not_covered`` naming the elements to ask for.
    """
    if not purpose.strip():
        raise Refused("datahub.purpose_needed", where={"field": "purpose"})
    if layout.confirmed_at is None:
        raise Refused("datahub.layout_unconfirmed")
    if len({each.area_id for each in grants}) != 1:
        raise Refused("datahub.grants_apart")
    for grant in grants:
        policies.ensure(actor, FETCH, grant)
        refuse_unless_in_force(grant, actor)
        if grant.form != "rows":
            raise Refused("datahub.counts_only")
    known = elements()
    lacking = sorted(layout.codes - {code for grant in grants for code in grant.elements})
    if lacking:
        names = Text(
            "、".join(known[code].name.zh for code in lacking), ", ".join(known[code].name.en for code in lacking)
        )
        raise Refused("datahub.layout_not_covered", elements=names)
    handover = Handover.objects.create(layout=layout, person=actor, purpose=purpose.strip()[:300])
    handover.grants.set(grants)
    enqueue(MAKE, key=str(handover.pk), actor=actor, handover=handover.pk)
    journal.detail(layout=layout.pk, grants=[each.pk for each in grants], purpose=handover.purpose)
    return handover


@action("datahub.rejection.take", Text("上传对方的错误清单", "Take a list of rejected rows"))
def take_rejections(handover: Handover, *, actor: Any, data: bytes, name: str) -> Handover:
    """Read the list of rows that the system did not take; a later list replaces an earlier one.

    Raises ``datahub.file_unreadable`` and ``datahub.handover_gone``.
    """
    handover = Handover.objects.select_for_update(of=("self",)).select_related("layout").get(pk=handover.pk)
    handed = handed_file(handover)
    if handed is None:
        raise Refused("datahub.handover_gone")
    try:
        keys = [each["key"] for each in handover.layout.columns if handover.layout.bindings.get(each["key"])]
        found = read_rejections(open_upload(data, name), handed, keys)[:MOST_REJECTIONS]
    except UnreadableFile as error:
        raise Refused("datahub.file_unreadable", name=name, reason=error.message, where=error.where) from error
    whose = dict(handover.order)
    handover.rejections.all().delete()
    Rejection.objects.bulk_create(
        [
            Rejection(handover=handover, row=each.row, subject_id=whose.get(each.row), reason=each.reason)
            for each in found
        ]
    )
    journal.detail(file=name, rows=len(found), matched=sum(each.row in whose for each in found))
    return handover


def _bindable(code: str | None) -> str:
    """Of the elements of a record itself only its running number is filled."""
    return code if code and (code == COUNTED or code.partition(".")[0] in CONCEPTS) else ""
