"""What was told of a subject, kept as it was told, and what is held of it now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.db import models
from django.utils import timezone

from qingzhuang.core.models import AppendOnlyQuerySet
from qingzhuang.datahub.holding import Fact, Telling, single
from qingzhuang.datahub.models.sources import Source
from qingzhuang.datahub.models.subjects import Subject
from qingzhuang.datahub.sealing import seal, unseal


class Record(models.Model):
    """One telling: the facts that one source observed of one subject at one time. Never changed.

    ``values`` are canonical values by element code; those of personal elements are in ``sealed``. ``intake`` and
    ``row`` say from which file and row, when from one. ``valid_until`` ends a value that was told with an end.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="records")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="records")
    observed = models.CharField(max_length=10)
    recorded_at = models.DateTimeField(default=timezone.now)
    valid_until = models.DateField(null=True)
    values = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    intake = models.ForeignKey("Intake", null=True, on_delete=models.PROTECT, related_name="records")
    row = models.PositiveIntegerField(null=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.observed}"

    @property
    def told(self) -> dict[str, str]:
        """Every value, sealed ones opened."""
        return {**self.values, **unseal(self.sealed, record_row(self.subject_id, self.source_id, self.observed))}


class Held(models.Model):
    """The current view of one subject: ``plain`` and ``sealed`` are lists of ``[record, source, observed, {code: value}]``.

    Derived from the records alone; one row read answers a whole form.
    """

    subject = models.OneToOneField(Subject, primary_key=True, on_delete=models.PROTECT, related_name="held")
    plain = models.JSONField(default=list)
    sealed = models.BinaryField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.subject_id)

    @property
    def facts(self) -> dict[str, Fact]:
        """Every fact by element code, sealed ones opened."""
        return single(tellings_of(self.subject_id, self.plain, self.sealed))

    def hold(self, tellings: Sequence[Telling], sealed_codes: frozenset[str]) -> None:
        """Set the view; values of ``sealed_codes`` are sealed."""
        self.plain = list(_parts(tellings, lambda code: code not in sealed_codes))
        self.sealed = seal(list(_parts(tellings, sealed_codes.__contains__)), held_row(self.subject_id))


def _parts(tellings: Sequence[Telling], wanted: Callable[[str], bool]) -> Iterator[Telling]:
    for record, source, observed, told in tellings:
        values = {code: value for code, value in told.items() if wanted(code)}
        if values:
            yield Telling(record, source, observed, values)


def tellings_of(subject: int, plain: list[list], sealed: bytes | None) -> list[Telling]:
    """What a view's columns hold, sealed values opened."""
    hidden = unseal(sealed, held_row(subject)) if sealed else []
    return [Telling(*each) for each in (*plain, *hidden)]


def held_row(subject: int) -> str:
    return f"held {subject}"


def record_row(subject: int, source: int, observed: str) -> str:
    return f"record {subject} {source} {observed}"
