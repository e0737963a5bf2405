"""Which characters a match of a pattern cannot do without, so that most texts are passed over without trying it.

Read from the pattern itself (the parser behind :mod:`re`), so no list of hints has to be kept in step.
"""

from __future__ import annotations

import re
from re import _constants as codes
from re import _parser as parser
from typing import Any

MOST = 400


def required_characters(pattern: re.Pattern[str]) -> frozenset[str]:
    """A set of which every match holds at least one character; empty when none could be found."""
    return frozenset(_of_sequence(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)) or ())


def _of_sequence(sequence: Any) -> set[str] | None:
    """The smallest set among the parts that must be there."""
    found = [each for part in sequence if (each := _of_part(*part))]
    return min(found, key=len, default=None)


def _of_part(code: Any, value: Any) -> set[str] | None:
    if code is codes.LITERAL:
        return {chr(value)}
    if code is codes.IN:
        return _of_class(value)
    if code is codes.SUBPATTERN:
        return _of_sequence(value[-1])
    if code is codes.BRANCH:
        branches = [_of_sequence(branch) for branch in value[1]]
        return set().union(*branches) if all(branches) else None
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[0] > 0:
        return _of_sequence(value[2])
    return None


def _of_class(members: Any) -> set[str] | None:
    characters: set[str] = set()
    for code, value in members:
        if code is codes.LITERAL:
            characters.add(chr(value))
        elif code is codes.RANGE and value[1] - value[0] < MOST:
            characters |= {chr(number) for number in range(value[0], value[1] + 1)}
        else:
            return None
    return characters
