"""Admitted requests for data: what is asked, who answers each field, which units still have something to fill."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.models import AppendOnlyQuerySet
from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.datahub.sealing import seal, unseal
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import offices_of, organisations_of, subtree_filter, within

ANSWERED_BY = {
    "hub": Text("由数据底座答复", "Answered from the hub"),
    "units": Text("只问没有的", "Only what is missing is asked"),
    "closed": Text("不予共享，也不向基层要", "Not shared, and not asked of the front line"),
}
RETURN_STATES = {
    "waiting": Text("待填", "To be filled"),
    "returned": Text("已报", "Returned"),
    "nothing": Text("无此情况", "Nothing to report"),
}


class DemandQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> DemandQuerySet:
        """The catalogue is known to everyone it may concern: all signed-in staff."""
        return self.all() if getattr(actor, "is_authenticated", False) else self.none()

    def running(self) -> DemandQuerySet:
        today = timezone.localdate()
        return self.filter(Q(admission__ends_on__isnull=True) | Q(admission__ends_on__gte=today))


class Demand(models.Model):
    """One admitted request. Its number, name, issuer, end and hours are those of the gate's ``admission``.

    ``kind`` is the kind of subject it is about, blank when a unit answers for itself. ``filter_element`` and
    ``filter_value`` narrow the subjects. ``cells`` counts what it asks and ``held`` what of it is held and fresh, both 0
    until counted; ``not_asked`` those of them that the hub answers, in place of the units.
    """

    admission = models.OneToOneField("gate.Admission", on_delete=models.PROTECT, related_name="demand")
    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="demands")
    kind = models.CharField(max_length=12, blank=True)
    level = models.CharField(max_length=12)
    cycle = models.CharField(max_length=12)
    due = models.DateField(null=True)
    purpose = models.CharField(max_length=300)
    basis = models.CharField(max_length=300, blank=True)
    filter_element = models.CharField(max_length=60, blank=True)
    filter_value = models.CharField(max_length=120, blank=True)
    cells = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    not_asked = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(default=timezone.now)

    objects = DemandQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.admission)

    def get_absolute_url(self) -> str:
        return reverse("datahub:demand", args=[self.pk])

    @property
    def goes_down(self) -> int:
        """Cells that nobody holds fresh, so that units have to be asked."""
        return self.cells - self.held

    @property
    def ended(self) -> bool:
        return self.admission.ends_on is not None and self.admission.ends_on < timezone.localdate()


class DemandField(models.Model):
    """One field asked: bound to an ``element``, or free (blank). ``grant`` is the steward's answer for it."""

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="fields")
    order = models.PositiveSmallIntegerField()
    caption = models.CharField(max_length=200)
    element = models.CharField(max_length=60, blank=True)
    answered_by = models.CharField(max_length=8)
    grant = models.ForeignKey("Grant", null=True, on_delete=models.SET_NULL, related_name="demand_fields")

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.caption

    @property
    def answered_by_label(self) -> Text:
        return ANSWERED_BY[self.answered_by]


class DemandReturnQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> DemandReturnQuerySet:
        """Those of one's own area; the issuer sees progress on the request's page, never the sheets."""
        return self.filter(within(actor, "unit"))


class DemandReturn(models.Model):
    """What one unit still has to fill: counts of cells are taken when it is handed in."""

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="returns")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="demand_returns")
    due = models.DateField()
    state = models.CharField(max_length=10, default="waiting")
    reason = models.CharField(max_length=300, blank=True)
    filled = models.PositiveIntegerField(default=0)
    prefilled = models.PositiveIntegerField(default=0)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DemandReturnQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [models.UniqueConstraint(fields=["demand", "unit"], name="datahub_one_return_a_unit")]

    def __str__(self) -> str:
        return f"{self.demand_id} {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("datahub:demand-return", args=[self.pk])

    @property
    def state_label(self) -> Text:
        return RETURN_STATES[self.state]

    @property
    def late(self) -> bool:
        return self.state == "waiting" and self.due < timezone.localdate()


class DemandAnswer(models.Model):
    """What a unit wrote for one subject (none: for itself): ``{field id: text}``, sealed, since it may say anything."""

    sheet = models.ForeignKey(DemandReturn, on_delete=models.PROTECT, related_name="answers")
    subject = models.ForeignKey("Subject", null=True, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "subject"], name="datahub_one_answer_a_subject")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.subject_id}"

    @property
    def values(self) -> dict[str, str]:
        return unseal(self.sealed, self._row)

    def put(self, values: dict[str, str]) -> None:
        self.sealed = seal(values, self._row)

    @property
    def _row(self) -> str:
        return f"answer {self.sheet_id} {self.subject_id}"


class ReceiptQuerySet(AppendOnlyQuerySet, ScopedQuerySet):
    def visible_to(self, actor: Any) -> ReceiptQuerySet:
        """Those of one's area."""
        return self.filter(within(actor, "unit"))


class Receipt(models.Model):
    """That a unit has supplied what it is asked again. ``items`` name each field; ``signed`` fits a QR code."""

    number = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="receipts")
    asker = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    items = models.JSONField()
    signed = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("datahub:receipt", args=[self.pk])


class UnadmittedQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> UnadmittedQuerySet:
        """Those one's unit told of, and those told to the governance office one works at."""
        own = organisations_of(actor)
        reach = Q(unit__in=own)
        for office in offices_of(actor, "reviewer"):
            reach |= subtree_filter("unit", office.area)
        return self.filter(reach)


class Unadmitted(models.Model):
    """A demand that is not in the catalogue, told to the governance office, which looks into it."""

    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="unadmitted_told")
    asker = models.CharField(max_length=120)
    text = models.TextField()
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = UnadmittedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text[:60]
