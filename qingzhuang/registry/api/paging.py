"""Pages of lists."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema

MOST = 100


class PageIn(Schema):
    """Bounded, so that no number leads beyond what a database can count to."""

    page: int = Field(1, ge=1, le=1_000_000)
    size: int = Field(50, ge=1, le=MOST)

    def cut(self, found: Any) -> Any:
        """The things of one page, of a queryset or a list."""
        start = (self.page - 1) * self.size
        return found[start : start + self.size]

    def of(self, found: Any) -> dict[str, Any]:
        """One page of a queryset with the count of all."""
        return {"count": found.count(), "page": self.page, "items": list(self.cut(found))}
