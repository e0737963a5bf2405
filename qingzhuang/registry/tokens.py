"""Cutting names and descriptions into searchable tokens, the same for SQLite and PostgreSQL.

Neither database cuts Chinese by itself: FTS5's trigrams miss two-character words, ``pg_trgm`` is empty in a C-locale
cluster (ADR 0003). So the tokens are made here: a run of Han characters gives its overlapping pairs and its last
character; Latin words and numbers stay whole. Both databases then only look up whole tokens or their beginnings.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_HAN = "㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff〇々"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_STARTS_HAN = re.compile(rf"[{_HAN}]")
LIMIT = 40


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """One spelling for comparing: NFKC (full-width becomes half-width), lower case, no accents, single blanks."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).lower())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def _is_han(run: str) -> bool:
    return bool(_STARTS_HAN.match(run))


def tokens_of(text: str) -> list[str]:
    """Tokens to store, each once, in order: ``网格巡查 App2`` gives 网格, 格巡, 巡查, 查, app2."""
    found: dict[str, None] = {}
    for run in _RUN.findall(fold(text)):
        if _is_han(run):
            found.update(dict.fromkeys(run[i : i + 2] for i in range(len(run))))
        else:
            found[run[:LIMIT]] = None
    return list(found)


def wanted_tokens(query: str) -> list[str]:
    """Tokens that must all be found; one that ends in ``*`` may be the beginning of a stored one.

    A lone Han character and every Latin word are looked up by their beginning, so that typing may go on.
    """
    found: dict[str, None] = {}
    for run in _RUN.findall(fold(query)):
        if not _is_han(run):
            found[f"{run[:LIMIT]}*"] = None
        elif len(run) == 1:
            found[f"{run}*"] = None
        else:
            found.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
    return list(found)[:LIMIT]


def as_fts5(tokens: list[str]) -> str:
    """The query in the words of SQLite's FTS5."""
    return " AND ".join(f'"{token.rstrip("*")}"' + (" *" if token.endswith("*") else "") for token in tokens)


def as_tsquery(tokens: list[str]) -> str:
    """The query in the words of PostgreSQL's ``tsquery``; tokens hold no quotes or backslashes."""
    return " & ".join(f"'{token.rstrip('*')}'" + (":*" if token.endswith("*") else "") for token in tokens)
