"""The yearly self-check: planned by the clock, confirmed or corrected by the owner, passed on when nobody did it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions.assets import change_asset
from qingzhuang.registry.actions.changes import report_live
from qingzhuang.registry.actions.telling import latest, person_of
from qingzhuang.registry.models import Asset, SelfCheck
from qingzhuang.registry.schedule import anniversary_of, next_anniversary
from qingzhuang.registry.seen import seen_of


@action("registry.selfcheck.plan", Text("安排年度自查", "Plan self-checks"))
def plan_self_checks(target: None, *, actor: Any, assets: Sequence[Asset], on: datetime.date) -> int:
    """Set the self-check of each entry on its next anniversary from ``on``; one that is planned stays. Returns how many."""
    planned = [SelfCheck(asset=each, due_on=next_anniversary(anniversary_of(each), on)) for each in assets]
    SelfCheck.objects.bulk_create(planned, ignore_conflicts=True)
    journal.detail(count=len(planned))
    return len(planned)


@action("registry.selfcheck.confirm", Text("完成自查", "Confirm a self-check"))
def confirm_self_check(
    check: SelfCheck, *, actor: Any, values: Mapping[str, Any] | None = None, note: str = ""
) -> SelfCheck:
    """Say that the entry is as the platform sees it, after putting right the answers in ``values`` (raw, by field).
    Functions among them are told as the live list, so that a difference is filed as a change, never slipped in.

    What then still differs needs a ``note``: ``registry.selfcheck_note`` names it. The next one is planned a year on.
    """
    asset = latest(check.asset)
    check = SelfCheck.objects.select_related("asset__sponsor").get(pk=check.pk)
    if check.done_on:
        return check
    if not asset.alive:
        raise Refused("registry.selfcheck_over", name=asset.name)
    before = asset.values
    answers = dict(values or {})
    if live := answers.pop("functions", None):
        report_live(asset, actor=actor, functions=live, note=note)
    if answers:
        asset = change_asset(asset, actor=actor, values=answers, basis=f"年度自查 {check.due_on}")
    seen = seen_of([asset])[asset.pk]
    standing = [each.label for each in seen if each.differs]
    if standing and not note.strip():
        what = Text("、".join(t.zh for t in standing), ", ".join(t.en for t in standing))
        raise Refused("registry.selfcheck_note", what=what)
    today = timezone.localdate()
    check.facts, check.note = [each.as_json() for each in seen], note.strip()
    check.changed = sorted(code for code, value in asset.values.items() if value != before.get(code))
    check.done_on, check.done_by = today, person_of(actor)
    check.save()
    SelfCheck.objects.create(asset=asset, due_on=next_anniversary(check.due_on, max(today, check.due_on)))
    journal.detail(changed=check.changed, standing=[each.code for each in seen if each.differs])
    return check


@action("registry.selfcheck.escalate", Text("自查逾期报治理办", "Tell the office of an overdue self-check"))
def escalate_self_check(check: SelfCheck, *, actor: Any) -> SelfCheck:
    """Put an overdue self-check before the governance office, once."""
    check = SelfCheck.objects.select_for_update().get(pk=check.pk)
    if check.overdue and check.escalated_on is None:
        check.escalated_on = timezone.localdate()
        check.save()
    return check
