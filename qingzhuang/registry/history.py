"""What happened to one registered thing: dated facts and journal entries on one line of time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from qingzhuang.core import journal
from qingzhuang.domain.rules import Citation
from qingzhuang.domain.text import Text
from qingzhuang.gate.rulebook import provisions
from qingzhuang.registry.models import Asset

# Actions whose journal entries tell what an entry said before and after.
CHANGES = ("registry.asset.change", "registry.change.accept")


@dataclass(frozen=True)
class Moment:
    """One thing that happened. ``changes`` are ``(label, before, after)`` as words."""

    on: datetime.date
    what: Text
    who: str = ""
    basis: str = ""
    note: str = ""
    changes: tuple[tuple[Text, str, str], ...] = ()
    cites: tuple[Citation, ...] = ()
    ahead: bool = False


def timeline_of(asset: Asset, limit: int = 50) -> list[Moment]:
    """Facts by the day they happened, changes by the day they were made, newest first; the end, if set, ahead."""
    facts = [
        Moment(event.on, event.label, str(event.actor or ""), event.basis, event.note, cites=cited(event.cites))
        for event in asset.events.select_related("actor")
        if event.verb != "changed"
    ]
    changes = [moment for entry in journal.history_of(asset) if (moment := _change(asset, entry))]
    moments = sorted([*changes, *reversed(facts)], key=lambda moment: moment.on, reverse=True)[:limit]
    if asset.alive and asset.ends_on:
        label = Text("到期复核", "To be reviewed") if asset.ends_on > timezone.localdate() else Text("已到期", "Ended")
        moments.insert(0, Moment(asset.ends_on, label, ahead=True))
    return moments


def cited(refs: Iterable[str]) -> tuple[Citation, ...]:
    """The provisions by their references; one that a later pack no longer holds is left out."""
    return tuple(provisions()[ref] for ref in refs if ref in provisions())


def _change(asset: Asset, entry: Any) -> Moment | None:
    """A journal entry of a change; other entries are told by the dated facts they made."""
    if entry.verb not in CHANGES or not entry.details.get("changed"):
        return None
    rows = tuple(row for each in entry.details["changed"] if (row := _row(asset, each)))
    on = timezone.localdate(entry.at)
    basis, cites = entry.details.get("basis", ""), cited(entry.details.get("cites", ()))
    return Moment(on, Text("变更", "Changed"), entry.actor_name, basis, changes=rows, cites=cites)


def _row(asset: Asset, each: Mapping[str, Any]) -> tuple[Text, str, str] | None:
    try:
        field = asset.definition.field(each["field"])
    except KeyError:
        return None
    language = get_language() or "zh-hans"

    def shown(value: Any) -> str:
        return str(value or "") if field.secret else field.show(value, language)

    return field.label, shown(each.get("before")), shown(each.get("after"))
