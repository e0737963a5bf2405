"""What is similar to this, and why: for one proposal against a register of any size."""

from qingzhuang.analytics.likeness.advice import suggestion
from qingzhuang.analytics.likeness.entry import Entry, Reason, Similar, Suggestion
from qingzhuang.analytics.likeness.index import LikenessIndex
from qingzhuang.analytics.likeness.ledger import LedgerProblem, entries_from_records, functions_of
from qingzhuang.analytics.likeness.storage import UnusableIndex
from qingzhuang.analytics.likeness.synonyms import DEFAULT, Synonyms

__all__ = [
    "DEFAULT",
    "Entry",
    "LedgerProblem",
    "LikenessIndex",
    "Reason",
    "Similar",
    "Suggestion",
    "Synonyms",
    "UnusableIndex",
    "entries_from_records",
    "functions_of",
    "suggestion",
]
