"""Every write of the hub, one function per verb."""

from qingzhuang.datahub.actions.accesses import show_accesses
from qingzhuang.datahub.actions.announcing import announce
from qingzhuang.datahub.actions.deciding import decide_conflict, decide_doubt, tell_facts
from qingzhuang.datahub.actions.delivering import push_delivery
from qingzhuang.datahub.actions.demands import (
    ask_held,
    count_demand,
    hand_in,
    save_answers,
    send_demand,
    take_and_ask,
    take_demand,
)
from qingzhuang.datahub.actions.fillings import (
    choose_subject,
    confirm_caption,
    fill_sheet,
    forget_caption,
    narrow_sheet,
)
from qingzhuang.datahub.actions.grants import answer_request, request_data, revoke_grant
from qingzhuang.datahub.actions.intakes import run_intake, upload_table
from qingzhuang.datahub.actions.layouts import confirm_layout, make_handover, register_layout, take_rejections
from qingzhuang.datahub.actions.overlaps import decide_overlap, reopen_overlap
from qingzhuang.datahub.actions.receipts import answer_unadmitted, make_receipt, tell_unadmitted
from qingzhuang.datahub.actions.refusing import note_beyond, note_refusal
from qingzhuang.datahub.actions.regular import file_period, open_period, open_regular
from qingzhuang.datahub.actions.returning import answer_correction, ask_correction, record_return, return_sheet
from qingzhuang.datahub.actions.sources import decide_element, make_agreement, open_source, propose_element

__all__ = [
    "announce",
    "answer_correction",
    "answer_request",
    "answer_unadmitted",
    "ask_correction",
    "ask_held",
    "choose_subject",
    "confirm_caption",
    "confirm_layout",
    "count_demand",
    "decide_conflict",
    "decide_doubt",
    "decide_element",
    "decide_overlap",
    "file_period",
    "fill_sheet",
    "forget_caption",
    "hand_in",
    "make_agreement",
    "make_handover",
    "make_receipt",
    "narrow_sheet",
    "note_beyond",
    "note_refusal",
    "open_period",
    "open_regular",
    "open_source",
    "propose_element",
    "push_delivery",
    "record_return",
    "register_layout",
    "reopen_overlap",
    "request_data",
    "return_sheet",
    "revoke_grant",
    "run_intake",
    "save_answers",
    "send_demand",
    "show_accesses",
    "take_and_ask",
    "take_demand",
    "take_rejections",
    "tell_facts",
    "tell_unadmitted",
    "upload_table",
]
