"""Which similar things stand together, and under which number, so that a cluster keeps its address as it grows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from qingzhuang.registry.models import Asset, ClusterMember, SimilarCluster, SimilarPair


def regroup(groups: Iterable[Sequence[int]]) -> int:
    """Let the things of each group stand together, as a comparison of everything found; returns how many groups.

    A group keeps the cluster in which most of it stood, unless a larger group has that one.
    """
    sets = sorted(groups, key=len, reverse=True)
    members = [pk for group in sets for pk in group]
    with transaction.atomic():
        kinds = dict(Asset.objects.filter(pk__in=members).values_list("pk", "kind"))
        before = dict(ClusterMember.objects.filter(asset__in=members).values_list("asset", "cluster"))
        stands: dict[int, int] = {}
        taken: set[int] = set()
        for group in sets:
            here = [pk for pk in group if pk in kinds]
            if len(here) < 2:
                continue
            stood = Counter(before[pk] for pk in here if pk in before).most_common()
            kept = next((cluster for cluster, _count in stood if cluster not in taken), None)
            home = kept or SimilarCluster.objects.create(sort=kinds[here[0]]).pk
            taken.add(home)
            stands |= dict.fromkeys(here, home)
        stand(stands)
    return len(taken)


def stand(stands: Mapping[int, int]) -> None:
    """Write down where things stand (asset → cluster); pairs go with the side that was entered first."""
    made = [ClusterMember(asset_id=pk, cluster_id=cluster) for pk, cluster in stands.items()]
    ClusterMember.objects.bulk_create(
        made, batch_size=500, update_conflicts=True, unique_fields=["asset"], update_fields=["cluster"]
    )
    by_cluster: dict[int, list[int]] = defaultdict(list)
    for pk, cluster in stands.items():
        by_cluster[cluster].append(pk)
    for cluster, members in by_cluster.items():
        SimilarPair.objects.filter(first__in=members).exclude(cluster=cluster).update(cluster=cluster)
