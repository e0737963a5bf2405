"""Deciding whether similar things are the same; a decision is remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.jobs import enqueue
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import subtree_filter
from qingzhuang.registry.comparing import functions_of, order, reach_of
from qingzhuang.registry.models import Asset, SimilarCluster, SimilarPair
from qingzhuang.registry.models.similar import DECISIONS

SCAN = "registry.similar.scan"
MOST_AT_ONCE = 100


@action("registry.similar.decide", Text("判断是否重复", "Decide whether things are the same"))
def decide_similar(
    office: Organisation,
    *,
    actor: Any,
    assets: Sequence[int],
    decision: str,
    because: str = "",
    cluster: SimilarCluster | None = None,
) -> list[SimilarPair]:
    """Decide on every pair among some things of an office's area: ``same``, ``different`` because…, or ``merge``.

    Raises ``registry.similar_too_few``, ``registry.similar_too_many``, ``registry.similar_because``.
    """
    reason = " ".join(because.split())
    inside = Asset.objects.filter(subtree_filter("keeper", office.area), pk__in=list(assets)[: MOST_AT_ONCE + 1])
    chosen = {asset.pk: asset for asset in inside.select_related("keeper")}
    if decision not in DECISIONS or len(chosen) < 2:
        raise Refused("registry.similar_too_few")
    if len(chosen) > MOST_AT_ONCE:
        raise Refused("registry.similar_too_many", limit=MOST_AT_ONCE)
    if decision == "different" and not reason:
        raise Refused("registry.similar_because")
    pairs = _pairs_among(chosen, cluster)
    now, held = timezone.now(), {pk: functions_of(asset) for pk, asset in chosen.items()}
    for pair in pairs:
        pair.decision, pair.because = decision, reason
        pair.decided_by, pair.decided_at = actor if getattr(actor, "pk", None) else None, now
        pair.judged_score, pair.again = pair.score, None
        pair.functions = {"first": held[pair.first_id], "second": held[pair.second_id]}
    fields = ["decision", "because", "decided_by", "decided_at", "judged_score", "again", "functions"]
    SimilarPair.objects.bulk_update(pairs, fields, batch_size=200)
    journal.detail(assets=sorted(chosen), decision=decision, because=reason, pairs=len(pairs))
    return pairs


@action("registry.similar.reopen", Text("重新判断", "Decide anew"))
def reopen_similar(pair: SimilarPair, *, actor: Any) -> SimilarPair:
    """Take a decision back, so that the pair is put before somebody again."""
    pair = SimilarPair.objects.select_for_update().get(pk=pair.pk)
    journal.detail(before=pair.decision, because=pair.because)
    pair.decision, pair.because, pair.judged_score = "", "", None
    pair.save(update_fields=["decision", "because", "judged_score"])
    return pair


@action("registry.similar.scan", Text("全量比对", "Compare everything"))
def ask_scan(office: Organisation, *, actor: Any) -> Any:
    """Have the whole register compared anew by a job; one at a time, a second question joins the first."""
    return enqueue(SCAN, actor=actor, key=f"asked:{timezone.localdate().isoformat()}:{timezone.now():%H}")


@action("registry.similar.export", Text("导出相似条目", "Export similar pairs"))
def export_pairs(target: None, *, actor: Any, filters: Mapping[str, Any], count: int, form: str) -> None:
    """Write down that a list of pairs left the register."""
    journal.detail(filters=dict(filters), count=count, form=form)


def _pairs_among(chosen: Mapping[int, Asset], cluster: SimilarCluster | None) -> list[SimilarPair]:
    """Every pair among these, also those no comparison has found, so that none of them is asked later."""
    among = SimilarPair.objects.filter(first__in=chosen, second__in=chosen).select_for_update()
    known = {(pair.first_id, pair.second_id): pair for pair in among}
    missing = [order(one, other) for one, other in combinations(chosen, 2) if order(one, other) not in known]
    paths = {key: reach_of(chosen[pk].keeper for pk in key) for key in missing}
    units = {unit.path: unit for unit in Organisation.objects.filter(path__in=set(paths.values()))}
    made = [
        SimilarPair(first_id=key[0], second_id=key[1], reach=units[path], cluster=cluster)
        for key, path in paths.items()
    ]
    SimilarPair.objects.bulk_create(made, batch_size=500)
    return [*known.values(), *made]
