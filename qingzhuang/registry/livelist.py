"""Comparing what is live with what is filed, and what the gate's rules say of the difference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from qingzhuang.domain.draft import Draft
from qingzhuang.gate import clock
from qingzhuang.gate.examination import examine_draft
from qingzhuang.gate.models import issuer_of
from qingzhuang.gate.reports import current_rulebook
from qingzhuang.registry.models import Asset
from qingzhuang.registry.tokens import fold


def difference(filed: Iterable[str], live: Iterable[str]) -> tuple[list[str], list[str]]:
    """``(added, removed)``: live but not filed, filed but not live; spellings of one function are the same."""
    filed, live = list(filed), list(live)
    known, seen = {_plain(each) for each in filed}, {_plain(each) for each in live}
    return [each for each in live if _plain(each) not in known], [each for each in filed if _plain(each) not in seen]


def _plain(function: str) -> str:
    return fold(function).replace(" ", "")


def findings_on(asset: Asset, added: Sequence[str]) -> list[dict[str, Any]]:
    """What the rules say of functions that were added without filing: the duty itself, and any that is forbidden.

    Only the added functions are read; an exception the entry holds is taken into account.
    """
    exception = {code: value for code, value in asset.values.items() if code.startswith("exception_")}
    draft = Draft(
        id=f"asset-{asset.pk}",
        kind=asset.kind,
        values={**exception, "functions": list(added) or None},
        issuer=issuer_of(asset.sponsor) if asset.sponsor_id else None,
    )
    unfiled = {
        "live.functions_changed": True,
        "life.change_filed": False,
        "life.account_changed_unfiled": True,
    }
    item = examine_draft(draft, current_rulebook(), clock.today(), facts=unfiled)
    told = ("R12", "R29")
    return [
        finding.as_json()
        for finding in item.findings
        if finding.status != "not_examined" and (finding.family or finding.rule.id in told)
    ]
