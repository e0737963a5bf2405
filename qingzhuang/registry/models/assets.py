"""Apps, mini-programs, public accounts and work groups: one table, shaped by the kinds."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.scoping import ScopedQuerySet
from qingzhuang.domain.kinds import Field, Kind, kinds
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import organisations_of, within
from qingzhuang.registry.states import STATES, VERBS
from qingzhuang.registry.tokens import fold

TEXTS = ("name", "facing", "audience", "purpose", "exception_scene")
DATES = ("starts_on", "ends_on")
PLATFORM_FIELDS = ("platform", "chat_product", "platforms")
UPDATE_FIELDS = ("last_update", "last_message")


def asset_kinds() -> list[Kind]:
    """The kinds that end in the register."""
    return [kind for kind in kinds if kind.becomes == "asset"]


class AssetQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any) -> AssetQuerySet:
        """What is kept within one's area; what the levels above keep; and what departments above ask of the grassroots
        or of one's own line."""
        if not getattr(actor, "is_authenticated", False):
            return self.none()
        reached = within(actor, "keeper")
        for own in organisations_of(actor):
            reached |= models.Q(keeper__path__in=own.lineage)
            beside = models.Q(keeper__path__in=_departments_of(own.lineage[:-1]))
            line = models.Q(facing="grassroots")
            if own.sector:
                line |= models.Q(keeper__sector=own.sector)
            reached |= beside & line
        found, limit = self.filter(reached), actor.limit
        if limit is None or not limit.only_type:
            return found
        return found.filter(pk=limit.only_id) if limit.only_type == self.model._meta.label_lower else found.none()

    def alive(self) -> AssetQuerySet:
        return self.filter(status__in=[code for code, state in STATES.items() if state.alive])

    def official(self) -> AssetQuerySet:
        """What everybody may know of: no work groups, nothing for the office alone, nothing only proposed."""
        return self.exclude(kind="group").exclude(facing="internal").exclude(status="proposed")


