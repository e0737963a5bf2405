"""Questions that several kinds ask in the same words."""

from qingzhuang.domain.exemption import SCENES as SCENE_NAMES
from qingzhuang.domain.kinds import Block, Field
from qingzhuang.domain.text import Text

FACING = (
    ("grassroots", Text("面向基层", "Grassroots staff")),
    ("internal", Text("内部工作人员", "Internal staff")),
    ("public", Text("企业群众", "Public and firms")),
)
SCENES = tuple(SCENE_NAMES.items())
_CLAIMED = ("exception_scene", ("emergency", "security"))

NAME = Field("name", Text("名称", "Name"), required=True, read=True)
PURPOSE = Field(
    "purpose", Text("用途（要解决什么问题）", "Purpose (which problem it solves)"), "passage", True, read=True
)
LEGAL_BASIS = Field(
    "legal_basis",
    Text("依据", "Legal basis"),
    "passage",
    True,
    Text("写明文件名称、文号、条款。", "Name the instrument, its number and the article."),
)
FACING_FIELD = Field("facing", Text("面向谁", "For whom"), "choice", True, choices=FACING)
AUDIENCE = Field("audience", Text("使用人员", "Who will use it"), required=True, read=True)
PEOPLE = Field("people", Text("涉及基层人数", "Frontline people concerned"), "integer", True)

HANDLER = Block(
    "handler",
    Text("经办人", "Handler"),
    (
        Field("handler_name", Text("经办人姓名", "Handler's name"), required=True, secret=True),
        Field("handler_post", Text("职务职级", "Post and grade")),
        Field("handler_phone", Text("联系电话", "Telephone"), required=True, secret=True),
        Field("handler_email", Text("电子邮箱", "E-mail"), secret=True),
        Field("responsible_leader", Text("分管负责人", "Leader in charge"), secret=True),
    ),
)

EXCEPTION = Block(
    "exception",
    Text("例外（仅限安保、应急等特殊场景）", "Exception (security and emergency scenes only)"),
    (
        Field(
            "exception_scene",
            Text("申报的场景", "Scene claimed"),
            "choice",
            choices=SCENES,
            help=Text("不属于特殊场景的留空。", "Leave blank unless it is such a scene."),
        ),
        Field("exception_basis", Text("例外依据", "Basis of the exception"), "passage", shown_when=_CLAIMED),
        Field("exception_scope", Text("适用范围（区域、人员）", "Scope (area, people)"), shown_when=_CLAIMED),
        Field("exception_ends_on", Text("截止日期", "End date"), "date", shown_when=_CLAIMED),
        Field(
            "exception_reason",
            Text("为何必须设置", "Why it is needed"),
            "passage",
            shown_when=_CLAIMED,
            help=Text("备案时须单独说明。", "The filing must state it separately."),
        ),
    ),
)

SEASON = Field(
    "season_months",
    Text("每年使用的月份", "Months in use each year"),
    "months",
    help=Text("季节性的填写，如“6-9”；常年使用的不填。", "For seasonal use, such as 6-9; blank if used all year."),
)


def lifetime(end_required: bool = True) -> tuple[Field, ...]:
    """Start and end: whatever is asked of the front line is ended some day."""
    return (
        Field("starts_on", Text("开始日期", "Start date"), "date", True),
        Field("ends_on", Text("结束日期（到期复核）", "End date (reviewed then)"), "date", end_required),
    )
