"""Apps and accounts: dead, doubled, unfiled, selling."""

from qingzhuang.domain.detectors.families import family, pattern
from qingzhuang.domain.text import Text

_THING = r"(?:政务)?(?:微信)?(?:公众号|小程序|视频号|头条号|抖音号|账号|app|应用(?:程序)?|平台|系统|软件|网站)"

family(
    "zombie",
    Text("空壳僵尸", "Zombie or empty shell"),
    Text("长期不更新、没人用、打不开、该注销未注销。", "Long not updated, not used, not working, not deregistered."),
    pattern(
        r"(?:长期|连续|已经?|一直|多[年月]|半年|数月|\d+个?[年月天]|[一二两三四五六七八九十半]+个?[年月])[^，。；]{0,8}"
        r"(?:不|未|没有?|无人?|停止|零)(?:人)?(?:再)?(?:更新|维护|使用|登录|运行|访问|打理|发布|内容)",
        reads_as="state",
    ),
    pattern(
        r"(?:不再|停止|无人|没人|再没)(?:进行)?(?:维护|更新|使用|打理|问津)|停更|断更|更新不及时|打不开|无法(?:打开|登录|使用|访问)|闪退|白屏|功能失效|沉睡|"
        r"再无(?:更新|内容|动静)|仅发(?:布)?(?:过|了)[^，。；]{0,4}条|未提供有效互动|未完成注销|(?:至今)?未注销|要求注销",
        reads_as="state",
        firm=True,
        unless=r"清理|整治|自查|排查|处置完毕|已全部|吊销",
    ),
    pattern(
        r"僵尸|空壳|形同虚设|脱节|闲置|名存实亡|摆设",
        reads_as="state",
        unless=r"清理|整治|自查|排查|关停|注销|杜绝|检查",
    ),
    pattern(
        r"(?:登录|使用|下载|访问|活跃|用户|点击)[^，。；]{0,8}(?:不到|不足|少于|仅有?|只有|为零|为0|寥寥)[^，。；]{0,6}(?:\d+)?(?:人|次|个|%)?",
        reads_as="state",
    ),
    pattern(r"使用(?:范围|频度|频率|率|人数)[^，。；]{0,8}(?:小|低|少|极低)|频度低", reads_as="state"),
    pattern(
        r"\b(?:not (?:been )?updated|no longer (?:maintained|updated|used)|abandoned|dormant|zombie|inactive for|nobody uses|last updated)\b",
        reads_as="state",
        firm=True,
    ),
)
family(
    "dup_build",
    Text("重复建设、功能雷同", "Duplicate building"),
    Text(
        "功能雷同，一单位多号，多头开发。", "Look-alike functions, several accounts of one unit, parallel development."
    ),
    pattern(
        r"功能[^，。；]{0,8}(?:雷同|相近|相似|相同|重复|类似|重叠|大同小异)|雷同|同质化|内容(?:重复|雷同)|重复(?:建设|开发|建|开设)|可被[^，。；]{0,8}(?:替代|取代)|"
        r"(?:已有|现有)[^，。；]{0,12}(?:类似|同类|相同)[^，。；]{0,12}(?:另|又|再|仍)",
        reads_as="state",
        unless=r"作为模块|模块接入|整合|合并|并入|归并|避免|接入统一",
    ),
    pattern(
        rf"(?:都|均|分别|各自?)(?:又)?(?:开|建|办|搞|开发|设|做)了?[^，。；]{{0,16}}{_THING}|另(?:起炉灶|建|开发)[^，。；]{{0,8}}{_THING}|一(?:单位|部门|处室|事)一(?:号|端|app)",
        reads_as="state",
    ),
    pattern(
        rf"(?:[3-9]|\d\d+|[三四五六七八九十]|几|多|数)(?:多|余)?个[^，。；]{{0,8}}{_THING}|(?:[3-9]|\d\d+)个报表系统",
        r"同时|并存|更新|运维|运行|雷同|布置|维护|重复|各自|开设|安装|管理|切换|登录",
        reads_as="state",
        unless=r"关停|注销|整合|合并|归并|已接入|接入统一|检查",
    ),
    pattern(
        r"\b(?:duplicat\w+|look-?alike|redundant|overlapping|same functions?|yet another|parallel)\b",
        r"\b(?:apps?|accounts?|systems?|platforms?|mini-programs?)\b",
        reads_as="state",
    ),
)
family(
    "no_filing",
    Text("未备案", "Not filed"),
    Text("没有备案就上线、推广、使用。", "Launched, promoted or used without filing."),
    pattern(
        r"(?:没有|没|未|尚未|还未|还没有?|拒不|从未)(?:及时|按规定|依法|完成|取得|办理|通过|进行|申请|经过?)*[^，。；]{0,4}备案(?!.{0,6}不得)|无备案号|先上线后备案|边用边备案|"
        r"(?:未|没有)经(?:过)?(?:审批|批准|审核|立项)[^，。；]{0,10}(?:上线|使用|开设|建|推广|运行)",
        reads_as="state",
    ),
    pattern(
        r"\b(?:unfiled|not (?:yet )?(?:been )?filed|without (?:a )?filing(?: number)?|unregistered)\b",
        r"\b(?:apps?|mini-programs?|launch\w*|use\w*|install\w*|accounts?)\b",
        reads_as="state",
        firm=True,
    ),
)
family(
    "commercial",
    Text("经营性活动", "Business activity"),
    Text("在政务应用里推销、收费、抽成、投广告。", "Selling, fees, commission or adverts inside government apps."),
    pattern(
        r"推销|带货|佣金|提成|抽成|返利|返佣|商城|团购|广告(?:位|投放|费|弹窗|收入|合作)|弹窗广告|付费(?:会员|服务|功能|解锁)|会员费|(?:推|卖|代理)[^，。；]{0,4}(?:保险|理财|套餐|话费)|"
        r"刷单|微商|有偿(?:推广|服务)",
        unless=r"公示|法定收费|诈骗|反诈|投诉|查处",
    ),
    pattern(
        r"\b(?:advertis\w+|commissions?|paid (?:membership|features?)|sell\w* (?:insurance|products|goods)|online shop|kickbacks?)\b"
    ),
)
