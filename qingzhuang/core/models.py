"""The journal and the queue of background work."""

from __future__ import annotations

from django.db import models


class AppendOnly(Exception):
    """What is written here is never changed or deleted, not even by us."""


class AppendOnlyQuerySet(models.QuerySet):
    """Rows that are written once."""

    def update(self, **_values: object) -> int:
        raise AppendOnly(f"{self.model._meta.label} is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly(f"{self.model._meta.label} is append-only")

    def bulk_update(self, *_args: object, **_kwargs: object) -> int:
        raise AppendOnly(f"{self.model._meta.label} is append-only")


class JournalQuerySet(AppendOnlyQuerySet):
    def bulk_create(self, *_args: object, **_kwargs: object) -> list[models.Model]:
        raise AppendOnly("entries are written one by one, each bound to the one before")


class JournalEntry(models.Model):
    """One write, or one read of personal data. ``hash`` covers every other field and the entry before."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=80, db_index=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    actor_name = models.CharField(max_length=150)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    subject_label = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict)
    request_id = models.CharField(max_length=36, blank=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = JournalQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-seq"], name="journal_of_a_thing")]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise AppendOnly("the journal is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise AppendOnly("the journal is append-only")


class JournalHead(models.Model):
    """The end of the chain: locked by each writer, and the witness that no tail was cut off."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"


class Job(models.Model):
    """One piece of background work. ``checkpoint`` is where it resumes; ``heartbeat_at`` says that its worker lives.

    Below zero, ``priority`` says that it took too long among the quick ones and goes on among the long.
    """

    STATES = (
        ("queued", "queued"),
        ("running", "running"),
        ("done", "done"),
        ("failed", "failed"),
        ("cancelled", "cancelled"),
    )

    name = models.CharField(max_length=80)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=STATES, default="queued")
    priority = models.SmallIntegerField(default=0)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    message = models.JSONField(null=True)
    checkpoint = models.JSONField(null=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    unique_key = models.CharField(max_length=160, unique=True, null=True)
    worker = models.CharField(max_length=80, blank=True)
    heartbeat_at = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    created_by = models.BigIntegerField(null=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "run_at"], name="jobs_to_run")]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"

    @property
    def over(self) -> bool:
        return self.state in ("done", "failed", "cancelled")
