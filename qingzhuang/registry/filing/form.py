"""The eight blocks of the filing form (MG-FORM), and who could know what nobody has told yet.

A line is a question of the kind by its code, or something the platform knows besides (``unit.…``, ``review.…``).
"""

from __future__ import annotations

from dataclasses import dataclass

from qingzhuang.domain.text import Text

VERSION = 2
KINDS = ("app", "mini_program")

SPONSOR = Text("主办单位经办人", "the sponsor's handler")
OPERATOR = Text("运维单位或信息中心", "the operator or the information centre")
OFFICE = Text("治理办", "the governance office")
LEADER = Text("分管负责人", "the leader in charge")
DIRECTORY = Text("机构目录管理员", "the administrator of the directory")

# Lines that are no questions of the kind.
EXTRA = {
    "unit.name": Text("单位名称", "Unit"),
    "unit.code": Text("机构代码", "Unit code"),
    "unit.uscc": Text("统一社会信用代码", "Unified social credit code"),
    "unit.level": Text("单位层级", "Level"),
    "asset.number": Text("台账编号", "Number in the register"),
    "review.outcome": Text("审核结论", "Outcome of the review"),
    "review.reason": Text("审核意见", "Opinion of the review"),
    "review.decided_on": Text("审核日期", "Day of the review"),
    "live.on": Text("线上功能最近核对日期", "Live functions last compared on"),
}


# Lines that an entry may well have nothing for: left blank, they say so.
MAY_BE_BLANK = frozenset(
    (
        "handler_email", "plan_reference", "merge_decision", "different_duty", "special_approval", "review_result",
        "grassroots_functions", "exception_scene", "collects", "matter_codes", "sensitive_assessment", "filing_number",
    )
)  # fmt: skip


@dataclass(frozen=True)
class FormBlock:
    """One block of the form: ``lines`` in order, ``who`` could know what is missing, ``others`` by line."""

    number: int
    label: Text
    who: Text
    lines: tuple[str, ...]
    others: tuple[tuple[str, Text], ...] = ()

    def who_knows(self, line: str) -> Text:
        return dict(self.others).get(line, self.who)


FORM = (
    FormBlock(1, Text("主办（使用）单位", "Host (using) unit"), DIRECTORY, ("unit.name", "unit.code", "unit.uscc", "unit.level")),
    FormBlock(
        2, Text("应用名称与基本情况", "Name and basic facts"), SPONSOR,
        ("name", "build", "facing", "audience", "people", "platforms", "app_identifier", "annual_cost", "starts_on", "ends_on",
         "pilot_area", "pilot_people", "asset.number", "filing_number", "icp_number"),
        (("filing_number", OFFICE), ("asset.number", OFFICE), ("app_identifier", OPERATOR), ("icp_number", OPERATOR)),
    ),
    FormBlock(
        3, Text("经办人", "Handler"), SPONSOR,
        ("handler_name", "handler_post", "handler_phone", "handler_email", "responsible_leader"),
    ),
    FormBlock(
        4, Text("项目审核情况", "Project review"), SPONSOR,
        ("legal_basis", "plan_reference", "q_plan", "q_overlap", "q_module", "q_cooperate", "q_data", "merge_decision",
         "different_duty", "special_approval", "review_result", "review.outcome", "review.reason", "review.decided_on"),
        (("review_result", OFFICE), ("review.outcome", OFFICE), ("review.reason", OFFICE), ("review.decided_on", OFFICE)),
    ),
    FormBlock(
        5, Text("功能设置", "Functions"), SPONSOR,
        ("purpose", "functions", "grassroots_functions", "live.on", "forced_functions", "forced_statement", "exception_scene",
         "exception_basis", "exception_scope", "exception_ends_on", "exception_reason", "usage_rules", "collects",
         "complaint_entry", "complaint_reply_days", "complaint_call_back", "shows_host", "entrance_linked",
         "identity_linked", "matter_codes", "commercial"),
    ),
    FormBlock(
        6, Text("运维与安全", "Operation and security"), OPERATOR,
        ("operator", "operation_rules", "hosting", "network", "cloud_id", "mlps_level", "mlps_date", "security_test_date", "crypto_date",
         "secrecy_check_date", "ipv6", "failure_rate", "accessibility_score", "sensitive_assessment"),
    ),
    FormBlock(
        7, Text("上线前验收", "Acceptance before launch"), SPONSOR,
        ("planned_launch", "launched_on", "acceptance_date", "acceptance_result"),
    ),
    FormBlock(
        8, Text("本单位已用的同类应用与承诺", "Same-kind apps in use, and commitment"), SPONSOR,
        ("existing_apps", "closure_plan", "commitment"),
        (("commitment", LEADER),),
    ),
)  # fmt: skip
