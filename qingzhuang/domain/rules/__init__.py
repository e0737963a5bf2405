"""Rules as data, put to facts: conditions, citations, findings."""

from qingzhuang.domain.rules.conditions import facts_in, holds, in_words
from qingzhuang.domain.rules.engine import evaluate, examine
from qingzhuang.domain.rules.facts import Evidence, Facts, facts_of, name_of
from qingzhuang.domain.rules.model import CONFIDENCE, SEVERITIES, Citation, Finding, Parameter, Rule

__all__ = [
    "CONFIDENCE",
    "SEVERITIES",
    "Citation",
    "Evidence",
    "Facts",
    "Finding",
    "Parameter",
    "Rule",
    "evaluate",
    "examine",
    "facts_in",
    "facts_of",
    "holds",
    "in_words",
    "name_of",
]
