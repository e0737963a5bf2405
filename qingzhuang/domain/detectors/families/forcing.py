"""Being made to install, to be online, to check in, to collect points."""

from qingzhuang.domain.detectors.families import family, pattern
from qingzhuang.domain.text import Text

TOOL = r"(?:app|应用(?:程序)?|小程序|公众号|视频号|软件|平台|客户端|系统|微信号|账号|钉钉|学习强国|政务通)"
MUST = (
    r"必须|务必|都要|都须|均须|均要|一律|须|应当?全部|全员|全体|全覆盖|人人|户户|每人|每户|每名|每个(?:党员|干部|村|职工)|不落|率先|应装尽装|"
    r"任务|指标|分解|摊派|下达|要求|强制|督促|动员|达到|达标|不低于|不得低于|不少于|不得少于|百分之|\d+ ?%|100%|考核|通报|排名|扣分|挂钩|奖惩|"
    r"评优|年终|未达|说明情况|作检讨|统一(?:安装|下载|关注)|\b(?:must|shall|required? to|mandatory|all staff|everyone|every \w+|fail(?:s|ed)? to|quota|target|at least|not less than|"
    r"assess\w*|ranked|circulated)\b"
)
SCORED = (
    r"考核|打分|计分|积\d|积分|得分|得\d|扣|加分|达标|统计|通报|排名|评优|参评|挂钩|占\d|比例|不少于|不得少于|不低于|不得低于|至少|每(?:天|日|周|月|人)|"
    r"排行|定期|\b(?:scor\w*|points?|assess\w*|rank\w*|minimum|at least|daily|per (?:day|week|month)|counted|statistics)\b"
)

