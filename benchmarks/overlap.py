"""Forms of many departments that ask the same facts under other names: what is found, how surely, how fast.

    python -m benchmarks.overlap [--forms 2000] [--fields 30] [--seeds 5 71 2029] [--cases FOLDER]

The truth is planted: each fact has several ways of saying it, each field says one of them, and hard negatives stand
among them (户主姓名 beside 姓名, the guardian's telephone beside one's own, this year's area beside last year's). Peers in
the same run: equal captions after normalising, and RapidFuzz ``token_set_ratio`` over all pairs of distinct captions of
the first 300 forms at its best threshold. With ``--cases``, real sheets: how many captions more than one of them asks.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path

from rapidfuzz import fuzz, process

from qingzhuang.analytics.overlap import Form, FormField, Reader, find
from qingzhuang.sheets.recognise.binding import bare_caption

DEFAULT_CASES = Path(__file__).parents[2] / "shared/cases/forms"
PEER_FORMS = 300
CYCLES = ("yearly", "half_yearly", "quarterly", "monthly", "weekly")
# Fact → ways of saying it; "/" parts the group from the label. Facts side by side are each other's hard negatives.
PERSON = {
    "name": "姓名|村民姓名|居民姓名|本人姓名|姓  名|申请人姓名",
    "id": "身份证号|公民身份号码|居民身份证号码|身份证号码|证件号码",
    "phone": "联系电话|手机号|手机号码|联系方式|本人联系电话|电话",
    "guardian.phone": "监护人电话|监护人联系电话|监护人/联系电话|监护人手机号",
    "guardian.name": "监护人|监护人姓名|监护人/姓名",
    "spouse.name": "配偶姓名|配偶/姓名|爱人姓名",
    "spouse.id": "配偶身份证号|配偶/身份证号码|配偶证件号码",
    "spouse.phone": "配偶联系电话|配偶/手机号|配偶电话",
    "helper.phone": "帮扶人电话|帮扶责任人联系电话|帮扶干部/联系电话",
    "birth": "出生日期|出生年月|生日",
    "ethnicity": "民族|族别",
    "education": "学历|文化程度|受教育程度",
    "address": "现住址|居住地址|现居住地",
    "hukou": "户籍地址|户籍所在地|户口所在地",
    "health": "健康状况|身体状况|健康情况",
    "bank": "银行账号|银行卡号|一卡通账号",
}
HOUSEHOLD = {
    "head.name": "户主姓名|户主|户主名字",
    "head.id": "户主身份证号|户主证件号码|户主/身份证号",
    "head.phone": "户主联系电话|户主电话|户主/联系电话",
    "size": "家庭人口|家庭人口数|家庭人数",
    "registered": "户籍人口|户籍人口数",
    "resident": "常住人口|常住人口数",
    "income": "家庭年收入|家庭年总收入",
    "income.head": "人均年收入|人均收入|人均纯收入",
    "farmland": "耕地面积|承包地面积|承包耕地面积",
    "forest": "林地面积|山林面积",
    "cause": "致贫原因|主要致贫原因",
    "allowance": "是否低保户|低保户|是否低保",
}
# Facts of no element: said with the words of a trade. {y} and {c} are filled with what tells one from the other.
TRADES = {
    "planting": ("{y}{c}种植面积（亩）", "{y}{c}播种面积(亩)", "{y}{c}种植/面积"),
    "yield": ("{y}{c}产量（公斤）", "{y}{c}总产量(公斤)"),
    "subsidy": ("{y}{c}补贴金额（元）", "{y}{c}补助金额", "{y}{c}补贴发放/金额", "{y}{c}补贴资金（元）"),
    "insured": ("{y}{c}参保人数", "{y}{c}保险参加人数"),
    "loan": ("{y}{c}贷款金额（万元）", "{y}{c}借款金额"),
    "trained": ("{y}{c}培训人数（人）", "{y}参加{c}培训人数"),
    "vaccinated": ("{y}{c}疫苗接种人数", "{y}接种{c}疫苗人数", "{y}{c}疫苗接种数（人）"),
    "hazards": ("{y}{c}隐患数量（处）", "{y}{c}隐患个数", "{y}{c}安全隐患数"),
    "visits": ("{y}{c}走访户数", "{y}{c}入户走访户数"),
    "repairs": ("{y}{c}维修情况", "{y}{c}维修状况"),
}
WHAT = {
    "planting": "水稻 小麦 玉米 油菜 蔬菜 果树 茶叶 烤烟 中药材 花生", "yield": "水稻 小麦 玉米 油菜 蔬菜 茶叶 烤烟 花生",
    "subsidy": "农机 耕地地力 高龄 生态公益林 退耕还林 临时救助 残疾人护理 沼气 稻谷 义务教育",
    "insured": "养老 医疗 失业 工伤 农房", "loan": "小额 创业 助学 住房 富民", "trained": "电工 厨师 月嫂 电商 叉车 直播",
    "vaccinated": "流感 狂犬 百白破 水痘 乙肝", "hazards": "消防 燃气 用电 地质 道路 水库",
    "visits": "脱贫户 监测户 低保户 独居老人", "repairs": "路灯 水渠 公厕 桥梁 管网 道路",
}  # fmt: skip
# Facts that nobody looked at while the threshold and the word tables were made: measured apart.
HELD_OUT_PERSON = {
    "father": "父亲姓名|父亲|父亲/姓名", "mother": "母亲姓名|母亲|母亲/姓名", "school": "毕业院校|毕业学校|就读学校",
    "employer": "工作单位|就业单位|所在单位", "party": "政治面貌|是否党员|党派", "marriage": "婚姻状况|婚否|婚姻情况",
    "agent.phone": "代理人电话|代办人联系电话|委托人/手机号", "doctor.phone": "家庭医生电话|签约医生联系方式",
    "worker.name": "网格员姓名|网格员|网格长姓名", "skill": "技能特长|有何特长|技术特长", "major": "所学专业|专业",
    "left": "外出时间|外出务工时间", "insured": "医疗保险|医保类型|参加医疗保险情况", "disability": "残疾等级|残疾级别",
    "title": "职称|专业技术职务",
}  # fmt: skip
HELD_OUT_TRADES = {
    "stock": ("{y}{c}存栏数（头）", "{y}{c}存栏数量", "{y}{c}/存栏数"), "rebuilt": ("{y}{c}改造户数", "{y}{c}改造家庭数（户）"),
    "employed": ("{y}{c}就业人数", "{y}{c}务工人数", "{y}{c}务工人员数量（人）"), "drawn": ("{y}{c}领取金额（元）", "{y}领取{c}金额"),
    "disputes": ("{y}{c}矛盾纠纷数（件）", "{y}{c}纠纷件数"), "facility": ("{y}{c}设施状况", "{y}{c}设施情况", "{y}{c}设施现状"),
    "aided": ("{y}{c}资助人数", "{y}享受{c}资助人数"), "roads": ("{y}{c}里程（公里）", "{y}{c}长度(公里)"),
    "given": ("{y}{c}捐款金额(元)", "{y}{c}捐赠金额"), "checked": ("{y}{c}检查次数", "{y}{c}检查数（次）", "{y}{c}查验次数"),
}  # fmt: skip
HELD_OUT_WHAT = {
    "stock": "生猪 肉牛 山羊 奶牛 家禽", "rebuilt": "厨房 电网 危房 厕所 庭院", "employed": "省外 县内 公益岗位 车间 园区",
    "drawn": "高龄津贴 抚恤金 养老金 救济粮", "disputes": "邻里 婚姻 土地 劳资 医疗", "facility": "体育 文化 照明 排水 监控 健身",
    "aided": "高中生 大学生 幼儿 中职生 孤儿", "roads": "通村公路 机耕道 产业路 水渠", "given": "慈善 教育 救灾 医疗",
    "checked": "食品 药品 锅炉 电梯 校车 工地",
}  # fmt: skip
YEARS = ("", "上年", "本年")


def facts_of(held_out: bool) -> dict[str, tuple[str, ...]]:
    persons = {"name": PERSON["name"], "id": PERSON["id"], **HELD_OUT_PERSON} if held_out else PERSON
    trades, whats = (HELD_OUT_TRADES, HELD_OUT_WHAT) if held_out else (TRADES, WHAT)
    found = {f"p.{code}": tuple(said.split("|")) for code, said in persons.items()}
    found |= {f"h.{code}": tuple(said.split("|")) for code, said in HOUSEHOLD.items()}
    for trade, forms in trades.items():
        for what, year in product(whats[trade].split(), YEARS):
            found[f"{trade}.{what}.{year}"] = tuple(form.format(y=year, c=what) for form in forms)
    return found


def made(forms: int, fields: int, seed: int, held_out: bool = False) -> tuple[list[Form], list[list[str]]]:
    """Forms and, field by field, the fact that each asks."""
    chance = random.Random(seed)
    facts = facts_of(held_out)
    persons = [code for code in facts if code.startswith("p.") and code != "p.name"]
    households = [code for code in facts if code.startswith("h.") and code not in ("h.head.name", "h.head.phone")]
    trades = [code for code in facts if code[:2] not in ("p.", "h.")]
    told, truth = [], []
    for number in range(forms):
        if chance.random() < 0.6:
            chosen = ["p.name", *chance.sample(persons, 12), *chance.sample(households, 3)]
        else:
            chosen = ["h.head.name", "h.head.phone", *chance.sample(households, 8)]
        chosen += chance.sample(trades, max(0, fields - len(chosen)))
        # A household's ledger asks the head's number and telephone without saying whose.
        bare = {"h.head.id": ("身份证号", "公民身份号码"), "h.head.phone": ("联系电话", "手机号")}
        said = facts | (bare if chosen[0] == "h.head.name" and chance.random() < 0.3 else {})
        captions = [_numbered(chance.choice(said[code]), at, chance) for at, code in enumerate(chosen, 1)]
        told.append(
            Form(
                f"f{number}", f"报表{number}", tuple(FormField(caption) for caption in captions),
                issuer=f"部门{number % 60}", cycle=chance.choice(CYCLES), units=chance.choice((12, 183, 366)),
                rows=chance.choice((1, 20, 200)),
            )
        )  # fmt: skip
        truth.append(chosen)
    return told, truth


def _numbered(said: str, at: int, chance: random.Random) -> tuple[str, ...]:
    path = said.split("/")
    if chance.random() < 0.1:
        path[-1] = f"{at}.{path[-1]}"
    if chance.random() < 0.1:
        path[-1] += "*"
    return tuple(path)


def scores(found: Iterable[object], truth: Iterable[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over all pairs of fields, from the sizes of groups alone."""
    both, mine, theirs = Counter(), Counter(), Counter()
    for group, fact in zip(found, truth, strict=True):
        both[group, fact] += 1
        mine[group] += 1
        theirs[fact] += 1
    right, told, true = (sum(n * (n - 1) // 2 for n in each.values()) for each in (both, mine, theirs))
    precision, recall = right / max(told, 1), right / max(true, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _line(name: str, of: tuple[float, float, float], seconds: float) -> str:
    return f"  {name:34} P {of[0]:.4f}  R {of[1]:.4f}  F1 {of[2]:.4f}  {seconds:8.2f} s"


def measure(forms: int, fields: int, seed: int, held_out: bool) -> None:
    told, truth = made(forms, fields, seed, held_out)
    flat = [fact for row in truth for fact in row]
    began = time.perf_counter()
    overlaps = find(told, Reader())
    seconds = time.perf_counter() - began
    mine = [number if number is not None else ("none", at) for at, number in enumerate(_flat(overlaps.of))]
    print(f"seed {seed}{', facts held out' if held_out else ''}: {forms:,} forms, {len(flat):,} fields, {len(overlaps.wordings):,} wordings, "
          f"{len(overlaps.facts):,} facts for {len(set(flat)):,} true ones, {len(overlaps.doubtful()):,} doubtful pairs, "
          f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")  # fmt: skip
    ours = scores(mine, flat)
    print(_line("pairs of fields", ours, seconds))
    labels = ["/".join(map(bare_caption, asked.caption)) for form in told for asked in form.fields]
    # A fact counts once for each way of saying it: frequent names do not carry the rest.
    distinct = {(label, fact): group for label, fact, group in zip(labels, flat, mine, strict=True)}
    print(_line("pairs of distinct captions", scores(distinct.values(), [fact for _l, fact in distinct]), seconds))
    began = time.perf_counter()
    equal = scores(labels, flat)
    print(_line("peer: equal captions", equal, time.perf_counter() - began), f" F1 ratio {ours[2] / equal[2]:.2f}")
    fuzzy(told[:PEER_FORMS], flat, mine)


def _flat(rows: Iterable[Sequence[int | None]]) -> list[int | None]:
    return [each for row in rows for each in row]


def fuzzy(told: Sequence[Form], flat: Sequence[str], mine: Sequence[object]) -> None:
    """RapidFuzz over all pairs of the distinct captions, each with the fact it mostly asks, pair by pair."""
    began = time.perf_counter()
    find(told, Reader())
    ours = time.perf_counter() - began
    count = sum(len(form.fields) for form in told)
    facts: dict[str, Counter] = defaultdict(Counter)
    groups: dict[str, object] = {}
    captions = ["".join(map(bare_caption, asked.caption)) for form in told for asked in form.fields]
    for caption, fact, group in zip(captions, flat[:count], mine, strict=False):
        facts[caption][fact] += 1
        groups[caption] = group
    names = list(facts)
    asks = [facts[name].most_common(1)[0][0] for name in names]
    began = time.perf_counter()
    table = process.cdist(names, names, scorer=fuzz.token_set_ratio, workers=1)
    seconds = time.perf_counter() - began
    best = (0.0, 0.0, 0.0, 0)
    for least in (70, 75, 80, 85, 90, 95):
        told_pairs = [(a, b) for a, b in zip(*(table >= least).nonzero(), strict=True) if a < b]
        right = sum(asks[a] == asks[b] for a, b in told_pairs)
        true = sum(n * (n - 1) // 2 for n in Counter(asks).values())
        precision, recall = right / max(len(told_pairs), 1), right / max(true, 1)
        best = max(best, (2 * precision * recall / max(precision + recall, 1e-9), precision, recall, least))
    here = scores([groups[name] for name in names], asks)
    print(_line(f"peer: token_set_ratio ≥ {best[3]}", (best[1], best[2], best[0]), seconds),
          f" over {len(names):,} captions of {len(told)} forms; ours there F1 {here[2]:.4f} in {ours:.2f} s: "
          f"F1 ratio {here[2] / max(best[0], 1e-9):.2f}, time ratio {ours / max(seconds, 1e-9):.2f}")  # fmt: skip


def real(folder: Path) -> None:
    """How many captions of real sheets are asked by more than one of them."""
    from qingzhuang.cli.overlap import read_forms

    forms, _troubles = read_forms(
        sorted(path for path in folder.rglob("*") if path.suffix in (".xlsx", ".xls", ".docx"))
    )
    began = time.perf_counter()
    overlaps = find(forms)
    seconds = time.perf_counter() - began
    names: dict[object, set[str]] = defaultdict(set)
    for at, form in enumerate(forms):
        for number in overlaps.of[at]:
            if number is not None:
                names[number].add(form.name)
    asked = [(number, name) for row, form in zip(overlaps.of, forms, strict=True) for number, name in
             ((n, form.name) for n in row if n is not None)]  # fmt: skip
    again = sum(len(names[number]) > 1 for number, _name in asked)
    equal: dict[str, set[str]] = defaultdict(set)
    for form in forms:
        for asked_field in form.fields:
            equal["/".join(map(bare_caption, asked_field.caption))].add(form.name)
    print(f"real sheets: {len(forms)} tables, {len(asked)} captions, {again} ({again / max(len(asked), 1):.0%}) ask what a "
          f"form of another name asks too; {sum(len(each) > 1 for each in names.values())} of {len(names)} facts; "
          f"{sum(len(each) > 1 for each in equal.values())} captions by equal name; {seconds:.2f} s")  # fmt: skip
    for fact in sorted(overlaps.facts, key=lambda fact: -fact.forms)[:12]:
        print(
            f"    {fact.forms:3} forms  {fact.element or '-':28} {'、'.join(sorted({overlaps.wordings[n].label for n in fact.wordings})[:8])}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=2000)
    parser.add_argument("--fields", type=int, default=30)
    parser.add_argument("--seeds", type=int, nargs="+", default=[5, 71, 2029])
    parser.add_argument("--cases", type=Path, default=DEFAULT_CASES)
    arguments = parser.parse_args()
    for seed in arguments.seeds:
        for held_out in (False, True):
            measure(arguments.forms, arguments.fields, seed, held_out)
    if arguments.cases.is_dir():
        real(arguments.cases)


if __name__ == "__main__":
    main()
