"""Writing and reading the stored report on a proposal."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from qingzhuang.domain.draft import Draft
from qingzhuang.gate import clock, rulebook
from qingzhuang.gate.examination import Item, examine_draft
from qingzhuang.gate.extension import examiners, fact_providers
from qingzhuang.gate.models import Proposal, Report


def examine(proposal: Proposal) -> Item:
    """Examine a proposal with everything the rooms above can tell; nothing is stored."""
    return examine_any(proposal.as_draft())


def examine_any(draft: Draft) -> Item:
    """Examine anything that was not proposed yet in the same way."""
    facts: dict[str, Any] = {}
    for provider in fact_providers:
        facts.update(provider.facts(draft))
    sections = {examiner.code: examiner.examine(draft) for examiner in examiners}
    return examine_draft(draft, current_rulebook(), clock.today(), sections=sections, facts=facts)


def current_rulebook() -> rulebook.Rulebook:
    """The rules of this installation's jurisdiction, as in force today."""
    return rulebook.load(settings.JURISDICTION, clock.today())


def write(proposal: Proposal) -> Report:
    """Store the report on the proposal as it stands now; an unchanged answer keeps the stored report."""
    item = examine(proposal)
    content = item.as_json()
    latest = proposal.reports.first()
    if latest and latest.version == proposal.version and latest.content == content:
        return latest
    return Report.objects.create(
        proposal=proposal, version=proposal.version, content=content, rulebook=current_rulebook().hash
    )


def blocking_rules(report: Report) -> list[str]:
    """Rules whose open findings block acceptance, each once."""
    found = (f["rule"] for f in report.content["findings"] if f["status"] == "open" and f["severity"] == "block")
    return list(dict.fromkeys(found))
