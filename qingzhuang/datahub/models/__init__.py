"""Tables of the hub."""

from qingzhuang.datahub.models.accesses import Access, AccessedSubject
from qingzhuang.datahub.models.coverage import Coverage
from qingzhuang.datahub.models.demands import Demand, DemandAnswer, DemandField, DemandReturn, Receipt, Unadmitted
from qingzhuang.datahub.models.fillings import CaptionMeaning, FilledSheet
from qingzhuang.datahub.models.grants import Exchange, Grant
from qingzhuang.datahub.models.intakes import Conflict, Doubt, Intake, Remark
from qingzhuang.datahub.models.layouts import Handover, Layout, Rejection
from qingzhuang.datahub.models.overlaps import AskedFact, AskedField, AskedWording, KnownForm, WordingPair
from qingzhuang.datahub.models.records import Held, Record
from qingzhuang.datahub.models.regular import Period, RegularSheet
from qingzhuang.datahub.models.returning import Correction, ReturnedSheet
from qingzhuang.datahub.models.sources import Agreement, ProposedElement, Source
from qingzhuang.datahub.models.subjects import Link, Subject

__all__ = [
    "Access",
    "AccessedSubject",
    "Agreement",
    "AskedFact",
    "AskedField",
    "AskedWording",
    "CaptionMeaning",
    "Conflict",
    "Correction",
    "Coverage",
    "Demand",
    "DemandAnswer",
    "DemandField",
    "DemandReturn",
    "Doubt",
    "Exchange",
    "FilledSheet",
    "Grant",
    "Handover",
    "Held",
    "Intake",
    "KnownForm",
    "Layout",
    "Link",
    "Period",
    "ProposedElement",
    "Receipt",
    "Record",
    "RegularSheet",
    "Rejection",
    "Remark",
    "ReturnedSheet",
    "Source",
    "Subject",
    "Unadmitted",
    "WordingPair",
]
