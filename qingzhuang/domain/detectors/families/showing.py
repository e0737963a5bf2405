"""Likes and votes, traces, and work measured by what is shown."""

from qingzhuang.domain.detectors.families import family, pattern
from qingzhuang.domain.text import Text

WANTED = (
    r"必须|务必|须|要求|督促|义务|都有|都要|每人|每天|每日|全员|全体|动员|发动|组织|任务|不少于|不低于|率|量|数|列为|列入|考核|加分|扣分|得分|评分|"
    r"加\d|扣\d|打分|通报|检查|评比|截图|转发到|各级|干部|职工|党员|认真|确保|达到|\d+%|\b(?:must|shall|required?|every|all|each|target|quota|assess\w*|"
    r"score\w*|staff|counted|points?)\b"
)
SCORE = (
    r"得?\d+(?:\.\d+)?分|扣|加分|得分|考核|评先|评优|挂钩|不少于|不得少于|至少|不低于|每[季月周年天日]|占\d|列入|纳入|必须|务必|累计|次数|篇|批评|评判|"
    r"评价|检查|排名|通报|打分|为准|带齐|备查|\b(?:points?|scor\w*|assess\w*|at least|per (?:month|quarter|week)|must|counted|deducted)\b"
)

family(
    "social_metrics",
    Text("点赞转发关注指标", "Likes, forwards, follows"),
    Text(
        "布置或计量点赞、转发、评论、关注、粉丝、访问量。", "Likes, forwards, comments, followers assigned or counted."
    ),
    pattern(
        r"点赞|集赞|转发|转载|朋友圈|粉丝|访问量|阅读量|浏览量|点击量|评论数|在看|分享(?:到|率|量|至)|分享和|推文",
        WANTED,
        unless=r"关注困难|转发文件|转发上级|转发通知(?:精神)?给",
    ),
    pattern(
        r"(?:关注|订阅)(?:率|量|数|人数|“?全覆盖)|(?:关注|订阅)[^，。；]{0,10}(?:公众号|视频号|微信|官微|账号|抖音)",
        WANTED,
    ),
    pattern(
        r"\b(?:likes?|retweets?|followers?|repost\w*|forward\w*|page views|shares?|comments?) ", WANTED + r"|\bposts?\b"
    ),
)
family(
    "vote_mobilise",
    Text("投票答题动员", "Votes and quizzes mobilised"),
    Text("动员投票、答题，要求参与率或截图。", "Votes or quizzes with participation ratios, counts or proof."),
    pattern(
        r"投票|拉票|网络评选|刷票|投\d*一?票|选票|答题|竞答|知识竞赛|问卷",
        r"率|不低于|不少于|不得少于|\d+ ?%|每人|每天|每日|动员|发动|组织(?:干部|职工|党员|群众|学生)|截图|排名|人次|全员|必须|务必|考核|任务|"
        r"未投|张选票|参与人数|通报|督促|\b(?:rate|must|every|all|quota|at least|screenshots?|ranked|staff)\b",
    ),
    pattern(
        r"\b(?:vot(?:e|es|ing)|quiz(?:zes)?|poll)\b",
        r"\b(?:rate|must|every|all staff|quota|at least|screenshots?|ranked|target|each|mandatory)\b",
    ),
)
family(
    "trace",
    Text("过度留痕", "Excessive traces"),
    Text(
        "要求截图、照片、视频、轨迹，以痕迹代替实绩。",
        "Screenshots, photos, videos, tracks demanded; traces in place of results.",
    ),
    pattern(
        r"截图|自拍|照片|拍照|摄像|录像|视频|图片|影像|图文(?:佐证|资料)?|佐证|水印相机|现场照|行走轨迹|轨迹|全程纪实|全程留痕|留痕|痕迹|电子围栏|"
        r"晒图|全程记录|定位记录|(?:巡查|巡河|巡林|行走|步行)里程|步数",
        r"上传|提供|要求|必须|须|报送|回传|没有.{0,6}视为|无.{0,6}不算|附|打分|计分|考核|每[天日次周月户]|评判|作为|拍摄|晒|传至|发群|每少|不足|须拍|并拍|备查|扫码|动态跟踪|"
        r"关键点|证明|为准|不少于|留痕|全程",
        unless=r"拍照识别|识别[^，。]{0,6}说明|监测图像|视频号|视频会议|证件照|告警|监控视频|登记照|免冠照|播放|宣传片|短视频平台",
    ),
    pattern(
        r"(?:分钟|小时|当天|第一时间)(?:内|必须)?[^，。；]{0,14}(?:发报道|发推文|发简报|出简报|发信息|上报道|发朋友圈)"
    ),
    pattern(
        r"\b(?:photos?|screenshots?|selfies?|videos?|gps tracks?|location tracks?|photographic evidence)\b",
        r"\b(?:must|required?|upload\w*|submit\w*|every|each|otherwise|proof|send|attach\w*|daily)\b",
    ),
    scenes="emergency security",
)
family(
    "process_metric",
    Text("以过程材料论英雄", "Process metrics"),
    Text(
        "以信息篇数、台账、会议、批示、笔记等评判工作。",
        "Work judged by items published, ledgers, meetings, notes, comments.",
    ),
    pattern(
        r"(?:报送|上报|编发|刊发|采用|发表|撰写)[^，。；]{0,8}(?:信息|简报|稿件|文章|报道|动态|经验材料)|信息[^，。；]{0,6}(?:篇|条)|用稿|投稿|宣传稿|"
        r"\d+篇|[一二两三]篇|新闻稿|简报\d|报道(?:篇|数|次)",
        SCORE,
        reads_as="measure",
    ),
    pattern(
        r"建立[^，。；]{0,20}(?:台账|档案|制度汇编)|台账[^，。；]{0,10}(?:齐全|得|完整|规范)|\d+类台账|台账(?:资料)?|会议记录|学习笔记|心得体会|工作笔记",
        SCORE,
        reads_as="measure",
    ),
    pattern(
        r"(?:召开|开)[^，。；]{0,10}(?:会议?|例会|推进会|部署会)|开会发文|发文(?:数量|件数)|会议次数|(?:领导|主要负责人|书记)[^，。；]{0,14}"
        r"(?:批示|调研|到村|指导|出席|研究)[^，。；]{0,10}(?:次|次数|数)?|批示[^，。；]{0,6}(?:件|次|得|加)|宣传[^，。；]{0,6}(?:场次|场)",
        SCORE,
        reads_as="measure",
        unless=r"不看开|通知召开",
        kinds="scheme",
    ),
    pattern(r"开会发文|学习笔记厚薄|发报道[^。；]{0,20}(?:晚|批评)|必须[^，。；]{0,14}(?:发报道|发推文|发简报)"),
    pattern(
        r"\b(?:reports? submitted|articles? published|meetings? held|ledgers?|study notes|press items|written instructions)\b",
        SCORE,
        reads_as="measure",
    ),
)
