"""A filled sheet as a page shows it: the grid as it is, each cell marked by where its text comes from."""

from qingzhuang.sheets.preview.marks import MARKS
from qingzhuang.sheets.preview.windows import WINDOW, Windows, packed

__all__ = ["MARKS", "WINDOW", "Windows", "packed"]
