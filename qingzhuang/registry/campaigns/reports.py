"""The report of a campaign: as a document to read, and as a workbook in which every number leads to its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from qingzhuang.registry.campaigns import document, workbook
from qingzhuang.registry.campaigns.contents import Told

REPORTS: dict[str, Callable[[Told, str], BinaryIO]] = {"docx": document.write, "xlsx": workbook.write}
