"""Data request: a form, table or ledger that somebody wants filled."""

from qingzhuang.domain.kinds import Block, Effort, Field, Kind, kinds
from qingzhuang.domain.kinds._blocks import AUDIENCE, EXCEPTION, HANDLER, LEGAL_BASIS, NAME, PEOPLE, PURPOSE
from qingzhuang.domain.text import Text

_FREQUENCY = tuple(
    (code, Text(zh, en))
    for code, zh, en in (
        ("once", "一次性", "Once"),
        ("yearly", "每年", "Yearly"),
        ("half_yearly", "每半年", "Half-yearly"),
        ("quarterly", "每季", "Quarterly"),
        ("monthly", "每月", "Monthly"),
        ("weekly", "每周", "Weekly"),
        ("daily", "每天", "Daily"),
    )
)
_CHANNEL = (
    ("provincial", Text("省级统一平台", "Provincial platform")),
    ("this", Text("本平台", "This platform")),
    ("chat", Text("工作群", "Chat group")),
    ("email", Text("电子邮件", "E-mail")),
    ("own_system", Text("部门自建系统", "The department's own system")),
    ("paper", Text("纸质", "Paper")),
)

kinds.register(
    Kind(
        code="data_request",
        label=Text("数据需求（报表）", "Data request"),
        plural=Text("数据需求", "Data requests"),
        meaning=Text("要求下级填报的表格、台账或数据。", "A form, table or ledger that others are asked to fill."),
        becomes="demand",
        blocks=(
            Block(
                "basic",
                Text("报表", "Form"),
                (
                    NAME,
                    PURPOSE,
                    LEGAL_BASIS,
                    AUDIENCE,
                    PEOPLE,
                    Field(
                        "rows_each",
                        Text("每份约填多少行", "Rows to fill in each return"),
                        "integer",
                        help=Text("登记表填 1；名册填约数。", "1 for a single form; about how many for a roll."),
                    ),
                    Field("frequency", Text("频率", "Frequency"), "choice", True, choices=_FREQUENCY),
                    Field("issued_on", Text("下发日期", "Issued on"), "date", True),
                    Field("due_on", Text("报送截止日期", "Due on"), "date", True),
                    Field("ends_on", Text("不再报送之日", "No longer asked after"), "date", True),
                    Field(
                        "addressed_level",
                        Text("填报层级", "Level that fills it"),
                        "choice",
                        True,
                        choices=(
                            ("city", Text("市", "City")),
                            ("county", Text("县", "County")),
                            ("township", Text("乡镇（街道）", "Township")),
                            ("village", Text("村（社区）", "Village")),
                        ),
                    ),
                    Field("channel", Text("报送渠道", "Channel"), "choice", True, choices=_CHANNEL),
                    Field("paper_copy", Text("电子报送后是否还要纸质或盖章件", "Paper or seal copy as well"), "yes_no"),
                    Field("original_required_by", Text("须交原件的法律依据", "Law that requires the original")),
                ),
            ),
            HANDLER,
            Block(
                "fields",
                Text("填报项", "Fields"),
                (
                    Field(
                        "fields",
                        Text("填报字段", "Fields to fill"),
                        "items",
                        True,
                        Text("每行一项；上传空表会自动读出。", "One a line; read for you from a blank form."),
                        read=True,
                    ),
                    Field("attachments", Text("要求的附件", "Attachments asked"), "items", read=True),
                    Field("instructions", Text("填报说明", "Instructions"), "passage", read=True),
                    Field("field_purposes", Text("各字段的用途", "Purpose of each field"), "passage"),
                    Field(
                        "sensitive_assessment",
                        Text("个人信息保护影响评估编号", "Personal-information impact assessment"),
                    ),
                    Field("notice_given", Text("是否告知本人", "The persons are informed"), "yes_no"),
                ),
            ),
            Block(
                "catalogue",
                Text("目录与重复", "Catalogue and repeats"),
                (
                    Field("catalogue_number", Text("年度报表目录编号", "Number in the yearly catalogue")),
                    Field("special_approval", Text("目录外“一事一报”批准文号", "One-off approval outside it")),
                    Field("earlier_requests", Text("同一事项已有的报表", "Earlier forms on the same matter"), "items"),
                    Field("already_held", Text("已知已有的数据项", "Items known to be held already"), "items"),
                    Field("audit_sample", Text("是否审计抽样", "Audit sample"), "yes_no"),
                    Field("quality_dispute", Text("是否数据质量争议更正", "Correction of disputed data"), "yes_no"),
                ),
            ),
            EXCEPTION,
        ),
        effort=Effort(times="frequency", reads=("instructions",), fills="fields", rows="rows_each"),
        functions_field="fields",
        aliases=("form", "报表", "表格", "数据", "填报", "data-request"),
    )
)
