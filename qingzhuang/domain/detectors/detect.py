"""Reading one text for every family."""

from __future__ import annotations

import re

from qingzhuang.domain.detectors import clauses, scenes, stance
from qingzhuang.domain.detectors.families import FAMILIES, Family, Pattern
from qingzhuang.domain.detectors.suspicion import Suspicion
from qingzhuang.domain.text import Text

_FORCES = {
    "order": Text("要求", "an order"),
    "measure": Text("计量或考核", "a measure or assessment"),
    "function": Text("功能设置", "a function"),
    "state": Text("现状", "a state of things"),
}
LONGEST_QUOTE = 80


def detect(text: str, kind: str | None = None) -> list[Suspicion]:
    """Return suspicions, the strongest force first, at most one per family. Empty for harmless or empty texts.

    ``kind`` is the kind of thing the text belongs to; some acts count only for some kinds.
    """
    reading = clauses.read(text)
    plain = reading.plain
    there = set(plain)
    families = [
        family
        for family in FAMILIES.values()
        if not (family.needs and family.needs.isdisjoint(there)) and family.trigger.search(plain)
    ]
    if not families or stance.calls_for_complaints(plain):
        return []
    spans = list(clauses.sentences(plain))
    scene = scenes.scene_of(plain)
    found = [hit for family in families if (hit := _family(family, reading, spans, scene, kind))]
    return sorted(found, key=lambda s: (s.excepted, s.start))


def _family(
    family: Family, reading: clauses.Reading, spans: list[tuple[int, int]], scene: str | None, kind: str | None
) -> Suspicion | None:
    plain = reading.plain
    for low, high in spans:
        sentence = plain[low:high]
        if len(spans) > 1 and not family.trigger.search(sentence):
            continue
        for pattern in family.patterns:
            if pattern.kinds and kind not in pattern.kinds:
                continue
            span = _match(pattern, sentence, plain)
            if span is not None:
                return _suspicion(family, pattern, reading, (low, high), span, scene)
    return None


def _match(pattern: Pattern, sentence: str, plain: str) -> tuple[int, int, str] | None:
    """The span from the act to what gives it force, if the stance lets it stand."""
    if pattern.unless and pattern.unless.search(sentence):
        return None
    for act in pattern.act.finditer(sentence):
        if not pattern.firm and (stance.forbids(sentence, act.start(), act.end()) or stance.is_offer(sentence, plain)):
            continue
        if pattern.force is None:
            return act.start(), act.end(), act.group()
        force = _nearest(pattern.force, sentence, act)
        if force is not None:
            return min(act.start(), force.start()), max(act.end(), force.end()), act.group()
    return None


def _nearest(force: re.Pattern[str], sentence: str, act: re.Match[str]) -> re.Match[str] | None:
    found = list(force.finditer(sentence))
    return min(found, key=lambda m: max(m.start() - act.end(), act.start() - m.end(), 0), default=None)


def _suspicion(
    family: Family,
    pattern: Pattern,
    reading: clauses.Reading,
    sentence: tuple[int, int],
    span: tuple[int, int, str],
    scene: str | None,
) -> Suspicion:
    low, high = sentence
    start, end = clauses.clause_around(reading.plain, low + span[0], low + span[1], low, high)
    if end - start > LONGEST_QUOTE:
        start, end = low + span[0], min(low + span[1], low + span[0] + LONGEST_QUOTE)
    first, last = reading.span(start, end)
    how = _FORCES[pattern.reads_as]
    return Suspicion(
        family=family.code,
        quote=reading.original[first:last],
        start=first,
        end=last,
        force=pattern.reads_as,
        scene=scene,
        excepted=scene is not None and scene in family.scenes,
        acts=(span[2],),
        why=Text(f"“{span[2]}”读作{how.zh}：{family.label.zh}", f"“{span[2]}” read as {how.en}: {family.label.en}"),
    )