def _departments_of(paths: list[str]) -> models.QuerySet:
    """Paths of the departments that stand directly under the areas of ``paths``."""
    under = models.Q(pk__in=[])
    for path in paths:
        longer = len(path) + Organisation.steplen
        under |= models.Q(path__range=(path, path + "Z" * Organisation.steplen), depth=longer // Organisation.steplen)
    return Organisation.objects.filter(under, nature="department").values("path")


class Asset(models.Model):
    """One registered thing.

    Common columns are those lists filter and sort by; the kind's other answers are ``attributes``. ``keeper`` is who
    answers for the entry: the sponsor, or the office whose ledger brought it while the sponsor is only a name.
    ``status`` is what the dated facts (:class:`AssetEvent`) say; nothing else sets it. ``source`` is ``proposal``,
    ``import``, ``owner`` or ``seed``.
    """

    kind = models.CharField(max_length=32)
    number = models.CharField(max_length=60, null=True, unique=True)
    name = models.CharField(max_length=300)
    sponsor = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="assets")
    sponsor_name = models.CharField(max_length=300, blank=True)
    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kept_assets")
    facing = models.CharField(max_length=16, blank=True)
    audience = models.CharField(max_length=500, blank=True)
    functions = models.JSONField(default=list)
    purpose = models.TextField(blank=True)
    platform = models.CharField(max_length=200, blank=True)
    attributes = models.JSONField(default=dict)
    exception_scene = models.CharField(max_length=16, blank=True)
    pilot = models.BooleanField(default=False)
    status = models.CharField(max_length=16, default="proposed")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    filed_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    last_update_on = models.DateField(null=True)
    source = models.CharField(max_length=16)
    external_id = models.CharField(max_length=120, blank=True)
    identity_key = models.CharField(max_length=64, blank=True, db_index=True)
    batch = models.ForeignKey("ImportBatch", null=True, on_delete=models.PROTECT, related_name="assets")
    proposal = models.ForeignKey("gate.Proposal", null=True, on_delete=models.PROTECT, related_name="assets")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["kind", "status"]),
            models.Index(fields=["keeper", "kind"]),
            models.Index(fields=["sponsor", "kind"]),
            models.Index(fields=["ends_on"]),
            models.Index(fields=["name"]),
            models.Index(fields=["external_id"]),
            models.Index(fields=["ends_on"], condition=models.Q(pilot=True), name="pilots_by_their_end"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("registry:asset", args=[self.pk])

    @property
    def definition(self) -> Kind:
        return kinds.get(self.kind)

    @property
    def sponsor_shown(self) -> str:
        """The sponsor as known, else as the ledger wrote it."""
        return self.sponsor.name if self.sponsor_id else self.sponsor_name

    @property
    def sponsor_label(self) -> Text:
        """The same for a page, in the language of its reader."""
        return self.sponsor.label if self.sponsor_id else Text(self.sponsor_name, self.sponsor_name)

    @property
    def state_label(self) -> Text:
        return STATES[self.status].label

    @property
    def facing_label(self) -> Text | str:
        return chosen(self.definition, "facing", self.facing)

    @property
    def platform_shown(self) -> Text | str:
        """Where it runs, in words."""
        return chosen(self.definition, "platform", self.platform)

    @property
    def alive(self) -> bool:
        return STATES[self.status].alive

    @property
    def overdue(self) -> bool:
        """Whether it should have ended but has not."""
        return self.alive and self.ends_on is not None and self.ends_on < timezone.localdate()

    @property
    def values(self) -> dict[str, Any]:
        """Every answer by field code, as the kind asked them."""
        common = {code: getattr(self, code) or None for code in TEXTS}
        common |= {code: value.isoformat() if (value := getattr(self, code)) else None for code in DATES}
        common["functions"] = self.functions or None
        known = {f.code for f in self.definition.fields}
        return {**self.attributes, **{code: value for code, value in common.items() if code in known}}

    def take(self, values: Mapping[str, Any]) -> None:
        """Set columns and attributes from parsed answers; answers left out stay as they are."""
        merged = {**self.values, **values}
        for code in TEXTS:
            setattr(self, code, str(merged.get(code) or ""))
        for code in DATES:
            setattr(self, code, _day(merged.get(code)))
        self.functions = list(merged.get("functions") or ())
        taken = {*TEXTS, *DATES, "functions"}
        self.attributes = {code: value for code, value in merged.items() if code not in taken and value is not None}
        self.pilot = self.attributes.get("build") == "pilot"
        self.platform = platform_of(merged)
        updates = [_day(merged[code]) for code in UPDATE_FIELDS if merged.get(code)]
        self.last_update_on = max(updates, default=self.last_update_on)
        self.identity_key = identity_key(self.kind, self.name, self.sponsor_shown, self.platform)

    def answers(self, *, secret: bool = False) -> Iterator[tuple[Field, Any]]:
        """Fields with an answer, in the order of the form; secret ones only when asked for."""
        values = self.values
        for each in self.definition.fields:
            if values.get(each.code) is not None and (secret or not each.secret):
                yield each, values[each.code]


def chosen(kind: Kind, code: str, value: str) -> Text | str:
    """The words of an option; what is no option of the kind's field is said as it stands."""
    choices = next((dict(f.choices) for f in kind.fields if f.code == code), {})
    return choices.get(value, value)


def _day(value: Any) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _joined(value: Any) -> str:
    return "；".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def platform_of(answers: Mapping[str, Any]) -> str:
    """Where a thing runs, by its answers, whichever of the kinds' fields says it."""
    return next((_joined(answers[code]) for code in PLATFORM_FIELDS if answers.get(code)), "")[:200]


def identity_key(kind: str, name: str, sponsor: str, platform: str = "") -> str:
    """What makes two entries of ledgers the same entry: kind, name, sponsor and platform in one spelling."""
    parts = "\x1f".join((kind, fold(name), fold(sponsor), fold(platform)))
    return hashlib.sha256(parts.encode()).hexdigest()


class AssetEvent(models.Model):
    """A dated fact about a registered thing, with what required it: ``cites`` are provisions of the rule packs by
    reference, ``basis`` is what they do not hold, in words."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="events")
    verb = models.CharField(max_length=16)
    on = models.DateField()
    basis = models.CharField(max_length=500, blank=True)
    cites = models.JSONField(default=list)
    note = models.TextField(blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.on}"

    @property
    def label(self) -> Text:
        return VERBS[self.verb].label


class RemovedAsset(models.Model):
    """What an undone import took out again, so that indexes built elsewhere can follow."""

    asset_id = models.BigIntegerField(primary_key=True)
    removed_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return str(self.asset_id)
