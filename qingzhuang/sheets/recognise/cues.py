"""What single texts say about the row they stand in. Patterns are of office Chinese, read after ``squeeze``."""

from __future__ import annotations

import re
from itertools import pairwise

from qingzhuang.sheets.normalise import parse_date, squeeze

_NOTE = re.compile(
    r"^(?:[*※★#]?(?:备?注|说明|注意(?:事项)?|填[表报写](?:说明|须知|要求|指南)|补充资料|(?:资料|数据)来源|提示|指标解释|"
    r"审核关系|逻辑关系|温馨提示|附注|notes?|source)(?:[0-9一二三四五]?[:、.\n]|\d|$)|注[:(]|说明[:(])",
    re.IGNORECASE,
)
_UNIT = re.compile(r"^\(?(?:计量|金额|数量|计算)?单位[:]")
_INFO = re.compile(
    r"(?:填[报表制写]|制[表定]|报[送表告]|上报|编[制报]|主管|统计|批准|汇总|推荐|申[报请])?"
    r"(?:单位|部门|机关|机构|日期|时间|年月|人|文号|党委|支部|村|社区|乡镇|学院)?(?:名称|全称)?"
    r"(?:\([^()]*章\)|盖章|\([^()]*字\))?:"
)
_STAMP = re.compile(r"\((?:盖章|公章|签章|签字|签名|加盖公章)\)|盖章处|签字[:]?$|签名[:]?$|签章[:]?$")
_BLANK_DATE = re.compile(r"^(?:[^:]{0,12}:)?(?:\d{4}|_*)年(?:\d{1,2}|_*)月(?:(?:\d{1,2}|_*)日)?$")
_TABLE_NUMBER = re.compile(r"^(?:附?表|附件|表号|表格)[一二三四五六七八九十\d.\-]*(?:[:].*)?$")
_SIGNATURE = re.compile(
    r"(?:填[表报]|制表|审[核批]|复核|负责|经办|领导|校核|统计|监票|计票|联系|总监票|主管)[^:]{0,6}(?:人|员|签[字名章]|电话|领导|负责人)[^:]{0,6}:"
)
_TOTAL = re.compile(r"^(?:合计|总计|共计|小计|累计|总数|全部合计|本页合计)(?:[:(].*)?$")
_SECTION = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|第[一二三四五六七八九十]+部分|\([一二三四五六七八九十]+\))")
_REQUIRED = re.compile(
    r"^[(*]*(?:.{0,12}必[填录选]项?|选填|非必[填录]|可不填|可空|自动生成|无需填写|\*)(?:[)]|[,:;(、].{1,40})?$"
)
_STAR = re.compile(r"^[*＊]|[*＊]$|\((?:必填|\*)\)|\*\(")
_NUMBER = re.compile(r"^[-+]?[¥$]?\d[\d,]*(?:\.\d+)?%?$")
_YEAR = re.compile(r"^(?:19|20)\d{2}(?:\.0)?$")
_DIGIT_LABEL = re.compile(r"^[(]?(\d{1,3})[)]?$")
_FORMULA = re.compile(r"^([^=]{1,5})=[\d()+\-—–*×/÷]{1,40}$")
_ROW_LABELS = ("栏次", "列次", "栏目", "序列", "行次")
_WEEKDAYS = "日一二三四五六天"
_UNIT_ONLY = re.compile(
    r"^\([^()\u4e00-\u9fff]{1,40}\)$|^\([^()]{1,12}\)$|^(?:%|‰|元|万元|亿元|人|户|个|次|亩|公里|平方米|万人|人次|台|套|件|吨|家|所|公顷)$"
)
_SENTENCE = re.compile(r"[。；;!！?？]|，.*，.*，")
_HEAVENLY = "甲乙丙丁戊己庚辛壬癸"
_SHORTEST_SERIES = 5
_NUMERALS = [*"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五六七八九"), "二十"]
_CAPTION_END = re.compile(
    r"(?:名|名称|号|号码|编码|代码|编号|序号|日期|时间|年月|情况|人数|户数|数|数量|率|金额|面积|类型|类别|种类|性质|单位|部门|地址|"
    r"地点|电话|方式|备注|原因|意见|得分|值|描述|详情|标准|内容|要求|等级|状态|级别|职务|职称|结果|次数|项目|指标|比例|比重|合计|总计|"
    r"其中|计|人员|票|姓名|性别|民族|年龄|籍贯|学历|学位|专业|照片|签名|来源|用途|规格|型号|单价|总价|价格|收入|支出|关系|成员|地区|年份|年度)$"
)
_LONGEST_CAPTION = 45


def is_choice(text: str) -> bool:
    """An answer to be ticked: □是 □否, ○男 ○女, or a place holder such as {{name}} or ____."""
    bare = squeeze(text)
    return any(mark in bare for mark in "□☐☑○◯_") or (bare.startswith("{") and bare.endswith("}"))


def is_dash(text: str) -> bool:
    """A dash or slash that says "nothing here"."""
    return not squeeze(text).strip("-—–/_.…")


def is_number(text: str) -> bool:
    return bool(_NUMBER.match(squeeze(text)))


def is_year(text: str) -> bool:
    return bool(_YEAR.match(squeeze(text)))


