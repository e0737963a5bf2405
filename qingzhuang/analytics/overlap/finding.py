"""Finding the facts that several forms ask: 60,000 fields in seconds.

Fields are read to wordings, wordings of one sense are one node, and only nodes that share one of their rarest words are
compared. Memory grows with the fields and with the distinct wordings, never with pairs of fields.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qingzhuang.analytics.likeness.synonyms import GENERIC, Synonyms
from qingzhuang.analytics.likeness.tokens import LETTERS, PAIRS, SINGLES, Tokeniser
from qingzhuang.analytics.overlap.forms import Form, Price
from qingzhuang.analytics.overlap.judging import DIFFERENT, SAME, Judgement, Likeness, judge
from qingzhuang.analytics.overlap.tables import KIN
from qingzhuang.analytics.overlap.wording import Reader, Wording

# The likeness of things (apps, groups) puts 道路 and 桥梁 together, as one theme; of facts only what truly says the same.
_LIKENESS = Path(__file__).parents[1] / "likeness"
SYNONYMS = Synonyms.read(Path(__file__).parent / "words.csv", _LIKENESS / "boilerplate.csv")
_TOKENISER = Tokeniser(SYNONYMS)
_GENERIC, _LONE, _WORD, _PAIR = 0.2, 0.7, 1.5, 1.0
# Two rare words of a wording look for others; a word that more nodes than this have is too common to look by.
RAREST, COMMON = 3, 400
_NEAR_FORMS = 5
Pair = tuple[int, int]


@dataclass(slots=True)
class Fact:
    """One fact and every field that asks it, as (form, field) places. ``element`` is blank for one not in the list."""

    wordings: list[int]
    element: str = ""
    fields: list[tuple[int, int]] = field(default_factory=list)
    price: Price = field(default_factory=Price)

    @property
    def forms(self) -> int:
        return len({form for form, _place in self.fields})


@dataclass(slots=True)
class Overlaps:
    """``facts`` by number; ``of[form][field]`` the fact's number, ``None`` for what is about the form itself.

    ``pairs`` are the judgements on wordings by their numbers: of those not different, the best first.
    """

    forms: Sequence[Form]
    wordings: list[Wording]
    facts: list[Fact]
    of: list[list[int | None]]
    worded: list[list[int | None]]
    pairs: dict[Pair, Judgement]

    def repeated(self) -> list[Fact]:
        """Facts that more than one form asks, the dearest first; facts without hours by the number of forms."""
        found = [fact for fact in self.facts if fact.forms > 1]
        return sorted(found, key=lambda fact: (-fact.price.hours, -fact.forms, fact.wordings))

    def doubtful(self) -> list[tuple[Pair, Judgement]]:
        """Pairs of wordings for a person to decide, leaving out those already within one fact."""
        owner = {number: at for at, fact in enumerate(self.facts) for number in fact.wordings}
        return [(pair, said) for pair, said in self.pairs.items() if owner[pair[0]] != owner[pair[1]]]


def find(
    forms: Sequence[Form],
    reader: Reader | None = None,
    same: Iterable[tuple[str, str]] = (),
    different: Iterable[tuple[str, str]] = (),
) -> Overlaps:
    """The facts of some forms; ``same`` and ``different`` are people's decisions on keys of wordings."""
    reader = reader or Reader()
    numbers: dict[Wording, int] = {}
    worded = [
        [None if read is None else numbers.setdefault(read, len(numbers)) for read in reader.wordings(form)]
        for form in forms
    ]
    wordings = list(numbers)
    keys = {wording.key: number for number, wording in enumerate(wordings)}
    pairs = compare_all(wordings, reader, neighbours(worded, wordings))
    alike = [pair for pair, said in pairs.items() if said.outcome == SAME]
    owner = grouped(wordings, alike, _numbered(same, keys), _numbered(different, keys))
    facts, of = _facts(forms, worded, wordings, owner)
    return Overlaps(forms, wordings, facts, of, worded, pairs)


def _numbered(keys: Iterable[tuple[str, str]], known: Mapping[str, int]) -> set[Pair]:
    return {_order(known[a], known[b]) for a, b in keys if a in known and b in known}