family(
    "forced_install",
    Text("强制安装、关注、登录", "Forced install, follow or login"),
    Text(
        "摊派安装、关注、注册、登录任务，或限定安装使用率。", "Orders or quotas to install, follow, register or log in."
    ),
    pattern(
        r"(?:开通|申领|安装|下载|装机|注册|实名|登录|订阅|使用|激活|绑定)(?:使用|激活|注册|量|数|和使用)?(?:率|量|数|任务|指标)[^，。]{0,20}",
        MUST,
    ),
    pattern(rf"(?:安装|下载|注册|登录|订阅|绑定|激活|加装)[^，。；]{{0,12}}{TOOL}", MUST),
    pattern(rf"{TOOL}[^，。；]{{0,10}}(?:安装|下载|注册|装机|推广(?:数|任务|使用)?)", MUST),
    pattern(r"(?:关注|订阅)[^，。；]{0,10}(?:公众号|视频号|微信号|账号|官微|抖音号)", MUST),
    pattern(
        r"定期登录|每(?:天|日|周|月)(?:必须|至少|都要)?登录|强制(?:登录|安装|下载|注册|推广)|推广(?:任务|数|指标|量|app)",
        MUST,
    ),
    pattern(r"(?:先|通知|要求|组织|发动)[^，。]{0,12}(?:下载安装|安装使用|下载使用|扫码(?:安装|下载|注册))"),
    pattern(r"(?:install|download|sign up|register|follow|subscribe|log ?in)\w*\b[^.;]{0,40}", MUST),
)
family(
    "usage_time",
    Text("在线时长与活跃度", "Online time and activity"),
    Text("统计、考核使用时长、登录率、活跃度。", "Time online, logins or activity counted or assessed."),
    pattern(
        r"(?:在线|在岗|学习|阅读|观看|视听|使用|巡查|登录|停留|自学|收看|驻村)[^，。；]{0,6}(?:时长|时间|时数|学时)",
        SCORED,
        reads_as="measure",
    ),
    pattern(
        r"(?:视听|阅读|自学|学习|观看|在线)[^，。；]{0,8}(?:满|达到|每|有效)[^，。；]{0,8}(?:秒|分钟|小时)",
        SCORED,
        reads_as="measure",
    ),
    pattern(
        r"活跃(?:度|率|用户|人数|天数)|日活|月活|登录(?:率|次数|频次|人数|天数)|使用率|打开率|上线率|在线率|(?:在线|离线|登录|上线)(?:情况|状态)|离线超过",
        SCORED,
        reads_as="measure",
        unless=r"不到\d|仅\d|闲置",
    ),
    pattern(r"定期登录|(?:在线|学习|使用|在岗|停留|登录)时长(?:统计|排名|排行|记录|考核)"),
    pattern(r"(?:在线|学习)(?:时长|学时)", kinds="app mini_program", reads_as="function"),
    pattern(
        r"(?:online|login|learning|study|screen)[ -](?:time|hours|duration|rate|minutes)|active[ -]user (?:rate|ratio)|minutes online",
        SCORED,
        reads_as="measure",
    ),
)
family(
    "checkin",
    Text("打卡签到", "Check-in"),
    Text("打卡、签到、定位点名、刷脸考勤。", "Clock-in, sign-in, location roll-calls, face attendance."),
    pattern(
        r"打卡|签到|签退|定位点名|在线点名|扫码(?:到岗|报到)|刷脸|人脸(?:识别)?(?:考勤|签到|打卡)|考勤|上线报到|每日一报到|巡更打点",
        r"每[天日晚周月次]|一日|早晚|\d+次|四次|两次|三次|定时|定点|按时|必须|务必|要求|须|一律|实行|制度|考核|通报|扣|次数|关键点|定位|轨迹|"
        r"迟到|缺勤|率|纳入|核定|群|网格员|干部|职工|村|人员|学生|保安|值班|白班|夜班|巡",
        unless=r"打卡(?:地|点位|游|圣地|景点)|网红|会议签到|签到表|讲座|培训班签到",
    ),
    pattern(
        r"打卡|签到|考勤",
        kinds="app mini_program",
        reads_as="function",
        unless=r"打卡(?:地|点位|游|圣地|景点)|网红|签到表|(?:活动|会议|志愿)[^，。]{0,4}签到",
    ),
    pattern(
        r"check(?:ed)?[ -]?ins?\b|clock(?:ed)?[ -]?ins?\b|punch[ -]?ins?\b|sign(?:ed)?[ -]?ins?\b(?: chain)?|roll[ -]call|face attendance",
        r"\b(?:daily|every|each|must|shall|required?|staff|workers?|officers?|times a day|gps|location|attendance)\b",
        unless=r"single sign|sign-in page",
    ),
    scenes="emergency security",
)
family(
    "points_ranking",
    Text("积分排名", "Points and ranking"),
    Text("给人或单位积分、打活跃值、排名通报。", "People or units given points, ranked and circulated."),
    pattern(
        r"(?:日均|人均|每日|个人|学习|党员|干部|网格员|扫码|自动)?(?:积分|扫码计分|学习计分|服务计分|个人计分|学分)(?:排名|排行|榜|制|管理|考核|通报|统计)?|积\d+分|\d+积分|"
        r"(?:爱心|活跃|贡献|文明|先锋|红旗)值|流动红旗|红黑榜|光荣榜|星级评定",
        unless=r"兑换|爱心超市|居民|村民|群众|市民|积分落户|积分入学|违章|驾驶证|卖|消费",
    ),
    pattern(
        r"排名|排行|名次|末位|靠后|由多到少|由高到低|倒数|晒成绩|晾晒",
        r"app|平台|学习|安装|使用|登录|活跃|答题|人次|参与|参加|推广|转发|点赞|网格员|党员|干部|社区|单位|村|通报|约谈|公布|每[天日周月]",
        unless=r"解决率|满意|办结|案发|降幅|下降率|质量|水质|空气|收入|产量",
    ),
    pattern(
        r"(?:app|平台|小程序|线上|系统|巡河|巡查|学习)[^，。；]{0,14}(?:月|周|日|季)?(?:通报|晾晒)(?:制度|排名)?",
        r"分|排名|约谈|实行|每[天日周月]",
        reads_as="measure",
        unless=r"解决率|满意|办结|不得",
    ),
    pattern(
        r"leader ?board|ranking(?:s)?\b|ranked|points? (?:system|table|ranking)|earn\w* points|score ?board|league table",
        r"\b(?:staff|cadres?|officials?|villages?|members?|units?|workers?|weekly|monthly|daily|circulated|study|app|points?)\b",
        unless=r"redeem|satisfaction|solved|residents",
    ),
)