def is_data_value(text: str) -> bool:
    """A number, a date or an identifier: what stands in data, seldom in a header."""
    bare = squeeze(text)
    if _NUMBER.match(bare):
        return True
    digits = sum(c.isdigit() for c in bare)
    if digits >= 6 and digits * 10 >= len(bare) * 7:
        return True
    return digits >= 4 and parse_date(text) is not None and not bare.endswith(("年", "年度"))


def is_label(text: str) -> bool:
    """Could be a caption: short, no sentence, no value."""
    bare = squeeze(text)
    if not bare or is_data_value(text):
        return False
    without_hints = re.sub(r"\([^()]*\)", "", bare)
    if len(without_hints) > _LONGEST_CAPTION or _SENTENCE.search(without_hints):
        return False
    return any(c.isalpha() or c in "%±‰#√" for c in bare)


def is_latin(text: str) -> bool:
    """Words in Latin letters alone."""
    bare = squeeze(text)
    return any(c.isalpha() for c in bare) and all(c.isascii() or not c.isalpha() for c in bare)


def looks_caption(text: str) -> bool:
    """Ends as captions do (…名称, …人数, …情况)."""
    bare = re.sub(r"\([^()]*\)|[*:#]", "", squeeze(text))
    return bool(_CAPTION_END.search(bare)) and len(bare) <= 25


def is_note(text: str) -> bool:
    bare = squeeze(text)
    return bool(_NOTE.match(bare)) and len(bare) > 3


def is_unit_line(text: str) -> bool:
    return bool(_UNIT.match(squeeze(text)))


def is_info(text: str) -> bool:
    """A line about the form itself: who fills it, when, its number, its seal."""
    bare = squeeze(text)
    return bool(
        _UNIT.match(bare)
        or _INFO.match(bare)
        or _STAMP.search(bare)
        or _BLANK_DATE.match(bare)
        or _TABLE_NUMBER.match(bare)
        or _SIGNATURE.search(bare)
    )


def is_told(text: str) -> bool:
    """A label with its answer in one cell: 公示单位：东村."""
    label, colon, answer = squeeze(text).partition(":")
    return bool(colon and answer) and 2 <= len(label) <= 10 and not any(c.isdigit() or c in "(),." for c in label)


def is_signature(text: str) -> bool:
    bare = squeeze(text)
    return bool(_SIGNATURE.search(bare) or _STAMP.search(bare) or _BLANK_DATE.match(bare))


def is_total(text: str) -> bool:
    return bool(_TOTAL.match(squeeze(text)))


def is_section(text: str) -> bool:
    return bool(_SECTION.match(squeeze(text)))


def is_required_mark(text: str) -> bool:
    return bool(_REQUIRED.match(squeeze(text)))


def is_starred(text: str) -> bool:
    return bool(_STAR.search(squeeze(text)))


def is_unit_only(text: str) -> bool:
    """``（万元）``, ``人``: a unit alone under its caption."""
    return bool(_UNIT_ONLY.match(squeeze(text)))


def has_colon(text: str) -> bool:
    return squeeze(text).endswith(":")


def is_number_row(texts: list[str]) -> bool:
    """A row that numbers the columns: 1 2 3, （1）（2）, 甲 乙 1 2, A B C, ①②, （一）（二）, 3=1+2, 栏次 1 2."""
    bare = [squeeze(text) for text in texts]
    if bare and bare[0] in _ROW_LABELS:
        del bare[0]
    if len(bare) < 2:
        return False
    marks = [_ordinal(text) for text in bare]
    if any(mark is None for mark in marks):
        return False
    for series in ("number", "stem", "letter", "numeral"):
        run = [value for kind, value in marks if kind == series]
        if any(after <= before for before, after in pairwise(run)):
            return False
        if run and run[0] > 2:
            return False
    return True


def _ordinal(text: str) -> tuple[str, int] | None:
    reckoned = _FORMULA.match(text)
    if reckoned:
        text = reckoned[1]
    found = _DIGIT_LABEL.match(text)
    if found:
        return "number", int(found[1])
    if len(text) == 1 and text in _HEAVENLY:
        return "stem", _HEAVENLY.index(text) + 1
    if len(text) == 1 and text.isascii() and text.isupper():
        return "letter", ord(text) - 64
    numeral = text.strip("()")
    return ("numeral", _NUMERALS.index(numeral) + 1) if numeral in _NUMERALS else None


def is_series(texts: list[str]) -> bool:
    """Dates one after the other, or the days of a month by number, as captions of a list kept by day."""
    if len(texts) < _SHORTEST_SERIES:
        return False
    numbers = [_DIGIT_LABEL.match(squeeze(text)) for text in texts]
    if all(numbers):
        return [int(number[1]) for number in numbers] == list(range(1, len(texts) + 1))
    days = [parse_date(text) for text in texts]
    return None not in days and all(before.value < after.value for before, after in pairwise(days))


def is_weekday_row(texts: list[str]) -> bool:
    """日 一 二 三 四 五 六, as stands under the days of a month, perhaps after the word 星期."""
    bare = [squeeze(text) for text in texts]
    days = bare[1:] if bare and bare[0] in ("星期", "周") else bare
    return len(days) >= 3 and all(day[-1] in _WEEKDAYS and len(day.strip("星期周")) <= 1 for day in days)
