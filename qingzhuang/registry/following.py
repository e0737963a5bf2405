"""What follows the register: a job takes in the entries that changed since it last looked, and only those.

Changes within the same ten seconds share one job, so that bringing in a ledger does not queue one for each row.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from qingzhuang.core.jobs import enqueue
from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.registry.models import Asset, Followed

FOLLOW = "registry.follow"
BEAT = 10
# Transactions that commit late may carry an earlier time: each look goes back a little behind its mark.
LATE = datetime.timedelta(minutes=2)
CHUNK = 500
REMEMBERED = 5_000
LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Follower:
    """``take_in(ids)`` gets the entries that changed, at most ``CHUNK`` at a time; entries may come again."""

    code: str
    take_in: Callable[[list[int]], object]


followers: Catalogue[Follower] = Catalogue("followers of the register")


def follow_soon() -> None:
    """Have the followers look at what has changed, shortly."""
    tick = (math.floor(timezone.now().timestamp() / BEAT) + 1) * BEAT
    at = datetime.datetime.fromtimestamp(tick, tz=datetime.UTC)
    enqueue(FOLLOW, key=f"at:{tick}", run_at=at)


def changed_since(code: str) -> list[tuple[int, datetime.datetime]]:
    """Entries changed since a follower last looked, the earliest first."""
    held = Followed.objects.get_or_create(code=code)[0]
    found = Asset.objects.filter(updated_at__gte=max(held.mark, LONG_AGO + LATE) - LATE).order_by("updated_at", "pk")
    changed = found.values_list("pk", "updated_at")
    return [(pk, at) for pk, at in changed if held.seen.get(str(pk)) != at.isoformat()]


def taken_in(code: str, piece: list[tuple[int, datetime.datetime]]) -> None:
    """Move a follower's mark behind what it has taken in."""
    held = Followed.objects.get(code=code)
    held.mark = max(held.mark, piece[-1][1])
    recent = (held.mark - LATE).isoformat()
    seen = held.seen | {str(pk): at.isoformat() for pk, at in piece}
    kept = sorted(((at, pk) for pk, at in seen.items() if at >= recent), reverse=True)[:REMEMBERED]
    held.seen = {pk: at for at, pk in kept}
    held.save()
