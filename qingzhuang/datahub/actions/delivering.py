"""What a system delivers of its own source, over the API: the same number once, the same checks as a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.actions.intakes import NAMES, TAKE, refuse_bad_day
from qingzhuang.datahub.models import Intake, Source
from qingzhuang.datahub.terms import elements
from qingzhuang.domain.text import Text

LONGEST_NUMBER = 80


@action("datahub.delivery.push", Text("接口报送数据", "Deliver data by machine"))
def push_delivery(
    source: Source, *, actor: Any, delivery: str, observed: str, rows: Sequence[Mapping[str, Any]]
) -> Intake:
    """Take rows (values by element code) in by a job. Sent again under the same number, the first one is returned.

    Raises ``datahub.delivery_number``, ``datahub.delivery_differs``, ``datahub.delivery_columns``,
    ``datahub.nothing_matched`` and ``datahub.bad_day``.
    """
    if not delivery.strip() or len(delivery) > LONGEST_NUMBER:
        raise Refused("datahub.delivery_number", where={"field": "delivery"})
    refuse_bad_day(observed)
    content = "\n".join(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows).encode()
    digest = hashlib.sha256(observed.encode() + b"\n" + content).hexdigest()
    # Two deliveries under one number wait for each other here.
    source = Source.objects.select_for_update(of=("self",)).select_related("owner").get(pk=source.pk)
    there = Intake.objects.filter(source=source, delivery=delivery).first()
    if there is not None and there.digest != digest:
        raise Refused("datahub.delivery_differs", delivery=delivery)
    if there is not None:
        journal.detail(delivery=delivery, twin=there.pk)
        return there
    codes = list(dict.fromkeys(code for row in rows for code in row))
    known = elements()
    if unknown := [code for code in codes if code not in known]:
        raise Refused("datahub.delivery_columns", codes=", ".join(unknown[:20]), where={"field": "rows"})
    if not NAMES.intersection(codes):
        raise Refused("datahub.nothing_matched")
    intake = Intake(
        source=source,
        area=source.owner.area,
        person=actor,
        file_name=f"{delivery}.jsonl",
        digest=digest,
        delivery=delivery,
        observed=observed,
        captions=[[code] for code in codes],
        guesses=[{"element": code, "confidence": 1.0, "why": {}} for code in codes],
        mapping={str(number): code for number, code in enumerate(codes)},
        step="running",
    )
    intake.file.save(f"{digest[:16]}.jsonl", ContentFile(content), save=False)
    intake.save()
    enqueue(TAKE, key=str(intake.pk), actor=actor, intake=intake.pk)
    journal.detail(delivery=delivery, digest=digest, observed=observed, rows=len(rows), elements=codes)
    return intake
