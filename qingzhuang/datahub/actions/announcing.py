"""Saying that data have changed: which elements, where, told by which records. No value, nobody's name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.datahub.models import Source
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation

ANNOUNCE = "datahub.data.announce"


@action(ANNOUNCE, Text("数据有更新", "Data have changed"))
def announce(
    source: Source,
    *,
    actor: Any,
    area: Organisation,
    codes: Collection[str],
    intake: int | None = None,
    records: Sequence[int] = (),
) -> Source:
    """Tell, once the data are in, those who may read them under a grant: by ``intake`` or by single ``records``."""
    journal.detail(area=area.pk, elements=sorted(codes), intake=intake, records=list(records))
    return source
