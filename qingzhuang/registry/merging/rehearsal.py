"""Trying a merge out: every move is really made and rolled back, and what does not fit is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from qingzhuang.core.problems import Refused
from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions.carrying import additions, carry
from qingzhuang.registry.merging.functions import forced_family
from qingzhuang.registry.merging.things import THINGS
from qingzhuang.registry.models import Asset, FunctionFate, MergePart
from qingzhuang.registry.models.merges import FATES
from qingzhuang.registry.movables import movables

_SENSITIVE = {each.code for each in ELEMENTS if each.sensitivity == "sensitive"}


def rehearse_part(part: MergePart, survivor: Asset, held: list[str]) -> dict[str, Any]:
    """What would happen to one part: ``{functions, moves, findings}``, plain JSON.

    ``held`` are the survivor's functions as the parts before this one leave them; those it would gain are added.
    """
    source, fates = part.asset, list(part.fates.all())
    added = additions(fates, held)
    moves, findings = [], []
    for movable in movables:
        try:
            moves.append(_tried(movable, source, survivor))
        except Refused as refusal:
            findings.append(_finding("stop", refusal.title, source))
    findings += _function_findings(source, survivor, fates)
    findings += _tally_findings(part)
    findings += _fit_findings(source, survivor)
    functions = {
        "name": source.name,
        "asset": source.pk,
        "total": len(fates),
        **{code: sum(fate.fate == code for fate in fates) for code in FATES},
        "added": added,
    }
    held.extend(added)
    return {"functions": functions, "moves": moves, "findings": findings}


def _tried(movable: Any, source: Asset, survivor: Asset) -> dict[str, Any]:
    """Make a move for real in a transaction that is rolled back."""
    with transaction.atomic():
        move = carry(movable, source, survivor)
        transaction.set_rollback(True)
    return {
        "name": source.name,
        "label": movable.label.as_dict(),
        "here": move.here_before,
        "there": move.there_before,
        "after": move.there_after,
        "joined": move.joined,
    }


def _finding(level: str, text: Text, asset: Asset) -> dict[str, Any]:
    return {"level": level, "text": text.as_dict(), "asset": asset.pk, "name": asset.name}


def _function_findings(source: Asset, survivor: Asset, fates: list[FunctionFate]) -> Iterator[dict[str, Any]]:
    undecided = sum(not fate.decided or not fate.fate for fate in fates)
    if undecided:
        yield _finding(
            "stop",
            Text(f"{undecided} 项功能的去向还没有人确认。", f"Nobody has confirmed the fate of {undecided} functions."),
            source,
        )
    held = [str(each) for each in survivor.functions]
    for fate in fates:
        if fate.fate == "kept" and fate.target not in held:
            text = f"承担“{fate.function}”的“{fate.target}”已不在保留应用中。"
            yield _finding("stop", Text(text, f"“{fate.target}” is gone that was to serve “{fate.function}”."), source)
        elif fate.fate == "moved" and not survivor.exception_scene and forced_family(fate.target, survivor.kind):
            zh = f"“{fate.target}”像是强制使用功能（OP-07），不宜随整合移入。"
            en = f"“{fate.target}” looks like a forced function (OP-07) and should not be moved along."
            yield _finding("stop", Text(zh, en), source)
    dropped = [fate.function for fate in fates if fate.fate == "dropped"]
    if dropped:
        zh, en = f"不再提供：{'、'.join(dropped)}。", f"No longer offered: {', '.join(dropped)}."
        yield _finding("warn", Text(zh, en), source)


def _tally_findings(part: MergePart) -> Iterator[dict[str, Any]]:
    for tally in part.tallies.all():
        label = THINGS[tally.thing].label
        if tally.before is None:
            text = Text(
                f"还没有清点：{label.zh}。没有的填 0。", f"Not counted yet: {label.en}. Where there are none, say 0."
            )
            yield _finding("stop", text, part.asset)
        elif tally.element in _SENSITIVE:
            zh = f"迁移敏感数据“{tally.element_name.zh}”，须核对使用目的与授权。"
            en = f"Sensitive data moves (“{tally.element_name.en}”): check purpose and grants."
            yield _finding("warn", Text(zh, en), part.asset)


def _fit_findings(source: Asset, survivor: Asset) -> Iterator[dict[str, Any]]:
    if source.facing and source.facing != survivor.facing:
        zh = f"面向不同：原为“{_said(source, 'zh')}”，并入后为“{_said(survivor, 'zh')}”。"
        en = f"It faces others: {_said(source, 'en')} before, {_said(survivor, 'en')} after."
        yield _finding("warn", Text(zh, en), source)
    if source.exception_scene and not survivor.exception_scene:
        zh, en = "原在例外下运行，保留方没有例外。", "It runs under an exception that the survivor does not have."
        yield _finding("warn", Text(zh, en), source)
    if survivor.ends_on and (source.ends_on is None or survivor.ends_on < source.ends_on):
        day = survivor.ends_on.isoformat()
        zh, en = f"保留方 {day} 到期，早于被并入方。", f"The survivor ends on {day}, before this one would."
        yield _finding("warn", Text(zh, en), source)
    if source.sponsor_id != survivor.sponsor_id:
        here, there = survivor.sponsor_label, source.sponsor_label
        zh, en = (
            f"主办单位将由{there.zh}变为{here.zh}。",
            f"Its sponsor becomes {here.en} instead of {there.en}.",
        )
        yield _finding("warn", Text(zh, en), source)


def _said(asset: Asset, language: str) -> str:
    label = asset.facing_label
    return label.in_(language) if isinstance(label, Text) else label or "—"
