"""Work group in a chat product (LR-09 to LR-12): proposed like an app, ended with its task."""

from qingzhuang.domain.kinds import Block, Effort, Field, Kind, kinds
from qingzhuang.domain.kinds._blocks import AUDIENCE, EXCEPTION, HANDLER, LEGAL_BASIS, NAME, PEOPLE, PURPOSE, SEASON
from qingzhuang.domain.text import Text

WORKDAYS_PER_YEAR = 250
_TYPES = (("standing", Text("常设", "Standing")), ("temporary", Text("临时", "Temporary")))

kinds.register(
    Kind(
        code="group",
        label=Text("工作群组", "Work group"),
        plural=Text("工作群组", "Work groups"),
        meaning=Text("用于工作的聊天群组。", "A chat group used for work."),
        becomes="asset",
        blocks=(
            Block(
                "basic",
                Text("群组", "Group"),
                (
                    NAME,
                    Field("chat_product", Text("所用聊天产品", "Chat product"), required=True),
                    Field("group_type", Text("类型", "Type"), "choice", True, choices=_TYPES),
                    PURPOSE,
                    Field("owner_name", Text("群主姓名", "Owner's name"), required=True, secret=True),
                    Field("owner_rank", Text("群主职务", "Owner's post"), required=True),
                    Field("real_names", Text("是否实名", "Real names used"), "yes_no"),
                    AUDIENCE,
                    PEOPLE,
                    Field("village_heads_included", Text("是否把村干部拉入", "Village heads are pulled in"), "yes_no"),
                    Field("task", Text("所属任务", "Task it belongs to"), shown_when=("group_type", ("temporary",))),
                    Field("starts_on", Text("建立日期", "Opened on"), "date", True),
                    Field(
                        "ends_on",
                        Text("解散日期", "Dissolved on"),
                        "date",
                        help=Text("临时群必须填写。", "A temporary group must have one."),
                    ),
                    SEASON,
                    Field(
                        "task_ended_on",
                        Text("任务结束日期", "Task ended on"),
                        "date",
                        shown_when=("group_type", ("temporary",)),
                    ),
                ),
            ),
            HANDLER,
            Block(
                "rules",
                Text("群规与既有群组", "Rules of the group, and groups that exist"),
                (
                    LEGAL_BASIS,
                    Field("functions", Text("用来做什么", "What it is used for"), "items", True, read=True),
                    Field("usage_rules", Text("群规", "Rules of the group"), "passage", read=True),
                    Field("sample_messages", Text("典型消息", "Typical messages"), "passage", read=True),
                    Field("messages_per_day", Text("每天消息数", "Messages a day"), "integer", True),
                    Field("last_message", Text("最近消息日期", "Last message"), "date"),
                    Field("existing_groups", Text("本单位已有同类群", "Groups the unit has for this"), "items"),
                    Field(
                        "member_overlap",
                        Text("与已有群成员重合（%）", "Members shared with an existing group (%)"),
                        "decimal",
                    ),
                    Field(
                        "separate_reason", Text("为何须分开（如保密）", "Why it must be separate (secrecy)"), "passage"
                    ),
                    Field("special_approval", Text("特别批准文号", "Special approval, number")),
                ),
            ),
            EXCEPTION,
        ),
        effort=Effort(
            times=WORKDAYS_PER_YEAR,
            per_item=("messages_per_day", 0.25, Text("每个工作日看 {count} 条消息", "Messages a working day: {count}")),
        ),
        functions_field="functions",
        aliases=("工作群", "群", "群组", "微信群", "work group"),
    )
)
