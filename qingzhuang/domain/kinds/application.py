"""Government app: the eight blocks of the CAC filing form (MG-FORM), and what the rules need to know."""

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

_FORCED = (
    ("none", Text("没有", "None")),
    ("present", Text("有，已单独说明", "Yes, stated separately")),
)
_NEW_OR_REBUILT = (
    ("new", Text("新建", "New")),
    ("rebuild", Text("改版升级", "Rebuild")),
    ("purchase", Text("购买服务", "Purchased service")),
    ("pilot", Text("试点", "Pilot")),
)
_LASTING = ("build", (None, "new", "rebuild", "purchase"))
_PILOT = ("build", ("pilot",))
_MLPS = tuple((str(level), Text(f"第{zh}级", f"Level {level}")) for level, zh in enumerate("一二三四", start=1))

HOST = Block(
    "host",
    Text("主办（使用）单位与名称", "Host unit and name"),
    (
        NAME,
        Field("build", Text("建设性质", "Nature of the work"), "choice", True, choices=_NEW_OR_REBUILT),
        FACING_FIELD,
        AUDIENCE,
        PEOPLE,
        Field(
            "platforms",
            Text("运行平台", "Platforms"),
            "items",
            True,
            help=Text("如：安卓、iOS、鸿蒙、微信小程序", "Such as Android, iOS, HarmonyOS, WeChat mini-program"),
        ),
        Field("app_identifier", Text("应用标识（包名或小程序号）", "App identifier (package or mini-program id)")),
        Field("annual_cost", Text("年费用（元）", "Cost a year (CNY)"), "decimal"),
        *lifetime(),
        Field(
            "pilot_area",
            Text("试点区域", "Where it is tried"),
            required=True,
            help=Text(
                "如：云岭镇 3 个村。到期日即试点终止日。",
                "Such as: three villages of a town. The end date is its sunset.",
            ),
            shown_when=_PILOT,
        ),
        Field("pilot_people", Text("试用人数上限", "Most people who may use it"), "integer", True, shown_when=_PILOT),
        Field(
            "pilot_question",
            Text("试什么，怎样算成功", "What is tried, and what would count as success"),
            "passage",
            True,
            shown_when=_PILOT,
            read=True,
        ),
        SEASON,
    ),
)

REVIEW = Block(
    "review",
    Text("项目审核（五问）", "Project review (five questions)"),
    (
        LEGAL_BASIS,
        Field("plan_reference", Text("信息化规划或年度计划条目", "Item in the informatisation plan")),
        Field(
            "q_plan",
            Text("一问：是否符合规划？", "1. Does it fit the plan?"),
            "passage",
            True,
            shown_when=_LASTING,
            read=True,
        ),
        Field("q_overlap", Text("二问：与已有应用是否重复？", "2. Does it overlap one that exists?"), "passage", True),
        Field(
            "q_module",
            Text("三问：能否作为已有应用的模块？", "3. Could it be a module of an existing one?"),
            "passage",
            True,
            shown_when=_LASTING,
        ),
        Field(
            "q_cooperate",
            Text("四问：能否与有关部门协同共建？", "4. Could departments cooperate?"),
            "passage",
            True,
            shown_when=_LASTING,
        ),
        Field("q_data", Text("五问：数据管理与共享如何安排？", "5. How is data managed and shared?"), "passage", True),
        Field("merge_decision", Text("与相似应用的整合决定", "Decision on merging with similar ones"), "passage"),
        Field("different_duty", Text("法定职责有何不同", "How the legal duty differs"), "passage"),
        Field("special_approval", Text("特别批准文号", "Special approval, number")),
        Field("review_result", Text("项目审核结果", "Result of the project review"), "passage"),
    ),
)

FUNCTIONS = Block(
    "functions",
    Text("功能设置", "Functions"),
    (
        PURPOSE,
        Field(
            "functions", Text("主要功能", "Main functions"), "items", True, Text("每行一项。", "One a line."), read=True
        ),
        Field(
            "grassroots_functions", Text("其中面向基层的功能", "Of these, facing the grassroots"), "items", read=True
        ),
        Field(
            "forced_functions",
            Text("有无打卡签到、积分排名、在线时长等功能", "Check-in, points, ranking or online-time functions"),
            "choice",
            True,
            choices=_FORCED,
        ),
        Field(
            "forced_statement",
            Text("单独说明（原因与依据）", "Separate statement (reason and basis)"),
            "passage",
            shown_when=("forced_functions", ("present",)),
            read=True,
        ),
        Field(
            "usage_rules",
            Text("使用规定", "Rules of use"),
            "passage",
            help=Text("使用对象、场景、要求。", "Users, scene, requirements."),
            read=True,
        ),
        Field(
            "collects",
            Text("要求填报的数据项", "Data items people must fill"),
            "items",
            help=Text("每行一项；平台据此计时并查是否已有。", "One a line; used to count time and find what is held."),
        ),
        Field("sensitive_assessment", Text("个人信息保护影响评估编号", "Personal-information impact assessment")),
        Field("uses_per_year", Text("每人每年使用次数", "Uses per person a year"), "integer", True),
        Field("commercial", Text("有无广告、付费或其他经营活动", "Adverts, payment or other business"), "yes_no", True),
        Field("complaint_entry", Text("有无投诉建议入口", "Complaint and suggestion entry"), "yes_no", True),
        Field(
            "complaint_reply_days",
            Text("投诉答复工作日", "Working days to reply"),
            "integer",
            shown_when=("complaint_entry", (True,)),
        ),
        Field(
            "complaint_call_back",
            Text("投诉是否回访", "Complaints are called back"),
            "yes_no",
            shown_when=("complaint_entry", (True,)),
        ),
        Field("shows_host", Text("是否显著标明主办单位和备案号", "Host and filing number shown"), "yes_no", True),
        Field("entrance_linked", Text("是否接入统一入口", "Linked to the unified entrance"), "yes_no", True),
        Field("identity_linked", Text("是否接入统一身份认证", "Linked to the unified identity"), "yes_no", True),
        Field("matter_codes", Text("对应的政务服务事项编码", "Codes of service matters served"), "items"),
        Field("isolated_network", Text("是否涉密或隔离网络", "Classified or isolated network"), "yes_no"),
    ),
)

