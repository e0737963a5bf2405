"""A made-up register with planted truth: copies of several kinds among look-alikes that are something else.

Everything follows from the seed. Planted for each probed entry: ``copy`` (light edits), ``reordered``, ``reworded``
(synonyms, about half of them unknown to the product's table), ``office`` (another office's name, all edits mixed),
``part`` (a few of the functions: a module of something larger) and ``sentence`` (the need in plain speech). Hard
negatives keep the probed entry's sponsor, users and description around other functions. ``mass`` entries are copies
of a few templates, each a little different, two hundred of each.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qingzhuang.analytics.likeness import Entry


def _words(text: str) -> list[str]:
    return text.split()


THINGS = _words(
    "隐患 防汛 森林防火 独居老人 留守儿童 残疾人 低保 垃圾分类 河道 水库 林区 耕地 宅基地 农机 病虫害 动物防疫 疫苗 慢病 "
    "家庭医生 医保 社保 就业 招聘 党员 支部 村务 集体资产 惠农补贴 危房 消防 用电 燃气 电梯 停车 公交 农村公路 桥梁 校车 校园 "
    "食品 药店 商户 企业 项目 招商 工单 诉求 信访 矛盾纠纷 出租屋 流动人口 反诈 禁毒 社区矫正 退役军人 征兵 志愿者 文明实践 "
    "景区 民宿 图书 健身 文化活动 非遗 古树 气象 地质灾害 地震 物资 值班 会议 公文 印章 车辆 食堂 宿舍 公章 采购 合同 预算 "
    "工资 考勤 请假 培训 考试 档案 投票 问卷 积分 排名 人才 乡贤 村规 婚姻 殡葬 宗教 民族 侨务 工会 妇女 青年 托育 助餐 "
    "养老 护理 康复 献血 急救 饮用水 污水 扬尘 噪声 秸秆 烟花 溺水 渔船 养殖 屠宰 种子 化肥 农药 灌溉 果园 茶园 蔬菜 大棚 "
    "冷链 电商 直播 快递 物流 集市 摊位 广告 门牌 路灯 井盖 绿地 公厕 工地 塔吊 危化品 矿山 粉尘 锅炉 气瓶 网吧 民办教育 "
    "科普 专利 商标 标准 计量 统计 普查 户籍 身份证 护照 驾照 违章 事故 救护 灾情 捐赠"
)
ACTS = _words(
    "上报 巡查 登记 查询 审批 派单 统计 预警 走访 签到 排查 评价 公示 通知 预约 缴费 发放 调度 监测 建档 核验 回访 整改 "
    "申领 报修 盘点 移交 抽检 备案 注销 变更 认领 结对 协商 督办 比对 归档 研判 导出 填报"
)
TOUCHES = _words(
    "现场 年度 季节性 重点 一键 批量 跨村 分级 网格 逐户 夜间 节假日 汛前 春季 秋冬 高风险 新增 历史 台风 片区 楼栋 入库 "
    "流域 山洪 园区 口岸 码头 高速 牧区 库区 城中村 老旧小区 安置点 易涝点 示范 试点 联合 交叉 双随机 第三方"
)
KNOWN = {
    "防汛": "抗洪", "隐患": "风险点", "上报": "报送", "巡查": "巡检", "签到": "打卡", "老人": "老年人", "查询": "检索",
    "登记": "录入", "走访": "入户", "预警": "告警", "统计": "汇总", "通知": "公告", "排查": "摸排", "派单": "交办",
    "盘点": "清点", "结对": "帮带", "核验": "核对", "移交": "交接", "比对": "对照", "公厕": "厕所", "护理": "陪护",
    "合同": "协议", "捐赠": "捐款", "工资": "薪酬",
}  # fmt: skip
UNKNOWN = {
    "导出": "下载", "抽检": "取样化验", "发放": "发给", "建档": "立卷", "研判": "会诊", "变更": "更改", "认领": "领养",
    "井盖": "窨井", "路灯": "街灯", "快递": "包裹", "车辆": "用车", "食堂": "饭堂", "集市": "赶集", "摊位": "摊点",
    "广告": "招牌", "宿舍": "寝室", "印章": "图章", "门牌": "户牌", "值班": "当班", "协商": "商谈", "种子": "籽种",
    "网吧": "上网场所", "填报": "填写",
}  # fmt: skip
OFFICES = _words(
    "水利局 林业局 民政局 农业农村局 应急管理局 卫生健康局 住建局 教育局 公安局 人社局 文旅局 市场监管局 司法局 组织部 宣传部"
)
USERS = ["网格员", "村干部", "居民", "企业", "护林员", "老人家属", "机关干部", "志愿者", "学生家长", "农户"]
SHELLS = (
    "本{o}为提升基层治理能力建设的数字化管理平台",
    "服务全县群众，实现信息化、智能化管理",
    "落实上级要求，推进业务数据统一管理",
)
NAMES = ("智慧{t}平台", "{t}通", "{t}管理系统", "数字{t}", "{t}服务小程序")
OPENINGS = ("我们想做一个小程序，能", "镇里需要一个应用，可以", "有没有现成的系统，用来", "村里希望能在手机上")
KINDS = ("copy", "reordered", "reworded", "office", "part", "sentence")
MASS_COPIES = 200


@dataclass(frozen=True)
class Probe:
    """A question and the entry that answers it."""

    kind: str
    asked: Entry | str
    truth: str


class Corpus:
    """A register of ``size`` entries and ``probes`` questions of each kind."""

    def __init__(self, size: int, seed: int, probes: int = 100) -> None:
        self.size, self.seed = size, seed
        self._random = random.Random(seed)
        self._places = [
            "".join(self._random.sample("安平青云河川石林白龙金沙玉泉临东西南北新永", 2)) for _ in range(400)
        ]
        self._asked = set(self._random.sample(range(0, size * 8 // 10), probes * len(KINDS)))
        self.probes: list[Probe] = []

    def entries(self) -> Iterator[Entry]:
        """The register; asking for it all also fills ``probes``."""
        plain, mass = self.size * 8 // 10, self.size // 10
        order = list(KINDS) * (len(self._asked) // len(KINDS) + 1)
        negatives: list[Entry] = []
        for number in range(plain):
            entry = self._entry(f"e{number}")
            if number in self._asked:
                self.probes.append(self._probe(order.pop(), entry))
            if number % 8 == 0:
                negatives.append(entry)
            yield entry
        for number in range(mass):
            if number % MASS_COPIES == 0:
                template = self._entry("template")
            yield self._edited(template, f"m{number}")
        for number in range(self.size - plain - mass):
            yield replace(negatives[number % len(negatives)], id=f"n{number}", functions=self._functions())

    def _functions(self) -> tuple[str, ...]:
        things = self._random.sample(THINGS, self._random.randint(2, 3))
        items = [self._item(self._random.choice(things)) for _ in range(self._random.randint(4, 7))]
        return tuple(dict.fromkeys(items))

    def _item(self, thing: str) -> str:
        touch = self._random.choice(TOUCHES) if self._random.random() < 0.4 else ""
        return touch + thing + self._random.choice(ACTS)

    def _entry(self, identity: str) -> Entry:
        pick = self._random.choice
        functions, office = self._functions(), pick(self._places) + "县" + pick(OFFICES)
        theme = next(thing for thing in THINGS if thing in functions[0])
        name = pick(NAMES).format(t=theme)
        return Entry(identity, "app", name, office, functions, pick(SHELLS).format(o=office), pick(USERS))

    def _edited(self, entry: Entry, identity: str) -> Entry:
        items = list(entry.functions)
        at = self._random.randrange(len(items))
        if self._random.random() < 0.5 and len(items) > 3:
            del items[at]
        else:
            items[at] = self._random.choice(TOUCHES) + items[at]
        return replace(entry, id=identity, functions=tuple(items))

    def _reworded(self, items: tuple[str, ...]) -> tuple[str, ...]:
        words = {**KNOWN, **UNKNOWN}
        return tuple(self._swapped(item, words) for item in items)

    def _swapped(self, item: str, words: dict[str, str]) -> str:
        for word, other in words.items():
            if word in item and self._random.random() < 0.8:
                item = item.replace(word, other, 1)
        return item

    def _shuffled(self, entry: Entry) -> Entry:
        return replace(entry, functions=tuple(self._random.sample(entry.functions, len(entry.functions))))

    def _elsewhere(self, entry: Entry) -> Entry:
        """Another office's own version, everything mixed."""
        other = self._entry("other")
        mixed = self._shuffled(self._edited(replace(entry, functions=self._reworded(entry.functions)), "asked"))
        return replace(mixed, name=other.name, sponsor=other.sponsor, description=other.description, users=other.users)

    def _probe(self, kind: str, entry: Entry) -> Probe:
        fresh = replace(entry, id="asked")
        made: dict[str, Entry | str] = {}
        if kind == "copy":
            made[kind] = self._edited(fresh, "asked")
        elif kind == "reordered":
            made[kind] = self._shuffled(fresh)
        elif kind == "reworded":
            made[kind] = replace(fresh, functions=self._reworded(fresh.functions))
        elif kind == "office":
            made[kind] = self._elsewhere(fresh)
        elif kind == "part":
            made[kind] = replace(fresh, name="新应用", functions=fresh.functions[:3], description="", sponsor="")
        else:
            told = self._random.sample(self._reworded(entry.functions), min(4, len(entry.functions)))
            made[kind] = self._random.choice(OPENINGS) + "，还能".join(told) + "，给" + entry.users + "用。"
        return Probe(kind, made[kind], entry.id)
