"""Another system's import layout: read once from its template, then filled so that the system takes it as its own.

Of a csv the encoding, mark, separator, line ends, quoting and every byte up to the end of the header stay; of an xlsx
every part but the filled cells. Formats are read from the template, or chosen by a person (``FORMATS``).
"""

from __future__ import annotations

from qingzhuang.sheets.layouts.filling import FilledLayout, Unfit, fill_layout
from qingzhuang.sheets.layouts.formats import FORMATS, Format, formats_for
from qingzhuang.sheets.layouts.reading import Layout, LayoutColumn, read_layout
from qingzhuang.sheets.layouts.rejections import Rejected, read_rejections

__all__ = [
    "FORMATS",
    "FilledLayout",
    "Format",
    "Layout",
    "LayoutColumn",
    "Rejected",
    "Unfit",
    "fill_layout",
    "formats_for",
    "read_layout",
    "read_rejections",
]
