"""Work groups: orders by chat, and too many of them."""

from qingzhuang.domain.detectors.families import family, pattern
from qingzhuang.domain.text import Text

family(
    "group_abuse",
    Text("工作群异化", "Groups turned to other ends"),
    Text(
        "接龙、收到回复、即时响应、群里摊派、严禁退群。",
        "Check-in chains, instant replies, tasks by chat, leaving forbidden.",
    ),
    pattern(r"接龙(?!镇|乡|村|街|路|社区|派出所)|收到请?(?:回复|回|扣|打)|回复[“\"]?收到|请?回复1"),
    pattern(r"@ ?(?:所有人|全体|全员)"),
    pattern(
        r"(?:严禁|不得|不准|不许|禁止)(?:私自|擅自|随意)?退群|必须入群|一律入群|强制入群|拉入[^，。；]{0,10}群",
        firm=True,
    ),
    pattern(
        r"(?:不|未|没有?|没人|无人|不及时|未及时|超时)[^，。；]{0,6}(?:回复|回应|响应|接收|应答)",
        r"点名|通报|批评|扣|追责|约谈|打电话|催|视为|再三|考核",
    ),
    pattern(
        r"(?:\d+|[一二两三五十半]+) ?(?:分钟|小时|刻钟)(?:之?内|以内)[^，。；]{0,8}(?:回复|回应|响应|应答|接收|报到)|秒回|即时(?:响应|回复)|24小时(?:在线|待命|回复)",
        unless=r"办结|答复群众|回复群众|接警|投诉",
    ),
    pattern(
        r"(?:晚上|夜间|深夜|凌晨|周末|节假日|休息日|非工作时间|下班后)[^。；]{0,16}(?:群|消息|回复|布置|派(?:发|任务)|发通知|@)"
    ),
    pattern(
        r"(?:群里|群内|在群|工作群|微信群|群中)[^。；]{0,14}(?:摊派|派任务|派活|布置任务|索要|要材料|要数|点名|通报|晒|打卡|报前|报进度|上传|报送|点评|催|评比)"
    ),
    pattern(r"每个?群成员[^，。；]{0,8}(?:义务|必须|须|都要)|以回复为(?:送达|准)"),
    pattern(
        r"\b(?:reply (?:\"|“)?received|acknowledge receipt|reply chain|sign-?up chain|@ ?(?:all|everyone)|"
        r"(?:not|never) (?:be )?(?:allowed to )?leave the group|leaving the group is|reply within \w+ (?:minutes?|hours?)|after hours messages?)",
        firm=True,
    ),
    scenes="emergency",
)
family(
    "group_sprawl",
    Text("工作群过多过滥", "Too many groups"),
    Text("群太多，同一工作多头建群。", "Too many groups, or several for one task."),
    pattern(
        r"(?:[4-9]|[1-9]\d+|[四五六七八九]|[十几数百]+|几十|十多|上百)(?:多|余)?个(?:各类|微信|qq|钉钉|政务|不同的|大大小小的)*(?:工作|业务|微信|联络)?(?:微信)?群",
        reads_as="state",
    ),
    pattern(
        r"(?:各|分别|都|层层|逐级|又|另)(?:自|要|再|须)?[^，。；]{0,3}建(?:立|一?个|了)?[^，。；]{0,22}群|建(?:了|立)?一?个?群[^。；]{0,14}(?:又|再|还|也)[^，。；]{0,4}建|重复建群|多头建群|一事一群|一活动一群|群套群|群摞群",
        reads_as="state",
        unless=r"一个单位只建|只建一个",
    ),
    pattern(
        r"成员(?:基本|高度|大部分|几乎|大多)?(?:相同|重合|重叠|一样)|建(?:了|立)?[二三两四多2-9](?:级|层|个)[^，。；]{0,8}群|(?:同一|一)项?(?:工作|任务|活动)[^，。；]{0,10}(?:多|几|数|\d)个群",
        reads_as="state",
    ),
    pattern(
        r"\b(?:dozens? of|\d{2,}|[4-9]|many|several|seven|eight|ten|twenty) (?:work |chat |wechat )*groups\b|overlapping (?:work |chat )?groups",
        reads_as="state",
    ),
)
