"""Criteria read from what the desks found: zombies, duplicates, and signs against work groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import Q

from qingzhuang.domain.text import Text
from qingzhuang.registry.criteria import Criterion, Met, criteria
from qingzhuang.registry.models import Asset, Liveness, SimilarPair
from qingzhuang.registry.models.similar import TRUE
from qingzhuang.registry.queries.groups import SIGNS, sign_words, with_signs
from qingzhuang.registry.rules import rule
from qingzhuang.registry.states import ALIVE
from qingzhuang.registry.usage.wording import evidence_of

# From which likeness on an undecided pair is put to the sponsor.
ALIKE = 0.85


def zombie(assets: Sequence[Asset]) -> dict[int, Met]:
    dead = Liveness.objects.filter(asset__in=assets, verdict="zombie").select_related("asset")
    found = {}
    for each in dead:
        lines = evidence_of(each)
        zh = "；".join(f"{line.signal.zh}：{line.seen.zh}" for line in lines)
        found[each.asset_id] = Met(Text(zh, "; ".join(f"{line.signal.en}: {line.seen.en}" for line in lines)))
    return found


def duplicate(assets: Sequence[Asset]) -> dict[int, Met]:
    """Judged the same, or very alike and not yet judged; the later entered of two could go into the earlier one."""
    strong = Q(decision__in=TRUE) | Q(decision="", score__gte=ALIKE)
    pairs = SimilarPair.objects.filter(strong, second__in=assets, first__status__in=ALIVE).select_related("first")
    found: dict[int, Met] = {}
    for pair in pairs:
        other, said = pair.first, pair.decision_label or Text("尚未判断", "not judged yet")
        score = "" if pair.score is None else f"{pair.score:.0%}"
        unit = other.sponsor_label
        evidence = Text(
            f"与“{other.name}”（{unit.zh}）相似 {score}，{said.zh}",
            f"{score} like “{other.name}” ({unit.en}), {said.en}",
        )
        found.setdefault(pair.second_id, Met(evidence, other.pk))
    return found


def bearing(sign: str) -> Callable[[Sequence[Asset]], dict[int, Met]]:
    """Groups that bear a sign."""

    def met(assets: Sequence[Asset]) -> dict[int, Met]:
        marked = with_signs(Asset.objects.filter(pk__in=[each.pk for each in assets]))
        found = marked.filter(**{f"sign_{sign}": 1})
        return {each.pk: Met(sign_words(each, SIGNS[sign])) for each in found}

    return met


criteria.register(Criterion("zombie", Text("僵尸（长期不用）", "Dead: unused for long"), ("OP-08",), "close", zombie))
criteria.register(Criterion("duplicate", Text("重复", "Duplicate"), ("OP-08", "MM-INT"), "merge", duplicate))
for _code in ("idle", "overlapping", "capped"):
    _cites = tuple(citation.ref for citation in rule(SIGNS[_code].rule).citations)
    _label = Text(f"群组：{SIGNS[_code].label.zh}", f"Groups: {SIGNS[_code].label.en}")
    criteria.register(Criterion(f"group_{_code}", _label, _cites, "close", bearing(_code), ("group",)))
