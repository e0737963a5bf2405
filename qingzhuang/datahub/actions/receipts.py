"""Answering a demand with what was supplied already, and telling the governance office of one nobody admitted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.models import Receipt, Unadmitted
from qingzhuang.datahub.queries.demands import supplied
from qingzhuang.datahub.receipts import sign_receipt
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation

MOST_FIELDS = 300


@action("datahub.receipt.make", Text("出具已报送凭证", "Give an already-supplied receipt"))
def make_receipt(unit: Organisation, *, actor: Any, asker: str, title: str, captions: Sequence[str]) -> Receipt:
    """Answer a demand with a signed receipt of what was supplied or is held. Raises ``datahub.asker_needed`` and
    ``datahub.nothing_supplied``."""
    if not asker.strip() or not title.strip():
        raise Refused("datahub.asker_needed")
    asked = list(dict.fromkeys(text.strip()[:200] for text in captions if text.strip()))[:MOST_FIELDS]
    items = supplied(unit, asked)
    if not items:
        raise Refused("datahub.nothing_supplied")
    today = timezone.localdate()
    Organisation.objects.select_for_update().get(pk=unit.pk)
    number = f"{unit.code}-{today:%Y%m%d}-{Receipt.objects.filter(unit=unit).count() + 1}"
    signed = sign_receipt(
        number=number,
        unit=unit.name,
        asker=asker.strip(),
        title=title.strip(),
        day=today.isoformat(),
        items=[item[:4] for item in items],
    )
    receipt = Receipt.objects.create(
        number=number, unit=unit, asker=asker.strip()[:120], title=title.strip()[:200], items=items, signed=signed,
        made_by=actor,
    )  # fmt: skip
    journal.detail(number=number, asker=receipt.asker, fields=len(items), asked=len(asked))
    return receipt


@action("datahub.unadmitted.tell", Text("反映未受理的数据需求", "Tell of a demand nobody admitted"))
def tell_unadmitted(unit: Organisation, *, actor: Any, asker: str, text: str) -> Unadmitted:
    """Tell the governance office of a demand outside the catalogue. Raises ``datahub.asker_needed``."""
    if not asker.strip() or not text.strip():
        raise Refused("datahub.asker_needed")
    journal.detail(asker=asker.strip()[:120])
    return Unadmitted.objects.create(unit=unit, asker=asker.strip()[:120], text=text.strip()[:5_000], told_by=actor)


@action("datahub.unadmitted.answer", Text("处理反映", "Answer what was told"))
def answer_unadmitted(told: Unadmitted, *, actor: Any, answer: str) -> Unadmitted:
    """Say what was done about it, once. Raises ``datahub.reason_needed`` and ``datahub.decided``."""
    told = Unadmitted.objects.select_for_update(of=("self",)).select_related("unit").get(pk=told.pk)
    if told.answered_at:
        raise Refused("datahub.decided", who=told.unit.name)
    if not answer.strip():
        raise Refused("datahub.reason_needed")
    told.answer, told.answered_at = answer.strip()[:500], timezone.now()
    told.save(update_fields=["answer", "answered_at"])
    journal.detail(answer=told.answer)
    return told
