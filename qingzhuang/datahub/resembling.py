"""Slips of the pen: names and dates that may be two spellings of one."""

from __future__ import annotations

LONG_NAME = 8


def nearly(one: str, other: str) -> bool:
    """Whether two names of people may be two spellings of one: one character differs, is missing, is added or has
    changed places with the next; two in a name of eight and more, as names in letters have."""
    if not one or not other or min(len(one), len(other)) < 2:
        return False
    most = 2 if min(len(one), len(other)) >= LONG_NAME else 1
    return one != other and abs(len(one) - len(other)) <= most and _edits(one, other) <= most


def apart(one: str, other: str) -> bool:
    """Whether two names can hardly be those of one person: neither two spellings, nor one within the other. Names in
    letters and names in characters say nothing of each other."""
    one, other = _plain(one), _plain(other)
    if not one or not other or one == other or one in other or other in one or one.isascii() != other.isascii():
        return False
    return not nearly(one, other)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _edits(one: str, other: str) -> int:
    """The fewest changes that make one text of the other (optimal string alignment)."""
    before: list[int] = []
    above: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, above, row = above, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
    return row[-1]


def slips(birth: str) -> set[str]:
    """The dates that one wrong digit, two digits changed round, or day and month changed round make of a date."""
    digits = birth.replace("-", "")
    found = {digits[:at] + other + digits[at + 1 :] for at in range(8) for other in "0123456789"}
    found |= {digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(7)}
    found.add(digits[:4] + digits[6:] + digits[4:6])
    return {f"{each[:4]}-{each[4:6]}-{each[6:]}" for each in found - {digits}}
