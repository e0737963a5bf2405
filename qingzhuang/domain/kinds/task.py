"""Task: a notice, order or campaign that makes lower levels act."""

from qingzhuang.domain.kinds import Block, Effort, Field, Kind, kinds
from qingzhuang.domain.kinds._blocks import AUDIENCE, EXCEPTION, HANDLER, LEGAL_BASIS, NAME, PEOPLE, PURPOSE
from qingzhuang.domain.text import Text

kinds.register(
    Kind(
        code="task",
        label=Text("工作任务（通知）", "Task (notice)"),
        plural=Text("工作任务", "Tasks"),
        meaning=Text("要求下级办理的通知、任务或活动。", "A notice, task or campaign that lower levels must act on."),
        becomes="demand",
        blocks=(
            Block(
                "basic",
                Text("任务", "Task"),
                (
                    NAME,
                    PURPOSE,
                    LEGAL_BASIS,
                    AUDIENCE,
                    PEOPLE,
                    Field("issued_on", Text("下发日期", "Issued on"), "date", True),
                    Field("due_on", Text("完成期限", "Due on"), "date", True),
                    Field("ends_on", Text("任务终止日期", "Task ends on"), "date", True),
                    Field("times_per_year", Text("每年办理次数", "Times a year"), "integer", True),
                    Field(
                        "minutes_each",
                        Text("每次约需分钟（不含材料）", "Minutes each time, materials apart"),
                        "integer",
                    ),
                ),
            ),
            HANDLER,
            Block(
                "content",
                Text("内容", "Content"),
                (
                    Field("text", Text("通知正文", "Text of the notice"), "passage", True, read=True),
                    Field("functions", Text("具体事项", "What is to be done"), "items", read=True),
                    Field(
                        "attachments",
                        Text("要求的材料、照片、截图", "Materials, photos, screenshots asked"),
                        "items",
                        read=True,
                    ),
                    Field("attachment_reason", Text("必须提供的理由", "Why they are necessary"), "passage"),
                    Field("evidence_law", Text("要求留存证据的法律", "Law that requires the evidence")),
                    Field("central_requirement", Text("中央（或省）明确要求的文件", "Clear central requirement")),
                ),
            ),
            Block(
                "duty",
                Text("职责与准入", "Duty and entry"),
                (
                    Field("duty_item", Text("乡镇（街道）履职事项清单条目", "Item of the township duty list")),
                    Field("entry_approval", Text("准入批准文号", "Entry approval, number")),
                    Field("resources", Text("随任务下达的经费、人员", "Resources that come with it"), "passage"),
                    Field("paper_copy", Text("电子报送后是否还要纸质或盖章件", "Paper or seal copy as well"), "yes_no"),
                    Field("original_required_by", Text("须交原件的法律依据", "Law that requires the original")),
                ),
            ),
            EXCEPTION,
        ),
        effort=Effort(
            times="times_per_year",
            reads=("text",),
            per_item=(
                "functions",
                20.0,
                Text("办理 {count} 项，每项按 20 分钟", "Doing {count} things at 20 min each"),
            ),
            stated="minutes_each",
        ),
        functions_field="functions",
        aliases=("任务", "通知", "notice", "工作任务"),
    )
)
