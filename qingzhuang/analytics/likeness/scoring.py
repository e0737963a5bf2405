"""From a comparison to one number between 0 and 1.

Functions are the heart: their likeness and their containment make the base. Name, purpose, users and sponsor only move
what the functions leave open, and little when the functions differ: the same boilerplate around another function, in
the same department, for the same people, is another thing.
"""

from __future__ import annotations

from qingzhuang.analytics.likeness.matching import MATCHED, Comparison

SAME_NAME = 0.95
_LIKENESS_PART = 0.6
_NAME, _PURPOSE, _USERS, _SPONSOR = 0.5, 0.3, 0.1, 0.1
_BY_FUNCTIONS, _ANYWAY, _BY_NAME = 0.3, 0.12, 0.3
# A name of telling words is enough for a verdict; one of boilerplate ("work group") is not.
_NAME_DOUBT = 0.7


def score_of(found: Comparison, *, same_sponsor: bool) -> float:
    """The score of a comparison, 0 to 1."""
    base = _base(found)
    side = (
        _NAME * found.name + _PURPOSE * found.purpose + _USERS * found.users + _SPONSOR * (1.0 if same_sponsor else 0.0)
    )
    anyway = _BY_NAME if found.by_functions and found.name >= SAME_NAME else _ANYWAY
    return round(min(base + (1 - base) * (_BY_FUNCTIONS * base + anyway) * side, 1.0), 4)


def _base(found: Comparison) -> float:
    contained = max(found.covered_here, found.covered_there)
    if not found.by_functions:
        certain = found.told / (found.told + _NAME_DOUBT)
        return certain * (_LIKENESS_PART * found.alike + (1 - _LIKENESS_PART) * contained)
    matched = sum(1 for each in found.pairings if each.alike >= MATCHED)
    certain = min(1.0, 0.5 + 0.25 * matched)
    return _LIKENESS_PART * found.alike + (1 - _LIKENESS_PART) * contained * certain
