"""Filling an office's own sheet without disturbing it.

``read_template`` takes a file apart, ``plan_filling`` decides each cell from any ``Holdings``, ``written`` gives the
file back; ``fill`` does all three.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from qingzhuang.sheets.fill.blocks import Ask, Block
from qingzhuang.sheets.fill.data import read_holdings
from qingzhuang.sheets.fill.filling import Filling, plan_filling
from qingzhuang.sheets.fill.holdings import Field, Found, Holdings, Listing, Origin, Record
from qingzhuang.sheets.fill.report import Filled, Finding, Report, schema
from qingzhuang.sheets.fill.template import Template, read_template
from qingzhuang.sheets.fill.trace import TRACES, CannotTrace, traced
from qingzhuang.sheets.fill.writing import write_values, written
from qingzhuang.sheets.garbage import collected_later

__all__ = [
    "TRACES",
    "Ask",
    "Block",
    "CannotTrace",
    "Field",
    "Filled",
    "Filling",
    "Finding",
    "Found",
    "Holdings",
    "Listing",
    "Origin",
    "Record",
    "Report",
    "Template",
    "fill",
    "plan_filling",
    "read_holdings",
    "read_template",
    "schema",
    "traced",
    "write_values",
    "written",
]


@collected_later()
def fill(
    template: Template,
    holdings: Holdings,
    *,
    key: str | None = None,
    today: date | None = None,
    trace: str | None = None,
    language: str = "zh",
    chosen: Mapping[str, str] | None = None,
) -> tuple[bytes, Report]:
    """Fill a template from what is held; returns the file and the report. The template is used up.

    ``key`` is the element that rows are looked up by, ``trace`` one of ``TRACES`` for sources shown in the file,
    ``chosen`` whom a person chose where several were meant (see ``plan_filling``).
    """
    filling = plan_filling(template, holdings, key, today, chosen)
    return written(filling, trace, language), filling.report
