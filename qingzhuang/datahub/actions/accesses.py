"""Letting the person concerned see who looked."""

from __future__ import annotations

from typing import Any

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.datahub.models import Subject
from qingzhuang.datahub.passes import code_for, last_day
from qingzhuang.domain.text import Text


@action("datahub.access.show", Text("请本人看谁查看过", "Let the person concerned see who looked"))
def show_accesses(subject: Subject, *, actor: Any) -> str:
    """Give a code with which the person concerned reads, without an account, who looked at their data (personal
    information law, art. 44)."""
    journal.detail(until=last_day().isoformat())
    return code_for(subject)
