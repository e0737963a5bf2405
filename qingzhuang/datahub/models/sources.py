"""Where data come from, and what is agreed about each element."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import roles_of

SHARING = {
    "unconditional": Text("无条件共享", "Shared without conditions"),
    "conditional": Text("有条件共享", "Shared on conditions"),
    "not_shared": Text("不予共享", "Not shared"),
}


class CatalogueQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> CatalogueQuerySet:
        """The catalogue is published to everybody with a post (Regulation on sharing, art. 16)."""
        return self.all() if roles_of(actor) else self.none()


class Source(models.Model):
    """A system, a ledger or a form from which data come; ``owner`` answers for what it says."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="data_sources")
    created_at = models.DateTimeField(default=timezone.now)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Agreement(models.Model):
    """What is agreed about one element in one area: who keeps it, which source decides, how long a value is good,
    on what terms it is shared, on what legal basis it is held (Regulation on sharing, art. 19)."""

    element = models.CharField(max_length=60)
    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="data_agreements")
    steward = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="stewarded_elements")
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="decides")
    good_for_days = models.PositiveIntegerField(null=True)
    sharing = models.CharField(max_length=16, default="conditional")
    basis = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["element"]
        constraints = [models.UniqueConstraint(fields=["element", "area"], name="datahub_one_agreement_each")]

    def __str__(self) -> str:
        return self.element

    @property
    def sharing_label(self) -> Text:
        return SHARING[self.sharing]


class ProposedElement(models.Model):
    """An element that the list lacks: proposed, then taken into the list or refused with a reason."""

    code = models.CharField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    concept = models.CharField(max_length=16)
    datatype = models.CharField(max_length=40)
    sensitivity = models.CharField(max_length=12)
    synonyms = models.JSONField(default=list)
    reason = models.TextField()
    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, default="proposed")
    answer = models.TextField(blank=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at"]

    def __str__(self) -> str:
        return self.code
