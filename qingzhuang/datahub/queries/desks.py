"""What waits at the hub's desks, and how the desks are reached."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from qingzhuang.core.policies import can
from qingzhuang.datahub.models import Conflict, Doubt, Grant, Intake, ProposedElement, Source
from qingzhuang.datahub.reading import READ
from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import has_role, offices_of, organisations_of, subtree_filter

DESKS = (
    ("datahub:elements", Text("数据元", "Data elements")),
    ("datahub:demands", Text("已受理需求", "Admitted requests")),
    ("datahub:receipts", Text("已报送凭证", "Receipts")),
    ("datahub:fillings", Text("代填表格", "Fill a sheet")),
    ("datahub:regulars", Text("定期报表", "Regular sheets")),
    ("datahub:xlsforms", Text("现场表单", "Field forms")),
    ("datahub:subjects", Text("查人查户", "People and households")),
    ("datahub:grants", Text("共享申请", "Requests for data")),
    ("datahub:exchanges", Text("交换日志", "Exchange log")),
    ("datahub:layouts", Text("对方系统模板", "Import layouts")),
    ("datahub:intakes", Text("数据入库", "Taking data in")),
    ("datahub:overlaps", Text("重复询问", "Asked again")),
    ("datahub:doubts", Text("疑似同一对象", "Doubtful pairs")),
    ("datahub:conflicts", Text("数据冲突", "Conflicts")),
    ("datahub:corrections", Text("更正", "Corrections")),
)


def tabs_for(person: Any, here: str) -> list[tuple[Text, str, bool, None]]:
    """The desks open to a person, as tabs: label, address, whether they are there."""
    shown = {
        "datahub:fillings": can(person, READ),
        "datahub:regulars": can(person, READ),
        "datahub:subjects": can(person, READ),
        "datahub:intakes": bool(sources_for(person)),
        "datahub:doubts": has_role(person, "data_steward"),
        "datahub:conflicts": bool(sources_for(person)),
    }
    return [(label, reverse(name), name == here, None) for name, label in DESKS if shown.get(name, True)]


def sources_for(person: Any) -> list[Source]:
    """The sources a person may bring data of: those of their units, and of a steward's area."""
    reach = Q(owner__in=organisations_of(person))
    for office in offices_of(person, "data_steward"):
        reach |= subtree_filter("owner", office.area)
    return list(Source.objects.filter(reach).select_related("owner"))


def grants_to_answer(person: Any) -> QuerySet[Grant]:
    """Requests that wait for a person's units, or for a steward's area, the first due first."""
    own = organisations_of(person)
    reach = Q(steward__in=own)
    for office in offices_of(person, "data_steward"):
        reach |= subtree_filter("steward", office.area)
    return Grant.objects.filter(reach, state="requested").exclude(requester__in=own).order_by("due", "pk")


def intakes_for(person: Any) -> QuerySet[Intake]:
    return Intake.objects.visible_to(person).select_related("source", "area", "person")


def doubts_for(person: Any) -> QuerySet[Doubt]:
    """Pairs to be decided in a steward's area, oldest first."""
    reach = Q(pk__in=[])
    for office in offices_of(person, "data_steward"):
        reach |= subtree_filter("subject__area", office.area)
    return (
        Doubt.objects.filter(reach, decision="", subject__merged_into=None, other__merged_into=None)
        .select_related("subject__area", "other__area")
        .order_by("pk")
    )


def conflicts_for(person: Any) -> QuerySet[Conflict]:
    """Conflicts that a person's units own, and those of a steward's area, the first due first."""
    reach = Q(owner__in=organisations_of(person))
    for office in offices_of(person, "data_steward"):
        reach |= subtree_filter("subject__area", office.area)
    return (
        Conflict.objects.filter(reach, decision="")
        .select_related("subject__area", "owner", "held__source", "told__source")
        .order_by("due", "pk")
    )


def proposed_elements() -> QuerySet[ProposedElement]:
    """Elements proposed and not yet decided on."""
    return ProposedElement.objects.filter(state="proposed").select_related("area", "proposed_by")
