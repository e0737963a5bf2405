"""Data asked twice, asked overnight, asked without need."""

from qingzhuang.domain.detectors.families import family, pattern
from qingzhuang.domain.text import Text

_SENSITIVE = r"身份证|住址|籍贯|户籍|工作单位|人脸|指纹|声纹|银行卡|健康状况|病史|宗教|婚姻|家庭成员|收入|车牌|通讯录|行踪|财产|征信|头像"

family(
    "duplicate_form",
    Text("多头重复填报", "Repeated forms"),
    Text(
        "同一数据向多家、多次、多种格式填报。", "The same data asked by several, several times or in several formats."
    ),
    pattern(
        r"重复(?:填报|填写|录入|报送|上报|提供|采集|报数)|多头(?:填报|报送|要数)|分别(?:填报|报送|上报|报给|录入|填写|报)|反复(?:改表|填|报|上报|提供)|"
        r"照旧[^，。；]{0,6}(?:填|报)|同时填报|(?:再|另|又)(?:要|须|行)?[^，。；]{0,4}(?:填报|报一遍|录一遍|手工填|报纸质)|(?:再|又|重新|还要)[^，。；]{0,4}(?:填|报|录|送)(?:一|两)?(?:遍|次|份|一回)|已(?:经)?(?:报|填|交)[^。；]{0,16}(?:又|再|还)(?:要求?|须|需)?[^，。；]{0,4}(?:填|报|交)|一数多报|数据打架|各报各的",
    ),
    pattern(
        r"(?:\d+|[几多数十百]+)(?:种|套|个|张|多种|多个|份)[^，。；]{0,6}(?:填法|报表|表格|报表系统|台账系统|填报系统)",
        r"填|报|布置|要求|下发|改|录|不同|重复|同一",
    ),
    pattern(
        r"(?:同一|同样|相同)[^，。；]{0,10}(?:数据|信息|事项|内容|表)",
        r"分别|多个|几个|各(?:部门|家)|重复|反复|又|再次|\d+遍|几遍|多次",
    ),
    pattern(
        r"电子版?[^，。；]{0,10}(?:后|外)[^，。；]{0,8}(?:纸质|盖章)|系统(?:录入|填报)[^，。；]{0,6}(?:后|外|同时)[^，。；]{0,8}(?:纸质|表格|手工)"
    ),
    pattern(
        r"\b(?:same|identical) (?:data|figures|information)\b|\b(?:again|twice|separately|re-?enter\w*|duplicate)\b",
        r"\b(?:report\w*|fill\w*|form\w*|submit\w*|enter\w*|departments?|systems?)\b",
    ),
)
family(
    "adhoc_data",
    Text("随意要数、临时报表", "Ad-hoc data demands"),
    Text(
        "不在目录、没有依据、上午发下午要、天天报。",
        "Outside the catalogue, without basis, due the same day, or daily.",
    ),
    pattern(
        r"上午(?:发|下发|通知|布置)[^。；]{0,10}(?:下午|中午|当天)|临时(?:报表|要数|统计|填表|加急)|不说明(?:用途|依据)"
    ),
    pattern(
        r"(?:未|没有|没|不在)[^，。；]{0,4}(?:列入|纳入|在)?[^，。；]{0,8}(?:报表清单|报表目录|年度目录|年度清单|填报目录|目录内|清单内)|没有报备|未经报备"
    ),
    pattern(
        r"(?:下午|当天|今天|今日|今晚|中午前?|下班前|明早|明天|\d+点前|\d+时前|\d+ ?小时内|半小时内|立即|马上|连夜|火速)[^，。；]{0,24}?"
        r"(?:就要?交|要交|交齐|上交|报送|上报|报来|报齐|要报|报回|提交|反馈|填报|初报|报我|报[镇县乡市局办村]|发我|报至|报到)",
        unless=r"告警|接警|办结|答复群众|回复群众",
    ),
    pattern(
        r"(?:每天|每日|每晚|每周|日日|天天|每半天|每\d+小时)[^。；]{0,16}(?:报送|上报|报数|报前|报表|填报|报一次|报进度|报\d|零报告|日报|周报|汇报)|"
        r"按(?:日|周|天)(?:报数|上报|报送)|日报制|零报告|日报告",
        unless=r"天气预报|发现火情|实时上报",
    ),
    pattern(
        r"随意[^，。；]{0,12}(?:索要|要数|派任务|摊派|要材料|布置)|(?:索要|催要|催报)[^，。；]{0,6}(?:材料|数据|报表|台账)|随时(?:要|报|提供)[^，。；]{0,6}(?:数据|材料|报表)"
    ),
    pattern(
        r"\b(?:by (?:noon|tonight|this afternoon|end of (?:the )?day|close of business)|same day|within (?:an|two|\d+) hours?|ad[ -]hoc|daily report\w*)\b",
        r"\b(?:report\w*|data|form\w*|figures|submit\w*|statistics|table\w*)\b",
    ),
    scenes="emergency",
)
family(
    "overcollect",
    Text("过度收集个人信息", "Over-collection"),
    Text("为小事收集敏感个人信息。", "Sensitive personal data for a trivial purpose."),
    pattern(
        rf"(?:{_SENSITIVE})[^。；]{{0,24}}(?:{_SENSITIVE})",
        r"签到|讲座|活动|报名|领取|参观|投票|答题|关注|登录|注册|头像|问卷|入场|借阅|体验|逐项校核|游园|观影|领奖|抽奖|停车|进门|访客",
        unless=r"只报|仅需|只需|最小",
    ),
    pattern(
        r"(?:签到表?|讲座|活动|报名|领取|参观|投票|问卷|入场|借阅|访客|抽奖)[^。；]{0,16}(?:填|登记|提供|采集|收集|刷)[^。；]{0,10}"
        rf"(?:{_SENSITIVE})",
        unless=r"只报|仅需|只需|最小",
    ),
    pattern(
        r"(?:采集|收集|录入)[^，。；]{0,8}(?:人脸|指纹|声纹|通讯录|行踪)",
        r"签到|考勤|打卡|进门|活动|领取|全员|必须|居民",
    ),
    pattern(
        r"\b(?:id (?:card )?numbers?|home address\w*|fingerprints?|face (?:scan|data)|bank (?:card|account)s?|health (?:status|data))\b",
        r"\b(?:sign[ -]?in sheet|lecture|event|visitors?|lottery|survey|attendance sheet|library)\b",
    ),
    scenes="emergency",
)
