"""One spelling for each value: what a cell says, as the element's representation stores it (ISO/IEC 11179).

Numbers of residents have 18 characters, dates are ISO 8601 at the precision told, codes are the standard's codes (of
open lists their words), amounts are in the unit of the element, yes and no are ``true`` and ``false``. Everything is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from stdnum.cn import ric, uscc

from qingzhuang.domain.codelists import code_list
from qingzhuang.domain.elements import Element
from qingzhuang.domain.fieldtypes import BadValue
from qingzhuang.domain.text import Text
from qingzhuang.sheets.normalise import normalise_text, parse_date, squeeze

_YES = frozenset(
    ["是", "有", "对", "√", "✓", "✔", "1", "y", "yes", "true", "已", "享受", "属于", "低保户", "脱贫户", "特困户"]
)
_NO = frozenset(["否", "无", "不是", "没有", "×", "✗", "0", "n", "no", "false", "未", "不享受", "不属于", "非"])
_MULTIPLES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "千": Decimal(1_000), "百": Decimal(100)}
_AMOUNT = re.compile(
    r"(-?[\d,]+(?:\.\d+)?)\s*([万亿千百]?)\s*(?:元|人民币|人|口|平方米|平米|m2|㎡|亩|个|户|岁|年)?(?:/年|每年)?$"
)
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+(?:1[5-9]|2\d)")
LOST_DIGITS = Text(
    "号码被存成了数字，后几位已丢失；请将单元格设为文本，重新填写号码。",
    "The number was kept as an amount and lost its last digits; set the cell to text and enter the number again.",
)
_PHONE = re.compile(r"(?:\+?86[- ]?)?(1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}(?:[-转]\d{1,6})?|[48]00\d{7}|[2-9]\d{6,7})$")


def canonical(element: Element, said: Any) -> str:
    """Return the stored spelling of what a cell says; never blank.

    Raises :class:`BadValue` saying what is wrong and what to do. What stands outside an open list is kept as told.
    """
    text = normalise_text(_plain_number(said) if isinstance(said, int | float) else str(said))
    if not text:
        raise BadValue(Text("没有内容。", "There is nothing."))
    return _reader(element.datatype, element.code)(said if isinstance(said, date) else text)


def meaning(element: Element, value: str) -> Text:
    """The official words for a stored value: the meaning of a code, 是 or 否, else the value itself."""
    codes = code_list(element.datatype, element.code)
    if codes and value in codes.codes:
        return codes.codes[value].meaning
    if element.datatype == "boolean":
        return Text("是", "yes") if value == "true" else Text("否", "no")
    return Text(value, value)


def usual(element: Element, value: str) -> str:
    """The word for a stored value that goes into sheets: of a code the one that forms use, else its meaning."""
    codes = code_list(element.datatype, element.code)
    return codes.codes[value].usual if codes and value in codes.codes else meaning(element, value).zh


# Those that others follow from, and those that follow.
BASES = ("person.id_number", "person.birth_date")
FOLLOWING = ("person.birth_date", "person.sex", "person.age")


def derived(values: Mapping[str, str], today: date) -> dict[str, tuple[str, str]]:
    """What follows from other values: ``{code: (value, code it follows from)}``.

    Birth date and sex stand in a resident's number (GB 11643-1999); age follows from the birth date.
    """
    found: dict[str, tuple[str, str]] = {}
    number = values.get("person.id_number", "")
    if len(number) == 18 and number[:17].isdigit():
        found["person.birth_date"] = (f"{number[6:10]}-{number[10:12]}-{number[12:14]}", "person.id_number")
        found["person.sex"] = ("1" if int(number[16]) % 2 else "2", "person.id_number")
    born = values.get("person.birth_date") or found.get("person.birth_date", ("",))[0]
    if len(born) == 10:
        day = date.fromisoformat(born)
        age = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
        found["person.age"] = (str(age), "person.birth_date")
    return found


def is_resident_number(text: str) -> bool:
    """Whether a text is a resident number with a right check digit; where its holder was born is not looked at."""
    try:
        return bool(resident_number(text))
    except BadValue:
        return False


def has_lost_digits(said: Any) -> bool:
    """Whether a long number was kept as an amount: spreadsheets hold 15 digits of one, and show it as 1.23E+17."""
    if isinstance(said, float):
        return abs(said) >= 1e15
    return isinstance(said, str) and "+" in said and _ROUNDED.fullmatch(squeeze(said)) is not None


def _plain_number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and not has_lost_digits(value) else repr(value)


@lru_cache(maxsize=512)
def _reader(datatype: str, code: str) -> Callable[[Any], str]:
    kind = datatype.split(" ")[0]
    if kind == "code":
        return _code_reader(datatype, code)
    if kind in ("integer", "derived", "decimal"):
        return _amount if kind == "decimal" else _whole
    return _READERS.get(kind, str)


def _code_reader(datatype: str, code: str) -> Callable[[Any], str]:
    codes = code_list(datatype, code)
    if codes is None:
        return str

    def read(text: Any) -> str:
        found = codes.find(str(text))
        if found is not None:
            return codes.stored(found)
        if codes.is_open:
            return str(text)
        raise BadValue(Text(f"“{text}”不在{codes.name}代码表中。", f"“{text}” is not in the code list {codes.name}."))

    return read


def resident_number(text: Any) -> str:
    """18 digits with a right check digit; the 15 digits of before 1999 become 18 (GB 11643-1999, 附录)."""
    if has_lost_digits(text):
        raise BadValue(LOST_DIGITS)
    plain = squeeze(str(text)).upper().strip("'‘’`")
    if len(plain) == 15 and plain.isdigit():
        plain = f"{plain[:6]}19{plain[6:]}"
        plain += ric.calc_check_digit(plain + "0")
    if not re.fullmatch(r"\d{17}[\dX]", plain):
        raise BadValue(
            Text("公民身份号码应为18位（或旧的15位）。", "A resident's number has 18 characters (or the former 15).")
        )
    if ric.calc_check_digit(plain) != plain[17]:
        raise BadValue(
            Text("公民身份号码的校验位不对，请核对。", "The check digit of the resident's number is wrong; compare it.")
        )
    try:
        date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
    except ValueError:
        raise BadValue(Text("号码中的出生日期不存在。", "The number holds a birth date that does not exist.")) from None
    return plain


def _credit_code(text: Any) -> str:
    plain = squeeze(str(text)).upper()
    if not uscc.is_valid(plain):
        raise BadValue(
            Text(
                "统一社会信用代码应为18位且校验位正确（GB 32100）。",
                "A credit code has 18 characters and a right check digit.",
            )
        )
    return plain


def _date(told: Any) -> str:
    found = parse_date(told)
    if found is None:
        raise BadValue(Text(f"“{told}”不是日期。", f"“{told}” is not a date."))
    return found.value.isoformat()[: {"day": 10, "month": 7, "year": 4}[found.precision]]


def _year(told: Any) -> str:
    return _date(told)[:4]


def _amount(text: Any) -> str:
    found = _AMOUNT.match(squeeze(str(text)))
    if not found:
        raise BadValue(Text(f"“{text}”不是数量。", f"“{text}” is not an amount."))
    try:
        value = Decimal(found[1].replace(",", "")) * _MULTIPLES.get(found[2], Decimal(1))
    except InvalidOperation:
        raise BadValue(Text(f"“{text}”不是数量。", f"“{text}” is not an amount.")) from None
    return f"{value.normalize():f}"


def _whole(text: Any) -> str:
    value = _amount(text)
    if "." in value:
        raise BadValue(Text(f"“{text}”应为整数。", f"“{text}” should be a whole number."))
    return value


def _yes_no(text: Any) -> str:
    plain = squeeze(str(text)).lower()
    if plain in _YES:
        return "true"
    if plain in _NO:
        return "false"
    raise BadValue(Text(f"“{text}”不是“是”或“否”。", f"“{text}” is neither yes nor no."))


def _phone(text: Any) -> str:
    found = _PHONE.match(re.sub(r"[\s()（）]", "", str(text)))
    if not found:
        raise BadValue(Text(f"“{text}”不是电话号码。", f"“{text}” is not a telephone number."))
    return found[1].replace("转", "-")


_READERS: dict[str, Callable[[Any], str]] = {
    "cn_ric": resident_number,
    "cn_uscc": _credit_code,
    "date": _date,
    "year": _year,
    "boolean": _yes_no,
    "phone": _phone,
}