def _order(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def neighbours(worded: Sequence[Sequence[int | None]], wordings: Sequence[Wording]) -> dict[int, frozenset[str]]:
    """The elements that stand beside a wording that has none itself, from a few of its forms."""
    seen: dict[int, int] = defaultdict(int)
    beside: dict[int, set[str]] = defaultdict(set)
    for form in worded:
        codes = {wordings[number].element for number in form if number is not None} - {""}
        for number in form:
            if number is not None and not wordings[number].element and seen[number] < _NEAR_FORMS:
                seen[number] += 1
                beside[number] |= codes
    return {number: frozenset(codes) for number, codes in beside.items()}


def compare_all(
    wordings: Sequence[Wording],
    reader: Reader,
    beside: Mapping[int, frozenset[str]] | None = None,
    only: Collection[int] | None = None,
) -> dict[Pair, Judgement]:
    """Judgements on pairs of senses that are not different, the best first; with ``only``, of pairs with one of these.

    A pair stands for all wordings of the two senses and bears the number of the first wording of each.
    """
    first: dict[tuple, int] = {}
    for number, wording in enumerate(wordings):
        first.setdefault(wording.sense, number)
    nodes = list(first.values())
    wanted = None if only is None else {first[wordings[number].sense] for number in only}
    bags = _bags([wordings[number] for number in nodes], reader)
    found: dict[Pair, Judgement] = {}
    for here, there in _candidates(nodes, wordings, bags):
        one, other = nodes[here], nodes[there]
        if wanted is not None and one not in wanted and other not in wanted:
            continue
        near = _near(beside, one, other)
        alike = likeness_of(bags[here], bags[there])
        said = judge(wordings[one], wordings[other], alike, reader.elements, near)
        if said.outcome != DIFFERENT:
            found[_order(one, other)] = said
    return dict(sorted(found.items(), key=lambda item: -item[1].score))


def _near(beside: Mapping[int, frozenset[str]] | None, one: int, other: int) -> float | None:
    here, there = (beside or {}).get(one), (beside or {}).get(other)
    if not here or not there:
        return None
    return len(here & there) / min(len(here), len(there))


def _bags(wordings: Sequence[Wording], reader: Reader) -> list[dict[int, float]]:
    """The words that narrow each wording, with their weights; of a bound one, the words of its element's name."""
    texts = [wording.core or _core_of(wording, reader) for wording in wordings]
    tokens = _TOKENISER.tokens(texts)
    bags: list[dict[int, float]] = [{} for _ in wordings]
    for text, token in zip(tokens.texts.tolist(), tokens.ids.tolist(), strict=True):
        bags[text][token] = _weight(token)
    return bags


def _core_of(wording: Wording, reader: Reader) -> str:
    element = reader.elements.get(wording.element)
    return element.name.zh if element else ""


def _weight(token: int) -> float:
    if token < SINGLES:
        return _GENERIC if SYNONYMS.classes[token].role == GENERIC else _WORD
    return _LONE if token < LETTERS else _PAIR if token >= PAIRS else _WORD


def likeness_of(one: Mapping[int, float], other: Mapping[int, float]) -> Likeness:
    """Dice over weighted words, and what each says that the other does not."""
    total = sum(one.values()) + sum(other.values())
    common = sum(weight for token, weight in one.items() if token in other)
    mine, theirs = sum(one.values()) - common, sum(other.values()) - common
    return Likeness(2 * common / total if total else 1.0, mine, theirs)


def _candidates(nodes: Sequence[int], wordings: Sequence[Wording], bags: Sequence[Mapping[int, float]]) -> set[Pair]:
    """Places of nodes worth comparing: they share a rare word, or are kin elements."""
    postings: dict[int, list[int]] = defaultdict(list)
    bound: dict[str, list[int]] = defaultdict(list)
    for place, bag in enumerate(bags):
        wording = wordings[nodes[place]]
        for token in bag:
            postings[token].append(place)
        if wording.element:
            bound[wording.element].append(place)
    found: set[Pair] = set()
    for place, bag in enumerate(bags):
        for token in sorted(bag, key=lambda each: len(postings[each]))[:RAREST]:
            if len(postings[token]) <= COMMON:
                found.update(_order(place, other) for other in postings[token] if other != place)
    groups = [*bound.values(), *([*bound[a], *bound[b]] for a, b in map(sorted, KIN))]
    for group in groups:
        found.update(_order(a, b) for at, a in enumerate(group[:COMMON]) for b in group[at + 1 : COMMON] if a != b)
    return found


class _Groups:
    """Wordings joined to facts: never two elements in one, unless people said so; never what people told apart."""

    def __init__(self, wordings: Sequence[Wording], different: Iterable[Pair]) -> None:
        self._owner = list(range(len(wordings)))
        self._elements = [wording.element for wording in wordings]
        self._apart: dict[int, set[int]] = defaultdict(set)
        for one, other in different:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def root(self, number: int) -> int:
        while self._owner[number] != number:
            self._owner[number] = self._owner[self._owner[number]]
            number = self._owner[number]
        return number

    def join(self, one: int, other: int, decided: bool = False) -> None:
        keep, gone = _order(self.root(one), self.root(other))
        if keep == gone or gone in {self.root(each) for each in self._apart[keep]}:
            return
        here, there = self._elements[keep], self._elements[gone]
        if here and there and here != there and not decided:
            return
        self._owner[gone] = keep
        self._elements[keep] = here or there
        self._apart[keep] |= self._apart[gone]


def grouped(
    wordings: Sequence[Wording], alike: Iterable[Pair], same: Iterable[Pair] = (), different: Iterable[Pair] = ()
) -> list[int]:
    """The first wording of each one's fact: people's decisions first, then senses, then ``alike``, the best first."""
    groups = _Groups(wordings, different)
    for one, other in sorted(same):
        groups.join(one, other, decided=True)
    first: dict[tuple, int] = {}
    for number, wording in enumerate(wordings):
        groups.join(first.setdefault(wording.sense, number), number)
    for one, other in alike:
        groups.join(one, other)
    return [groups.root(number) for number in range(len(wordings))]


def _facts(
    forms: Sequence[Form], worded: Sequence[Sequence[int | None]], wordings: Sequence[Wording], owner: Sequence[int]
) -> tuple[list[Fact], list[list[int | None]]]:
    facts: list[Fact] = []
    numbers: dict[int, int] = {}
    for number, first in enumerate(owner):
        if first not in numbers:
            numbers[first] = len(facts)
            facts.append(Fact([]))
        fact = facts[numbers[first]]
        fact.wordings.append(number)
        fact.element = fact.element or wordings[number].element
    of: list[list[int | None]] = []
    for at, form in enumerate(forms):
        row: list[int | None] = []
        for place, number in enumerate(worded[at]):
            row.append(None if number is None else numbers[owner[number]])
            if number is not None:
                fact = facts[numbers[owner[number]]]
                fact.fields.append((at, place))
                fact.price.add(form.issuer, form.hours(form.fields[place]))
        of.append(row)
    return facts, of
