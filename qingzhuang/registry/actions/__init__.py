"""Every write of the register, one function per verb."""

from qingzhuang.registry.actions.assets import change_asset, close_asset, export_assets, register_asset
from qingzhuang.registry.actions.assigning import assign_asset, reopen_asset
from qingzhuang.registry.actions.bulk import confirm_bulk, leave_out, plan_bulk, undo_bulk
from qingzhuang.registry.actions.campaigns import (
    end_campaign,
    look_back,
    resume_campaign,
    save_decisions,
    settle_rebound,
    start_campaign,
    submit_sheet,
)
from qingzhuang.registry.actions.changes import accept_change, report_live, return_change, submit_change
from qingzhuang.registry.actions.clients import (
    change_client,
    register_client,
    renew_client,
    switch_client_off,
    switch_client_on,
)
from qingzhuang.registry.actions.closures import plan_closure, take_step, withdraw_closure
from qingzhuang.registry.actions.complaints import answer_complaint, hand_in
from qingzhuang.registry.actions.custody import assign_all, assign_responsible
from qingzhuang.registry.actions.filing import export_filing
from qingzhuang.registry.actions.filters import delete_filter, save_filter
from qingzhuang.registry.actions.findings import decide_finding
from qingzhuang.registry.actions.groups import dissolve_group, keep_group, register_group
from qingzhuang.registry.actions.hosting import answer_resource, assign_resource, upload_bill
from qingzhuang.registry.actions.imports import confirm_import, match_columns, undo_import, upload_ledger
from qingzhuang.registry.actions.life import (
    archive_asset,
    begin_rectification,
    file_asset,
    finish_rectification,
    start_asset,
)
from qingzhuang.registry.actions.links import add_link, remove_link
from qingzhuang.registry.actions.merges import announce_merge, draft_merge, drop_merge, map_functions, rehearse_merge
from qingzhuang.registry.actions.moving import confirm_merge, execute_merge, undo_merge
from qingzhuang.registry.actions.patrols import start_patrol, upload_patrol
from qingzhuang.registry.actions.pilots import end_pilot, promote_pilot, settle_promotion, warn_pilot
from qingzhuang.registry.actions.questions import answer_question, ask_owners
from qingzhuang.registry.actions.reuse import (
    accept_reuse,
    ask_reuse,
    decline_reuse,
    join_reuse,
    offer_reuse,
    withdraw_offer,
)
from qingzhuang.registry.actions.rosters import attach_members, confirm_groups, enter_groups, upload_groups
from qingzhuang.registry.actions.selfchecks import confirm_self_check, escalate_self_check, plan_self_checks
from qingzhuang.registry.actions.similar import ask_scan, decide_similar, export_pairs, reopen_similar
from qingzhuang.registry.actions.tallies import add_tally, leave_behind, state_count, upload_list
from qingzhuang.registry.actions.usage import note_sign_in, report_usage, upload_usage
from qingzhuang.registry.actions.webhooks import change_webhook, end_webhook, subscribe

__all__ = [
    "accept_change",
    "accept_reuse",
    "add_link",
    "add_tally",
    "announce_merge",
    "answer_complaint",
    "answer_question",
    "answer_resource",
    "archive_asset",
    "ask_owners",
    "ask_reuse",
    "ask_scan",
    "assign_all",
    "assign_asset",
    "assign_resource",
    "assign_responsible",
    "attach_members",
    "begin_rectification",
    "change_asset",
    "change_client",
    "change_webhook",
    "close_asset",
    "confirm_bulk",
    "confirm_groups",
    "confirm_import",
    "confirm_merge",
    "confirm_self_check",
    "decide_finding",
    "decide_similar",
    "decline_reuse",
    "delete_filter",
    "dissolve_group",
    "draft_merge",
    "drop_merge",
    "end_campaign",
    "end_pilot",
    "end_webhook",
    "enter_groups",
    "escalate_self_check",
    "execute_merge",
    "export_assets",
    "export_filing",
    "export_pairs",
    "file_asset",
    "finish_rectification",
    "hand_in",
    "join_reuse",
    "keep_group",
    "leave_behind",
    "leave_out",
    "look_back",
    "map_functions",
    "match_columns",
    "note_sign_in",
    "offer_reuse",
    "plan_bulk",
    "plan_closure",
    "plan_self_checks",
    "promote_pilot",
    "register_asset",
    "register_client",
    "register_group",
    "rehearse_merge",
    "remove_link",
    "renew_client",
    "reopen_asset",
    "reopen_similar",
    "report_live",
    "report_usage",
    "resume_campaign",
    "return_change",
    "save_decisions",
    "save_filter",
    "settle_promotion",
    "settle_rebound",
    "start_asset",
    "start_campaign",
    "start_patrol",
    "state_count",
    "submit_change",
    "submit_sheet",
    "subscribe",
    "switch_client_off",
    "switch_client_on",
    "take_step",
    "undo_bulk",
    "undo_import",
    "undo_merge",
    "upload_bill",
    "upload_groups",
    "upload_ledger",
    "upload_list",
    "upload_patrol",
    "upload_usage",
    "warn_pilot",
    "withdraw_closure",
    "withdraw_offer",
]
