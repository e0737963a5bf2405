"""Writing down what was told, and letting it meet what is held. Used inside actions and jobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from qingzhuang.core.many import among, give_keys, insert_many
from qingzhuang.datahub.correcting import reply_by, settle
from qingzhuang.datahub.holding import Outcome, Telling, single, take, together
from qingzhuang.datahub.models import Conflict, Held, Intake, Record, Source, Subject
from qingzhuang.datahub.models.records import record_row
from qingzhuang.datahub.sealing import seal
from qingzhuang.datahub.terms import agreements_for, elements, sealed_codes, terms_for
from qingzhuang.identity.models import Organisation


@dataclass(frozen=True)
class Told:
    """What one source said of one subject: canonical ``values`` by element code; ``row`` counts from 1 in its file."""

    subject: Subject
    values: dict[str, str]
    row: int | None = None


class Recorder:
    """Records for one area and source; what is agreed is read once."""

    def __init__(self, area: Organisation, source: Source, intake: Intake | None = None) -> None:
        self.area, self.source, self.intake = area, source, intake
        self.terms = terms_for(area)
        self.sealed_codes = sealed_codes(elements())
        self._owners = {code: each.steward_id for code, each in agreements_for(area).items()}

    def record(self, told: Sequence[Told], observed: str) -> list[Outcome]:
        """Write one record each and bring the current views up to date; the outcomes are in the order given."""
        records = [self._record(each, observed) for each in told]
        give_keys(records)
        insert_many(records)
        decided = settle(self.source, [(each.subject.pk, each.values) for each in told])
        subjects = {each.subject.pk for each in told}
        views = {view.pk: view for view in Held.objects.select_for_update().filter(pk__in=among(subjects))}
        facts = {pk: view.facts for pk, view in views.items()}
        today, outcomes = timezone.localdate(), []
        # What is told of somebody new meets nothing: it is held as it stands.
        first: dict[int, list[Telling]] = {}
        for each, record in zip(told, records, strict=True):
            pk, telling = each.subject.pk, Telling(record.pk, self.source.pk, observed, each.values)
            if pk not in facts and pk not in first:
                first[pk] = [telling]
                outcomes.append(Outcome(taken=list(each.values)))
                continue
            if pk in first:
                facts[pk] = single(first.pop(pk))
            new = {code: fact for code, fact in single([telling]).items() if (pk, code) not in decided}
            outcomes.append(take(facts[pk], new, self.terms, today))
        self._hold(views, first | {pk: together(each) for pk, each in facts.items()})
        self._open_conflicts(told, outcomes)
        return outcomes

    def _record(self, told: Told, observed: str) -> Record:
        hidden = {code: value for code, value in told.values.items() if code in self.sealed_codes}
        return Record(
            subject=told.subject,
            source=self.source,
            observed=observed,
            values={code: value for code, value in told.values.items() if code not in hidden},
            sealed=seal(hidden, record_row(told.subject.pk, self.source.pk, observed)),
            intake=self.intake,
            row=told.row,
        )

    def _hold(self, views: dict[int, Held], tellings: dict[int, list[Telling]]) -> None:
        now = timezone.now()
        new = [Held(subject_id=pk) for pk in tellings if pk not in views]
        for view in (*views.values(), *new):
            view.hold(tellings[view.pk], self.sealed_codes)
            view.changed_at = now
        insert_many(new)
        changed = ["plain", "sealed", "changed_at"]
        Held.objects.bulk_create(
            views.values(), update_conflicts=True, unique_fields=["subject"], update_fields=changed
        )

    def _open_conflicts(self, told: Sequence[Told], outcomes: list[Outcome]) -> None:
        due = reply_by()
        conflicts = [
            Conflict(
                subject=each.subject,
                element=code,
                held_id=old.record,
                told_id=new.record,
                owner_id=self._owners.get(code, self.source.owner_id),
                due=due,
            )
            for each, outcome in zip(told, outcomes, strict=True)
            for code, old, new in outcome.conflicts
        ]
        insert_many(conflicts, skip_known=True)
