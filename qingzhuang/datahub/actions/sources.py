"""Sources, what is agreed about elements, and new elements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from qingzhuang.core import journal
from qingzhuang.core.actions import System, action
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.models import Agreement, ProposedElement, Source
from qingzhuang.datahub.models.sources import SHARING
from qingzhuang.datahub.terms import CONCEPTS, elements
from qingzhuang.domain.elements import SENSITIVITIES
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation

_CODE = re.compile(r"[a-z]+\.[a-z][a-z0-9_]{1,40}")


@action("datahub.source.open", Text("登记数据来源", "Open a data source"))
def open_source(owner: Organisation, *, actor: Any, code: str, name: str) -> Source:
    """Name a system, ledger or form from which data come; its owner answers for what it says."""
    return Source.objects.create(owner=owner, code=code, name=name)


def own_source(unit: Organisation) -> Source:
    """What a unit says of itself, on the sheets and forms it returns."""
    found = Source.objects.filter(code=f"unit-{unit.code}"[:40]).first()
    return found or open_source(unit, actor=System, code=f"unit-{unit.code}"[:40], name=f"{unit.name}填报"[:120])


@action("datahub.agreement.make", Text("约定一数一源", "Agree on an element"))
def make_agreement(
    area: Organisation,
    *,
    actor: Any,
    element: str,
    steward: Organisation,
    source: Source | None = None,
    good_for_days: int | None = None,
    sharing: str = "conditional",
    basis: str = "",
) -> Agreement:
    """Say who keeps an element in an area, which source decides, how long a value is good, and who may have it."""
    if element not in elements():
        raise KeyError(element)
    if sharing not in SHARING:
        raise ValueError(sharing)
    fields = {"steward": steward, "source": source, "good_for_days": good_for_days, "sharing": sharing, "basis": basis}
    agreed, _ = Agreement.objects.update_or_create(element=element, area=area, defaults=fields)
    journal.detail(
        element=element, source=source.code if source else None, good_for_days=good_for_days, sharing=sharing
    )
    return agreed


@action("datahub.element.propose", Text("提议数据元", "Propose a data element"))
def propose_element(
    area: Organisation,
    *,
    actor: Any,
    code: str,
    name_zh: str,
    name_en: str,
    concept: str,
    datatype: str,
    sensitivity: str,
    reason: str,
    synonyms: Sequence[str] = (),
) -> ProposedElement:
    """Propose an element that the list lacks. Raises ``datahub.code_taken`` and ``datahub.reason_needed``."""
    if code in elements() or ProposedElement.objects.filter(code=code).exists():
        raise Refused("datahub.code_taken", code=code)
    if not reason.strip():
        raise Refused("datahub.reason_needed")
    if not _CODE.fullmatch(code) or concept not in CONCEPTS or sensitivity not in SENSITIVITIES:
        raise Refused("datahub.bad_value", element=code, reason=Text("代码应为“概念.名称”", "a code is concept.name"))
    return ProposedElement.objects.create(
        area=area,
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        concept=concept,
        datatype=datatype,
        sensitivity=sensitivity,
        reason=reason,
        synonyms=list(synonyms),
        proposed_by=actor,
    )


@action("datahub.element.decide", Text("审定数据元", "Decide on a proposed element"))
def decide_element(proposed: ProposedElement, *, actor: Any, accept: bool, answer: str) -> ProposedElement:
    """Take a proposed element into the list, or refuse it with a reason; once."""
    proposed = ProposedElement.objects.select_for_update(of=("self",)).select_related("area").get(pk=proposed.pk)
    if proposed.state != "proposed":
        raise Refused("datahub.decided", who=proposed.area.name)
    if not answer.strip():
        raise Refused("datahub.reason_needed")
    proposed.state, proposed.answer = ("accepted" if accept else "refused"), answer.strip()
    proposed.save(update_fields=["state", "answer"])
    journal.detail(code=proposed.code, state=proposed.state)
    return proposed
