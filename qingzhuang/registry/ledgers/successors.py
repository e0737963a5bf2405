"""What a ledger says in words of where a thing went: “并入…”, “merged into …”."""

from __future__ import annotations

import re

_SAID = re.compile(
    r"(?:并入|(?:合并|整合|归并|迁移)(?:到|至|入|进)|merged into|replaced by)\s*[“\"「『《]?"
    r"([^“”\"「」『』《》（）()，,。；;]+)",
    re.IGNORECASE,
)


def named_successor(words: str) -> str:
    """The name that follows such words, as written; empty where none does."""
    found = _SAID.search(words)
    return " ".join(found.group(1).split()) if found else ""
