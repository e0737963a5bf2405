"""The same fact asked under other names: which fields of which forms, how surely, and at what price in hours."""

from qingzhuang.analytics.overlap.finding import Fact, Overlaps, compare_all, find, grouped
from qingzhuang.analytics.overlap.forms import Form, FormField, Price, hours_a_year
from qingzhuang.analytics.overlap.judging import DIFFERENT, DOUBTFUL, OUTCOMES, SAME, Judgement, Reason, judge
from qingzhuang.analytics.overlap.wording import Reader, Wording

__all__ = [
    "DIFFERENT",
    "DOUBTFUL",
    "OUTCOMES",
    "SAME",
    "Fact",
    "Form",
    "FormField",
    "Judgement",
    "Overlaps",
    "Price",
    "Reader",
    "Reason",
    "Wording",
    "compare_all",
    "find",
    "grouped",
    "hours_a_year",
    "judge",
]
