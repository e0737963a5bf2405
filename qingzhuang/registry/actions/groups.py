"""Work groups: registered by their owners, kept with a reason, dissolved."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.kinds import kinds
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.actions.assets import enter, read_answers
from qingzhuang.registry.actions.telling import person_of, tell
from qingzhuang.registry.models import Asset, GroupKept
from qingzhuang.registry.queries.groups import KEPT_DAYS, SIGNS
from qingzhuang.registry.tokens import fold


@action("registry.group.register", Text("登记工作群", "Register a work group"))
def register_group(unit: Organisation, *, actor: Any, values: Mapping[str, Any]) -> Asset:
    """A group that exists, entered by the unit that owns it; ``values`` are raw answers by field code.

    Raises ``registry.gaps``; ``registry.group_held`` when the unit has one of this name already.
    """
    parsed = read_answers(kinds.get("group"), values, {})
    held = Asset.objects.alive().filter(kind="group", sponsor=unit)
    if twin := next((each for each in held if fold(each.name) == fold(parsed["name"])), None):
        raise Refused("registry.group_held", name=twin.name, where={"field": "name"})
    return enter(unit, actor=actor, kind="group", values=parsed, sponsor=unit, source="owner")


@action("registry.group.dissolve", Text("解散工作群", "Dissolve a work group"))
def dissolve_group(group: Asset, *, actor: Any, signs: Sequence[str], reason: str = "") -> Asset:
    """Record that a group was dissolved today; its signs name the rules that ask for it."""
    rules = sorted({SIGNS[code].rule for code in signs if code in SIGNS})
    said = "、".join([*rules, *([reason.strip()] if reason.strip() else [])])
    if not said:
        raise Refused("registry.reason_needed")
    journal.detail(signs=list(signs))
    return tell(group, "closed", actor=actor, basis=said)


@action("registry.group.keep", Text("保留工作群", "Keep a work group"))
def keep_group(group: Asset, *, actor: Any, signs: Sequence[str], reason: str) -> GroupKept:
    """The owner's answer that it stays, with the reason; asked again for a new sign, or after half a year."""
    if not reason.strip():
        raise Refused("registry.reason_needed", where={"field": "reason"})
    today = timezone.localdate()
    journal.detail(signs=list(signs), reason=reason.strip())
    return GroupKept.objects.create(
        asset=group,
        person=person_of(actor),
        reason=reason.strip()[:500],
        signs=[code for code in signs if code in SIGNS],
        on=today,
        until=today + datetime.timedelta(days=KEPT_DAYS),
    )
