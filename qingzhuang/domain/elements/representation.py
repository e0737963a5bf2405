"""How the value of an element is written, in words: for people who read the list, not for machines."""

from __future__ import annotations

from qingzhuang.domain.text import Text

_KINDS = {
    "text": Text("文字", "Text"),
    "date": Text("日期", "Date"),
    "year": Text("年份", "Year"),
    "integer": Text("整数", "Whole number"),
    "decimal": Text("数字，可有小数", "Number, with decimals"),
    "derived": Text("由其他数据算出", "Worked out from other data"),
    "boolean": Text("是或否", "Yes or no"),
    "code": Text("按分类填写", "One of a set of kinds"),
    "phone": Text("电话号码", "Telephone number"),
    "email": Text("电子邮箱", "E-mail address"),
    "address": Text("地址", "Address"),
    "image": Text("图片", "Picture"),
    "cn_ric": Text("18 位公民身份号码，查校验位", "Resident number of 18 characters, check digit verified"),
    "cn_uscc": Text(
        "18 位统一社会信用代码，查校验位", "Unified social credit code of 18 characters, check digit verified"
    ),
}
_UNITS = {
    "persons": Text("人", "persons"),
    "years": Text("岁", "years"),
    "mu": Text("亩", "mu"),
    "m²": Text("平方米", "m²"),
    "CNY": Text("元", "CNY"),
    "CNY/month": Text("元/月", "CNY a month"),
    "CNY/year": Text("元/年", "CNY a year"),
}


def in_words(datatype: str) -> Text:
    """The words for a datatype as the list has it (``code GB/T 2261.1``, ``decimal (mu)``); one that is not known,
    as a proposal may have it, stays as it is."""
    kind, _, rest = datatype.partition(" ")
    words = _KINDS.get(kind)
    if words is None:
        return Text(datatype, datatype)
    if kind == "code" and rest:
        return Text(f"代码：{rest}", f"Code of {rest}")
    unit = _UNITS.get(rest.rpartition("(")[2].rstrip(")"))
    return Text(f"{words.zh}（{unit.zh}）", f"{words.en} ({unit.en})") if unit else words
