"""What the governance office has decided on similar things so far.

Only what was decided on is compared here; the worker compares the rest when the site starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from qingzhuang.registry import actions
from qingzhuang.registry.comparing import compare
from qingzhuang.registry.models import Asset, SimilarPair

if TYPE_CHECKING:
    from qingzhuang.demo.county import County

# Of the clusters found: (a word of their things' names, how many of them were looked at, the decision, its reason).
DECIDED = (
    ("医保缴费", 4, "different", "各村分别联络本村参保人员"),
    ("文明创建", 3, "same", ""),
    ("党建学习", 3, "same", ""),
)


def seed(county: County) -> int:
    """Compare some clusters, decide on a little of each; returns how many pairs stand."""
    looked_at = Q(kind__in=("app", "mini_program"))
    for word, *_rest in DECIDED:
        looked_at |= Q(name__contains=word)
    compare(Asset.objects.filter(looked_at).values_list("pk", flat=True))
    for word, most, decision, because in DECIDED:
        pair = SimilarPair.objects.filter(first__name__contains=word, second__name__contains=word).first()
        if pair is not None:
            near = SimilarPair.objects.filter(cluster=pair.cluster_id, first=pair.first_id).values_list(
                "second", flat=True
            )
            chosen = [pair.first_id, *near[: most - 1]]
            actions.decide_similar(
                county.office,
                actor=county.reviewer,
                assets=chosen,
                decision=decision,
                because=because,
                cluster=pair.cluster,
            )
    return SimilarPair.objects.count()
