"""Organisations as a tree of areas and departments; people; posts with dates, acting and substitute."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from treebeard.mp_tree import MP_Node

from qingzhuang.domain.text import Text
from qingzhuang.identity.scopes import scopes

LEVELS = {
    "national": Text("国家", "National"),
    "province": Text("省（自治区、直辖市）", "Province"),
    "city": Text("市（州、地区）", "City"),
    "county": Text("县（市、区）", "County"),
    "township": Text("乡镇（街道）", "Township"),
    "village": Text("村（社区）", "Village"),
}
AREA, DEPARTMENT = "area", "department"
NATURES = {AREA: Text("块（一级区域）", "Area"), DEPARTMENT: Text("条（部门）", "Department")}
KINDS = {
    "substantive": Text("正式任职", "Substantive"),
    "acting": Text("代理", "Acting"),
    "substitute": Text("替岗", "Substitute"),
}


def _choices(words: dict[str, Text]) -> list[tuple[str, str]]:
    return [(code, text.en) for code, text in words.items()]


class Dated(models.Model):
    """Something that holds from one day to another; an open end is ``None``."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def on(day: date, prefix: str = "") -> Q:
        """A filter for what holds on ``day``."""
        return Q(**{f"{prefix}valid_from__lte": day}) & (
            Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": day})
        )

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class Organisation(MP_Node):
    """An area with its government (a block), or a department in it (a line).

    ``code`` is the GB/T 2260 division code of an area (6, 9 or 12 digits), or the unit's own code for a department.
    """

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40, blank=True)
    name_en = models.CharField(max_length=160, blank=True)
    level = models.CharField(max_length=10, choices=_choices(LEVELS))
    nature = models.CharField(max_length=10, choices=_choices(NATURES))
    sector = models.CharField(max_length=40, blank=True, db_index=True)
    uscc = models.CharField(max_length=18, blank=True)
    without_administrative_function = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    node_order_by: list[str] = []

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def area(self) -> Organisation:
        """The area it belongs to: itself, or the nearest area above."""
        node = self
        while node.nature != AREA:
            node = node.get_parent()
        return node

    @property
    def label(self) -> Text:
        """Its name in both languages; where nobody gave an English name, the name as it is."""
        return Text(self.name, self.name_en or self.name)

    def is_within(self, area: Organisation) -> bool:
        return self.path.startswith(area.path)

    @property
    def lineage(self) -> list[str]:
        """The paths of this unit and of those above it, the highest first."""
        return [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class OrganisationParent(Dated):
    """Where an organisation stood in the tree, by dates: reforms move units, reports on the past need the old place."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="parents")
    parent = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", null=True)

    class Meta:
        ordering = ["organisation_id", "valid_from"]

    def __str__(self) -> str:
        return f"{self.organisation} < {self.parent}"


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(username=username)


class Person(AbstractBaseUser):
    """Someone who signs in. What a person sees and may do follows from posts, never from flags on the person."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    # When somebody was last here is nobody's business: the column Django would keep is left out.
    last_login = None
    language = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)

    # The key somebody acts by, if they came with one: it narrows what policies allow and lists show.
    limit: ApiKey | None = None

    objects = PersonManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name or self.username


class Post(Dated):
    """A post in an organisation with the roles it carries."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=60)
    roles = models.JSONField(default=list)

    class Meta:
        ordering = ["organisation__path", "pk"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.title}"


class Appointment(Dated):
    """Who holds a post, how, and from when to when. A substitute stands in ``for_person``."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    kind = models.CharField(max_length=12, choices=_choices(KINDS), default="substantive")
    for_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.person}: {self.post}"


class ApiKey(models.Model):
    """What a system signs in with, for one organisation; of the secret only its SHA-256 is kept.

    ``actor`` is the service account in whose name it writes. It holds no post: while a key is used, the key itself
    gives it one (:meth:`appointment`). ``only_type`` and ``only_id`` limit the key to one thing.
    """

    name = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="keys")
    actor = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="key")
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    only_type = models.CharField(max_length=80, blank=True)
    only_id = models.CharField(max_length=40, blank=True)
    only_label = models.CharField(max_length=300, blank=True)
    issued_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    def in_force(self, day: date) -> bool:
        return self.revoked_at is None and day <= self.expires_on and self.organisation.holds_on(day)

    def allows(self, code: str, target: object) -> bool:
        """Whether one of its scopes opens the action, and the thing it is limited to is the target."""
        opened = any(code in scopes.get(each).actions for each in self.scopes if each in scopes)
        return opened and (not self.only_type or self.is_only(target))

    def is_only(self, target: object) -> bool:
        """Whether this is the one thing the key is limited to."""
        return isinstance(target, models.Model) and (self.only_type, self.only_id) == (
            target._meta.label_lower,
            str(target.pk),
        )

    def appointment(self) -> Appointment:
        """The post a key stands for; never stored, so that no list of posts or colleagues shows it."""
        post = Post(organisation=self.organisation, title=self.name, roles=["integrator"])
        return Appointment(person=self.actor, post=post, kind="substantive")


class Installation(models.Model):
    """One row: whether this database is the fictional county. Demo sign-in works nowhere else."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "demo" if self.demo else "real"
