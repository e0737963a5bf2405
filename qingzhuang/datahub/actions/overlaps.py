"""Deciding whether captions of several forms ask the same fact; a decision is remembered and teaches recognition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.actions.sources import propose_element
from qingzhuang.datahub.models import AskedField, AskedWording, CaptionMeaning, WordingPair
from qingzhuang.datahub.overlapping import set_facts
from qingzhuang.datahub.terms import elements
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import subtree_filter
from qingzhuang.sheets.recognise import caption_key

MOST = 50


@action("datahub.overlap.decide", Text("判断是否同一事实", "Decide whether captions ask the same fact"))
def decide_overlap(
    office: Organisation,
    *,
    actor: Any,
    wordings: Sequence[int],
    decision: str,
    element: str = "",
    because: str = "",
    proposed: Mapping[str, str] | None = None,
) -> list[WordingPair]:
    """Decide on every pair among some captions of an office's area: ``same`` (bound to ``element`` if given; or to one
    that is ``proposed`` with it), or ``different`` because….

    One caption alone can be bound to an element. Raises ``datahub.overlap_choose``, ``datahub.reason_needed`` and those
    of ``propose_element``.
    """
    inside = subtree_filter("form__unit", office.area)
    reach = AskedField.objects.filter(inside, wording__in=list(wordings)[: MOST + 1]).values("wording")
    chosen = list(AskedWording.objects.filter(pk__in=reach).order_by("pk")[:MOST])
    alone = decision == "same" and element and len(chosen) == 1
    if decision not in ("same", "different") or not (len(chosen) > 1 or alone):
        raise Refused("datahub.overlap_choose")
    reason = " ".join(because.split())
    if decision == "different" and not reason:
        raise Refused("datahub.reason_needed")
    if element and element not in elements():
        raise Refused("datahub.overlap_choose")
    if decision == "same" and proposed:
        said = {**proposed, "reason": reason or proposed.get("reason", "")}
        propose_element(office.area, actor=actor, synonyms=[each.label for each in chosen], **said)
    pairs = _pairs_among(chosen)
    now = timezone.now()
    for pair in pairs:
        pair.decision, pair.because, pair.judged_score = decision, reason, pair.score
        pair.decided_by, pair.decided_at = actor if getattr(actor, "pk", None) else None, now
    fields = ["decision", "because", "judged_score", "decided_by", "decided_at"]
    WordingPair.objects.bulk_update(pairs, fields, batch_size=200)
    if decision == "same" and element:
        _bind(chosen, element, office, actor)
    set_facts()
    journal.detail(captions=[each.label for each in chosen], decision=decision, element=element, because=reason)
    return pairs


@action("datahub.overlap.reopen", Text("重新判断同一事实", "Decide on captions anew"))
def reopen_overlap(pair: WordingPair, *, actor: Any) -> WordingPair:
    """Take a decision back, so that the pair is put before somebody again."""
    pair = WordingPair.objects.select_for_update().get(pk=pair.pk)
    journal.detail(before=pair.decision, because=pair.because)
    pair.decision, pair.because, pair.judged_score = "", "", None
    pair.save(update_fields=["decision", "because", "judged_score"])
    set_facts()
    return pair


def _pairs_among(chosen: Sequence[AskedWording]) -> list[WordingPair]:
    """Every pair among these, also those that no comparison found, so that none of them is asked later."""
    keys = [(one.pk, other.pk) for one, other in combinations(chosen, 2)]
    among = WordingPair.objects.filter(first__in=chosen, second__in=chosen).select_for_update(of=("self",))
    known = {(pair.first_id, pair.second_id) for pair in among}
    missing = [WordingPair(first_id=one, second_id=other) for one, other in keys if (one, other) not in known]
    WordingPair.objects.bulk_create(missing)
    return list(WordingPair.objects.filter(first__in=chosen, second__in=chosen))


def _bind(chosen: Sequence[AskedWording], element: str, office: Organisation, actor: Any) -> None:
    """Say what the captions mean: to every later reading of a form, and to the families of sheets that bear them."""
    AskedWording.objects.filter(pk__in=[each.pk for each in chosen]).update(element=element)
    asked = AskedField.objects.filter(subtree_filter("form__unit", office.area), wording__in=chosen)
    for each in asked.filter(form__origin="sheet").select_related("form"):
        CaptionMeaning.objects.update_or_create(
            area=office.area, family=each.form.key, caption=caption_key(each.caption)[:300],
            defaults={"element": element, "person": actor},
        )  # fmt: skip
