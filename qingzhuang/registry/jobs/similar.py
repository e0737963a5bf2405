"""Comparing: what changed, shortly after it changed; everything, every week or when asked."""

from __future__ import annotations

from collections import defaultdict

from qingzhuang.analytics.likeness.scan import scan
from qingzhuang.core.jobs import Run, job
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions.similar import SCAN
from qingzhuang.registry.clustering import regroup
from qingzhuang.registry.comparing import compare
from qingzhuang.registry.following import Follower, followers
from qingzhuang.registry.likeness import SORTS, entries_of, save_index
from qingzhuang.registry.models import SimilarCluster

CHUNK = 500

followers.register(Follower("similar", compare))


@job(SCAN, label=Text("全量比对", "Compare everything"), schedule="30 3 * * 6")
def scan_register(run: Run) -> dict[str, int]:
    """Compare every entry with all others: a scan says which have anything alike and what stands together, then each of
    those is compared in full. An interrupted job goes on behind the last piece compared."""
    if not run.saved:
        save_index(anew=True)
    done = dict(run.saved or {"after": 0, "entries": 0, "new": 0})
    alike: list[int] = []
    groups: list[list[int]] = []
    for sort in sorted(set(SORTS.values())):
        found, together = _scanned(run, sort)
        alike, groups = [*alike, *found], [*groups, *together]
    left = sorted(pk for pk in alike if pk > done["after"])
    for start in range(0, len(left), CHUNK):
        run.check_cancelled()
        piece = left[start : start + CHUNK]
        done["new"] += compare(piece)
        done["after"], done["entries"] = piece[-1], done["entries"] + len(piece)
        run.checkpoint(done)
        run.progress(done["entries"], len(alike))
    clusters = regroup(groups)
    SimilarCluster.objects.filter(members=None, pairs=None).delete()
    return {"entries": done["entries"], "new": done["new"], "clusters": clusters}


def _scanned(run: Run, sort: str) -> tuple[list[int], list[list[int]]]:
    """Ids of a sort that resemble any other, and the groups of two and more that stand together."""
    entries = entries_of(sort)
    if len(entries) < 2:
        return [], []
    result = scan(entries, report=lambda _step, _share: run.check_cancelled())
    ids = [int(entry.id) for entry in entries]
    alike = sorted({ids[place] for place in (*result.here.tolist(), *result.there.tolist())})
    groups: dict[int, list[int]] = defaultdict(list)
    for pk, cluster in zip(ids, result.clusters.tolist(), strict=True):
        groups[cluster].append(pk)
    return alike, [group for group in groups.values() if len(group) > 1]
