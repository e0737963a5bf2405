"""Government public account on an internet platform (NM-01, NM-02, LR-08)."""

from qingzhuang.domain.kinds import Block, Effort, Field, Kind, kinds
from qingzhuang.domain.kinds._blocks import (
    AUDIENCE,
    EXCEPTION,
    FACING_FIELD,
    HANDLER,
    LEGAL_BASIS,
    NAME,
    PEOPLE,
    PURPOSE,
    SEASON,
    lifetime,
)
from qingzhuang.domain.text import Text

_PLATFORMS = tuple(
    (code, Text(zh, en))
    for code, zh, en in (
        ("wechat", "微信公众号", "WeChat official account"),
        ("channels", "微信视频号", "WeChat channels"),
        ("weibo", "微博", "Weibo"),
        ("douyin", "抖音", "Douyin"),
        ("kuaishou", "快手", "Kuaishou"),
        ("toutiao", "今日头条", "Toutiao"),
        ("other", "其他", "Other"),
    )
)

kinds.register(
    Kind(
        code="account",
        label=Text("政务公众账号", "Government public account"),
        plural=Text("公众账号", "Public accounts"),
        meaning=Text("在互联网平台上开设、由单位管理的账号。", "An account on an internet platform run by a unit."),
        becomes="asset",
        blocks=(
            Block(
                "basic",
                Text("账号", "Account"),
                (
                    NAME,
                    Field("platform", Text("所在平台", "Platform"), "choice", True, choices=_PLATFORMS),
                    Field("account_identifier", Text("账号标识", "Account id")),
                    FACING_FIELD,
                    AUDIENCE,
                    PEOPLE,
                    PURPOSE,
                    LEGAL_BASIS,
                    *lifetime(),
                    SEASON,
                ),
            ),
            HANDLER,
            Block(
                "running",
                Text("运行", "Running"),
                (
                    Field("functions", Text("主要栏目与功能", "Main columns and functions"), "items", True, read=True),
                    Field(
                        "usage_rules",
                        Text("对关注、转发等的要求", "What is asked on following, forwarding"),
                        "passage",
                        read=True,
                    ),
                    Field("updates_per_year", Text("每年更新次数", "Updates a year"), "integer"),
                    Field("last_update", Text("最近更新日期", "Last update"), "date"),
                    Field("frozen", Text("依法冻结", "Frozen for legal reasons"), "yes_no"),
                    Field("shows_credentials", Text("是否持证亮牌", "Credentials displayed"), "yes_no"),
                    Field("host_name_matches", Text("名称与主办单位一致", "Name matches the host"), "yes_no"),
                    Field("interaction_works", Text("互动功能有效", "Interaction works"), "yes_no"),
                    Field("filing_approval", Text("开设审批文号", "Approval for opening it")),
                    Field("special_approval", Text("特别批准文号", "Special approval, number")),
                    Field(
                        "uses_per_year", Text("每人每年被要求查看次数", "Times a person must read it a year"), "integer"
                    ),
                    Field("existing_accounts", Text("本单位已有账号", "Accounts the unit has"), "items"),
                ),
            ),
            EXCEPTION,
        ),
        effort=Effort(times="uses_per_year", each_use=(2.0, Text("阅读一次推送", "Reading one post"))),
        functions_field="functions",
        aliases=("公众号", "公众账号", "政务新媒体", "视频号", "微博", "public account"),
    )
)
