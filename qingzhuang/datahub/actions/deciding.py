"""What people decide: whether two are one, which of two values is right; and values told one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import System, action
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.actions.announcing import announce
from qingzhuang.datahub.correcting import owe
from qingzhuang.datahub.holding import Fact, take, together
from qingzhuang.datahub.models import Conflict, Doubt, Held, Link, Record, Source, Subject
from qingzhuang.datahub.recording import Recorder, Told
from qingzhuang.datahub.terms import elements, sealed_codes, terms_for
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.domain.text import Text
from qingzhuang.sheets.canonical import canonical


@action("datahub.fact.tell", Text("报送数据", "Tell facts"))
def tell_facts(source: Source, *, actor: Any, subject: Subject, values: Mapping[str, Any], observed: str) -> Subject:
    """Record what a source says of one subject; ``values`` are as people write them, by element code.

    Raises ``datahub.bad_value`` naming the element.
    """
    known, told = elements(), {}
    for code, said in values.items():
        try:
            told[code] = canonical(known[code], said)
        except BadValue as bad:
            raise Refused("datahub.bad_value", element=known[code].name, reason=bad.text) from bad
    Recorder(subject.area, source).record([Told(subject, told)], observed)
    told_by = Record.objects.filter(subject=subject, source=source).latest("pk")
    announce(source, actor=System, area=subject.area, codes=told, records=[told_by.pk])
    journal.detail(elements=sorted(told), source=source.code)
    return subject


@action("datahub.doubt.decide", Text("判定是否同一对象", "Decide whether two are one"))
def decide_doubt(doubt: Doubt, *, actor: Any, same: bool, because: str) -> Doubt:
    """Say whether two subjects are one. If so the later one's records count for the earlier one from now on.

    Remembered: the pair is not asked again. Raises ``datahub.decided`` and ``datahub.reason_needed``.
    """
    doubt = (
        Doubt.objects.select_for_update(of=("self",)).select_related("decided_by", "subject", "other").get(pk=doubt.pk)
    )
    if doubt.decision:
        raise Refused("datahub.decided", who=str(doubt.decided_by))
    if not because.strip():
        raise Refused("datahub.reason_needed")
    doubt.decision, doubt.because = ("same" if same else "differ"), because.strip()[:300]
    doubt.decided_by, doubt.decided_at = actor, timezone.now()
    doubt.save()
    if same:
        _join(doubt.subject, doubt.other)
    journal.detail(other=doubt.other_id, decision=doubt.decision, because=doubt.because)
    return doubt


@action("datahub.conflict.decide", Text("处理数据冲突", "Decide a conflict"))
def decide_conflict(conflict: Conflict, *, actor: Any, keep: str, because: str) -> Conflict:
    """Say which value is right: ``held`` or ``told``. The other source owes the correction.

    Raises ``datahub.decided`` and ``datahub.reason_needed``.
    """
    conflict = (
        Conflict.objects.select_for_update(of=("self",))
        .select_related("decided_by", "held__source", "told__source", "subject__area")
        .get(pk=conflict.pk)
    )
    if conflict.decision:
        raise Refused("datahub.decided", who=str(conflict.decided_by))
    if not because.strip():
        raise Refused("datahub.reason_needed")
    if keep not in ("held", "told"):
        raise ValueError(keep)
    conflict.decision, conflict.because = keep, because.strip()[:300]
    conflict.decided_by, conflict.decided_at = actor, timezone.now()
    conflict.save()
    right: Record = getattr(conflict, keep)
    view = Held.objects.select_for_update().get(pk=conflict.subject_id)
    facts = view.facts
    facts[conflict.element] = Fact(right.told[conflict.element], right.pk, right.source_id, right.observed)
    view.hold(together(facts), sealed_codes(elements()))
    view.save()
    wrong: Record = conflict.told if keep == "held" else conflict.held
    if wrong.source_id != right.source_id:
        was, now = wrong.told[conflict.element], right.told[conflict.element]
        said = {"subject_id": conflict.subject_id, "element": conflict.element, "record": wrong}
        owe(wrong.source, asked_by=actor, was=was, now=now, conflict=conflict, because=conflict.because, **said)
    announce(right.source, actor=System, area=conflict.subject.area, codes=[conflict.element], records=[right.pk])
    journal.detail(element=conflict.element, keep=keep, record=right.pk, because=conflict.because)
    return conflict


def _join(gone: Subject, stays: Subject) -> None:
    """Let one subject take another's place: keys, links and every record count for it; nothing is rewritten."""
    one, two = Subject.objects.select_for_update().filter(pk__in=(gone.pk, stays.pk)).order_by("pk")
    stays, gone = (one, two) if one.pk == stays.pk else (two, one)
    if stays.key is None and gone.key is not None:
        # The number names the one that stays; the other keeps none, so that no key has two subjects.
        key, gone.key = gone.key, None
        gone.save(update_fields=["key"])
        stays.key = key
        stays.save(update_fields=["key"])
    gone.merged_into = stays
    gone.save(update_fields=["merged_into"])
    Subject.objects.filter(merged_into=gone).update(merged_into=stays)
    for link in Link.objects.filter(subject=gone):
        Link.objects.get_or_create(subject=stays, relation=link.relation, other=link.other)
    _rebuild(stays)


def _rebuild(subject: Subject) -> None:
    """Work the current view out of all records anew, in the order they were observed."""
    of = [subject, *subject.merged.all()]
    records = Record.objects.filter(subject__in=of).order_by("observed", "pk")
    terms, facts = terms_for(subject.area), {}
    for record in records:
        told = {code: Fact(value, record.pk, record.source_id, record.observed) for code, value in record.told.items()}
        take(facts, told, terms, timezone.localdate())
    _decided(facts, of)
    view, _ = Held.objects.get_or_create(subject=subject)
    view.hold(together(facts), sealed_codes(elements()))
    view.save()


def _decided(facts: dict[str, Fact], subjects: list[Subject]) -> None:
    """Let what people decided about these subjects stand against the values they decided against."""
    settled = Conflict.objects.filter(subject__in=subjects).exclude(decision="").select_related("held", "told")
    for each in settled.order_by("decided_at"):
        right, wrong = (each.held, each.told) if each.decision == "held" else (each.told, each.held)
        now = facts.get(each.element)
        if now is not None and now.value == wrong.told[each.element]:
            facts[each.element] = Fact(right.told[each.element], right.pk, right.source_id, right.observed)
