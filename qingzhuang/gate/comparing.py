"""The "what similar thing exists" section of the report, from a register in the database or a ledger file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from qingzhuang.analytics.likeness import Entry, LikenessIndex, Similar, entries_from_records, suggestion
from qingzhuang.domain.draft import Draft
from qingzhuang.sheets.reading import read_records
from qingzhuang.sheets.safety import open_upload

LIMIT = 5
WORTH_SHOWING = 0.3


def entry_of(draft: Draft) -> Entry:
    """What of a draft is compared: its name, functions, purpose, users and unit."""
    values = draft.values
    spoken = " ".join(p.text for p in draft.passages[:20])
    return Entry(
        id=f"draft:{draft.id}",
        kind=draft.kind,
        name=draft.name or spoken[:60],
        sponsor=draft.issuer.name if draft.issuer else "",
        functions=draft.functions,
        description=str(values.get("purpose") or values.get("description") or spoken[:500]),
        users=str(values.get("audience") or ""),
    )


def section_of(
    entry: Entry, found: Sequence[Similar], compared: int, url_of: Callable[[str], str] | None = None
) -> dict[str, Any]:
    """The section as plain JSON: similar things with reasons, a ready suggestion, how many were compared."""
    advice = suggestion(entry, list(found))
    return {
        "found": [
            {
                "id": each.id,
                "name": each.name,
                "kind": each.kind,
                "sponsor": each.sponsor,
                "score": round(each.score, 3),
                "url": url_of(each.id) if url_of else None,
                "reasons": [
                    {"code": r.code, "text": r.text.as_dict(), "evidence": list(r.evidence)} for r in each.reasons
                ],
                "shared": [list(pair) for pair in each.shared],
                "only_here": list(each.only_here),
                "only_there": list(each.only_there),
            }
            for each in found
        ],
        "suggestion": advice and {"action": advice.action, "target": advice.target, "text": advice.text.as_dict()},
        "compared": compared,
    }


def facts_of(section: dict[str, Any]) -> dict[str, Any]:
    """What the rules may know of the comparison."""
    found = section["found"]
    return {
        "similar.top_score": found[0]["score"] if found else 0.0,
        "similar.top_name": found[0]["name"] if found else None,
    }


class LedgerComparison:
    """A ledger file as the register to compare with."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._index = LikenessIndex.build(entries)
        self._size = len(entries)

    @classmethod
    def read(cls, path: Path) -> LedgerComparison:
        """Read csv, xlsx or xls; raises ``UnreadableFile``."""
        records = read_records(open_upload(path.read_bytes(), path.name))
        entries, _problems = entries_from_records(
            records.headers, [row.values for row in records.rows], [row.row for row in records.rows]
        )
        return cls(entries)

    def section(self, draft: Draft) -> dict[str, Any]:
        entry = entry_of(draft)
        found = self._index.similar(entry, limit=LIMIT, threshold=WORTH_SHOWING)
        return section_of(entry, found, self._size)
