"""Assessment scheme: indicators by which a lower level is judged."""

from qingzhuang.domain.kinds import Block, Effort, Field, Kind, kinds
from qingzhuang.domain.kinds._blocks import AUDIENCE, EXCEPTION, HANDLER, LEGAL_BASIS, NAME, PEOPLE, PURPOSE, lifetime
from qingzhuang.domain.text import Text

kinds.register(
    Kind(
        code="scheme",
        label=Text("考核方案", "Assessment scheme"),
        plural=Text("考核方案", "Assessment schemes"),
        meaning=Text("检查、考核、评比及其指标。", "An inspection, assessment or ranking, and its indicators."),
        becomes="demand",
        blocks=(
            Block(
                "basic",
                Text("方案", "Scheme"),
                (
                    NAME,
                    PURPOSE,
                    LEGAL_BASIS,
                    AUDIENCE,
                    PEOPLE,
                    Field("comprehensive", Text("是否综合性考核", "Comprehensive assessment"), "yes_no", True),
                    Field("annual_plan_item", Text("年度考核计划条目", "Item in the yearly plan")),
                    Field(
                        "same_topic_last_on",
                        Text("同一对象同一主题上次考核日期", "Same objects and topic last assessed on"),
                        "date",
                    ),
                    Field("times_per_year", Text("每年考核次数", "Times a year"), "integer", True),
                    *lifetime(),
                ),
            ),
            HANDLER,
            Block(
                "indicators",
                Text("指标", "Indicators"),
                (
                    Field(
                        "indicators",
                        Text("指标与评分标准", "Indicators and scoring"),
                        "items",
                        True,
                        Text("每行一项；上传指标表会自动读出。", "One a line; read for you from a table."),
                        read=True,
                    ),
                    Field("text", Text("方案正文", "Text of the scheme"), "passage", read=True),
                    Field("attachments", Text("要求的佐证材料", "Supporting material asked"), "items", read=True),
                    Field("legal_file_duty", Text("法定档案要求", "Files that law requires")),
                    Field("parent_scheme", Text("所依据的上级方案", "Scheme of the level above")),
                    Field("added_indicators", Text("比上级增加的指标", "Indicators added to the parent's"), "items"),
                    Field("raised_targets", Text("比上级提高的目标", "Targets above the parent's"), "items"),
                    Field("earlier_deadlines", Text("比上级提前的期限", "Deadlines before the parent's"), "items"),
                    Field("tightening_reason", Text("加码的书面理由与批准", "Written reason and approval"), "passage"),
                    Field("field_study", Text("调研情况", "Field study"), "passage"),
                    Field("opinions_heard", Text("听取被考核单位意见", "Opinions of those assessed"), "passage"),
                ),
            ),
            EXCEPTION,
        ),
        effort=Effort(
            times="times_per_year",
            reads=("text",),
            per_item=(
                "indicators",
                30.0,
                Text("准备 {count} 项指标的材料，每项按 30 分钟", "Material for {count} indicators at 30 min each"),
            ),
        ),
        functions_field="indicators",
        aliases=("assessment", "考核", "考核方案", "评比", "督查"),
    )
)
