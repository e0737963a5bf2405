"""A made-up ledger with planted clusters: who is a copy of whom is known for every pair.

A quarter of the entries stand in clusters of 2 to 30, each copy of one grade: ``light`` (one function edited),
``reordered``, ``synonyms`` (words exchanged; the list is the benchmark's own and says which share of it the product
knows), ``office`` (another office's name, purpose and users around the same functions) and ``mixed`` (all of it). A
quarter are hard negatives: the name, sponsor, users and purpose of another entry around other functions. ``mass`` is
the share of entries that are groups of 200 copies, each a little different. The rest stand alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from benchmarks.corpus import ACTS, KNOWN, NAMES, OFFICES, SHELLS, THINGS, TOUCHES, UNKNOWN, USERS
from qingzhuang.analytics.likeness import Entry

GRADES = ("light", "reordered", "synonyms", "office", "mixed")
MASS_COPIES = 200
LARGEST = 30
_PLACES = "安平青云河川石林白龙金沙玉泉临东西南北新永"
# Words that people exchange without thinking; written down before looking at the product's table.
SWAPS = {**KNOWN, **UNKNOWN}


@dataclass(frozen=True)
class Planted:
    """An entry with the number of its cluster (its own, when it stands alone) and the grade of its copying."""

    entry: Entry
    cluster: int
    grade: str


class Ledger:
    """``size`` entries, the same for the same seed."""

    def __init__(self, size: int, seed: int, mass: float = 0.0) -> None:
        self.size, self.mass = size, mass
        self._random = random.Random(seed)
        self._objects = [touch + thing for touch in TOUCHES for thing in THINGS] + list(THINGS)
        self._clusters = 0

    def entries(self) -> Iterator[Planted]:
        """All entries, in an order that tells nothing."""
        made = list(self._mass(int(self.size * self.mass)))
        made += self._clustered(self.size // 4)
        alone = [self._alone() for _ in range(max(0, (self.size - len(made)) * 2 // 3))]
        made += alone
        while len(made) < self.size:
            made.append(self._negative(self._random.choice(alone)))
        self._random.shuffle(made)
        for number, each in enumerate(made[: self.size]):
            yield replace(each, entry=replace(each.entry, id=f"e{number}"))

    def _mass(self, wanted: int) -> Iterator[Planted]:
        for number in range(wanted):
            if number % MASS_COPIES == 0:
                template, cluster = self._entry(), self._new_cluster()
            yield Planted(self._edited(template), cluster, "mass")

    def _clustered(self, wanted: int) -> list[Planted]:
        made: list[Planted] = []
        while len(made) < wanted:
            first, cluster = self._entry(), self._new_cluster()
            size = min(self._random.choice((2, 2, 2, 3, 3, 4, 5, 8, 12, LARGEST)), wanted - len(made) + 1)
            grade = self._random.choice(GRADES)
            made.append(Planted(first, cluster, grade))
            made += [Planted(self._copy(first, grade), cluster, grade) for _ in range(size - 1)]
        return made

    def _copy(self, entry: Entry, grade: str) -> Entry:
        if grade == "light":
            return self._edited(entry)
        if grade == "reordered":
            return self._shuffled(entry)
        if grade == "synonyms":
            return self._reworded(entry)
        if grade == "office":
            return self._dressed(entry)
        return self._dressed(self._shuffled(self._edited(self._reworded(entry))))

    def _alone(self) -> Planted:
        return Planted(self._entry(), self._new_cluster(), "alone")

    def _negative(self, other: Planted) -> Planted:
        return Planted(replace(other.entry, functions=self._functions()), self._new_cluster(), "negative")

    def _new_cluster(self) -> int:
        self._clusters += 1
        return self._clusters

    def _functions(self) -> tuple[str, ...]:
        objects = self._random.sample(self._objects, self._random.randint(2, 3))
        items = [self._random.choice(objects) + self._random.choice(ACTS) for _ in range(self._random.randint(4, 7))]
        return tuple(dict.fromkeys(items))

    def _entry(self) -> Entry:
        pick = self._random.choice
        functions = self._functions()
        office = "".join(self._random.sample(_PLACES, 2)) + "县" + pick(OFFICES)
        theme = next(thing for thing in THINGS if thing in functions[0])
        return Entry(
            "", "app", pick(NAMES).format(t=theme), office, functions, pick(SHELLS).format(o=office), pick(USERS)
        )

    def _edited(self, entry: Entry) -> Entry:
        """One function gains a word, changes its act, or goes."""
        items = list(entry.functions)
        at, what = self._random.randrange(len(items)), self._random.random()
        if what < 0.3 and len(items) > 3:
            del items[at]
        elif what < 0.7:
            items[at] = self._random.choice(TOUCHES) + items[at]
        else:
            items[at] = items[at] + "与" + self._random.choice(ACTS)
        return replace(entry, functions=tuple(dict.fromkeys(items)))

    def _shuffled(self, entry: Entry) -> Entry:
        return replace(entry, functions=tuple(self._random.sample(entry.functions, len(entry.functions))))

    def _reworded(self, entry: Entry) -> Entry:
        return replace(entry, functions=tuple(map(self._swapped, entry.functions)))

    def _swapped(self, item: str) -> str:
        for word, other in SWAPS.items():
            if word in item and self._random.random() < 0.8:
                item = item.replace(word, other, 1)
        return item

    def _dressed(self, entry: Entry) -> Entry:
        other = self._entry()
        return replace(entry, name=other.name, sponsor=other.sponsor, description=other.description, users=other.users)
