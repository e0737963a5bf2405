"""Reading what passed the door: workbooks, running text, and simple header-first tables."""

from __future__ import annotations

from qingzhuang.sheets.contents import read_text, read_workbook
from qingzhuang.sheets.records import Record, Records, read_records
from qingzhuang.sheets.workbook import Cell, Merge, Paragraph, Sheet, Workbook

__all__ = [
    "Cell",
    "Merge",
    "Paragraph",
    "Record",
    "Records",
    "Sheet",
    "Workbook",
    "read_records",
    "read_text",
    "read_workbook",
]
