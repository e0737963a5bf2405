"""The nightly index of likeness."""

from __future__ import annotations

from qingzhuang.core.jobs import Run, job
from qingzhuang.domain.text import Text
from qingzhuang.registry.likeness import save_index


@job("registry.likeness.save", label=Text("更新相似比对库", "Save the index of likeness"), schedule="40 2 * * *")
def save_likeness(run: Run) -> dict[str, int]:
    """Save the index with what changed since the night before, so that new processes start at once."""
    return {"entries": save_index()}