SECURITY = Block(
    "security",
    Text("运维与安全", "Operation and security"),
    (
        Field("operator", Text("运维单位与团队", "Operator and team")),
        Field("operation_rules", Text("运维制度与技术方案", "Operating rules and technical plan"), "passage"),
        Field(
            "hosting",
            Text("部署位置", "Hosting"),
            "choice",
            choices=(
                ("gov_cloud", Text("政务云", "Government cloud")),
                ("approved", Text("经批准的其他部署", "Other, approved")),
                ("other", Text("其他", "Other")),
            ),
        ),
        Field(
            "network",
            Text("所在网络", "Network"),
            "choice",
            choices=(
                ("internet", Text("互联网", "Internet")),
                ("extranet", Text("电子政务外网", "Government extranet")),
                ("internal", Text("单位内网", "Internal network")),
            ),
        ),
        Field("cloud_id", Text("政务云资源编号", "Government cloud id"), shown_when=("hosting", ("gov_cloud",))),
        Field("mlps_level", Text("等级保护级别", "Protection grade (MLPS)"), "choice", choices=_MLPS),
        Field("mlps_date", Text("等保测评日期", "Date of the MLPS assessment"), "date"),
        Field("security_test_date", Text("安全检测日期", "Date of the security test"), "date"),
        Field("crypto_date", Text("密码应用评估日期", "Date of the cryptography assessment"), "date"),
        Field("secrecy_check_date", Text("保密检查日期", "Date of the secrecy check"), "date"),
        Field("accessibility_score", Text("适老化与无障碍自测分", "Accessibility self-test score"), "decimal"),
        Field("ipv6", Text("是否支持 IPv6", "IPv6 reachable"), "yes_no"),
        Field("failure_rate", Text("崩溃、超时、白屏率（%）", "Crash, time-out, white-screen rate (%)"), "decimal"),
        Field("unsupported_systems", Text("不能稳定运行的操作系统", "Operating systems it fails on"), "items"),
    ),
)

ACCEPTANCE = Block(
    "acceptance",
    Text("上线前验收与备案", "Acceptance before launch, and filing"),
    (
        Field("planned_launch", Text("计划上线日期", "Planned launch"), "date"),
        Field("launched_on", Text("实际上线日期", "Launched on"), "date"),
        Field("acceptance_date", Text("验收日期", "Date of acceptance"), "date"),
        Field(
            "acceptance_result",
            Text("验收结论（功能、稳定、易用）", "Acceptance: completeness, stability, ease"),
            "passage",
        ),
        Field("filing_number", Text("备案号", "Filing number")),
        Field("icp_number", Text("ICP 备案号", "ICP number")),
    ),
)

SAME_KIND = Block(
    "same_kind",
    Text("本单位已用的同类应用与承诺", "Same-kind apps in use, and commitment"),
    (
        Field("existing_apps", Text("本单位已使用的同类应用", "Same-kind apps the unit uses"), "items"),
        Field("closure_plan", Text("关停与数据处置安排", "Plan for closing and data disposal"), "passage"),
        Field("commitment", Text("承诺内容真实", "We commit that this is true"), "yes_no", True),
    ),
)

APP = kinds.register(
    Kind(
        code="app",
        label=Text("政务应用（App）", "Government app"),
        plural=Text("政务应用", "Apps"),
        meaning=Text(
            "装在移动设备上、由本单位建设或依托互联网平台的客户端应用。",
            "A client app on mobile devices, built by a unit or on an internet platform.",
        ),
        becomes="asset",
        blocks=(HOST, HANDLER, REVIEW, FUNCTIONS, SECURITY, ACCEPTANCE, SAME_KIND, EXCEPTION),
        effort=Effort(
            times="uses_per_year",
            fills="collects",
            each_use=(4.0, Text("打开、登录、操作一次", "Opening it, signing in, using it once")),
        ),
        functions_field="functions",
        aliases=("应用", "应用程序", "政务应用程序", "移动应用", "平台", "系统", "网站", "website"),
    )
)
