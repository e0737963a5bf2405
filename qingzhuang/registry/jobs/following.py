"""Letting what follows the register take in its changes."""

from __future__ import annotations

from qingzhuang.core.jobs import Run, job
from qingzhuang.domain.text import Text
from qingzhuang.registry.following import CHUNK, FOLLOW, changed_since, followers, taken_in


@job(FOLLOW, label=Text("跟进台账变化", "Follow changes of the register"), queue="long")
def follow(run: Run) -> dict[str, int]:
    """Give each follower the entries changed since it last looked; its mark moves with every piece."""
    taken = 0
    for follower in followers:
        changed = changed_since(follower.code)
        for start in range(0, len(changed), CHUNK):
            run.check_cancelled()
            piece = changed[start : start + CHUNK]
            follower.take_in([pk for pk, _at in piece])
            taken_in(follower.code, piece)
            taken += len(piece)
    return {"entries": taken}
