"""Bringing captions, digits and dates to one spelling."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

_SPACE = re.compile(r"\s+")
# What NFKC leaves as it is and holds no blank: most of what cells say.
_PLAIN = re.compile("[!-~\u4e00-\u9fff]*")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def normalise_text(text: str) -> str:
    """NFKC (full-width digits and letters become half-width), invisible characters out, runs of blanks to one."""
    if _PLAIN.fullmatch(text):
        return text
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text).translate(_INVISIBLE)).strip()


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """As ``normalise_text``, with no whitespace at all: ``姓  名`` and ``姓名`` are one caption."""
    if _PLAIN.fullmatch(text):
        return text
    return _SPACE.sub("", unicodedata.normalize("NFKC", text).translate(_INVISIBLE))


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date as it was told: ``precision`` is ``day``, ``month`` or ``year``; missing parts of ``value`` are 1."""

    value: date
    precision: str


_COUNTED_PLACE = re.compile(r"第?([〇零一二三四五六七八九十]+|\d+)(?=[组社队号栋幢座楼层弄室]|单元|村民小组)")


@lru_cache(maxsize=4096)
def address_spelling(text: str) -> str:
    """An address in one spelling: ``柳树村三组8号``, ``柳树村第3村民小组8号`` and ``柳树村 3 组 8 号`` are one place."""
    said = _COUNTED_PLACE.sub(lambda m: m[1] if m[1].isdigit() else _han_number(m[1]), squeeze(text))
    return said.replace("村民小组", "组")


_HAN_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0", "元": "1"}
_HAN_NUMBER = re.compile(r"[〇零○一二三四五六七八九十]+")
_SEPARATED = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})?\s*[日号]?)?(?:[T ]\s*\d{1,2}:.*)?$")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?$")
_YEAR = re.compile(r"(\d{4})\s*年?(?:度)?$")
_SERIAL_EPOCH = date(1899, 12, 30)
_SERIAL_RANGE = (10_000, 80_000)


def _han_number(text: str) -> str:
    """``二十一`` is 21, ``二〇一九`` is 2019: with 十 it is a number, without it a row of digits."""
    if "十" not in text:
        return "".join(_HAN_DIGITS[c] for c in text)
    tens, _, ones = text.partition("十")
    return f"{int(_HAN_DIGITS.get(tens, '1')) if tens else 1}{_HAN_DIGITS.get(ones, '0') if ones else 0}"


def _build(year: str, month: str | None, day: str | None) -> ParsedDate | None:
    try:
        value = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if not 1850 <= value.year <= 2200:
        return None
    return ParsedDate(value, "day" if day else "month" if month else "year")


def from_serial(number: float) -> date | None:
    """The date of a spreadsheet's day number (1900 system), or None outside 1927 to 2119."""
    low, high = _SERIAL_RANGE
    return _SERIAL_EPOCH + timedelta(days=int(number)) if low <= number <= high else None


def parse_date(value: object) -> ParsedDate | None:
    """Read a date as officials write it: 2019.02, 2019年2月3日, 二〇一九年二月, 20190203, 2019/2/3, a day number.

    Returns None when it is no date (an impossible day such as 2019-02-30 is none either).
    """
    if isinstance(value, datetime):
        return ParsedDate(value.date(), "day")
    if isinstance(value, date):
        return ParsedDate(value, "day")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _parse_number(value)
    text = normalise_text(str(value or "")).rstrip("。;,")
    if not text:
        return None
    if iso := _ISO.match(text):
        return _build(*iso.groups())
    text = _HAN_NUMBER.sub(lambda m: _han_number(m.group()), text)
    for pattern in (_SEPARATED, _COMPACT, _YEAR):
        found = pattern.match(text)
        if found:
            parts = [*found.groups(), None, None][:3]
            return _build(parts[0], parts[1], parts[2])
    return _parse_number(float(text)) if re.fullmatch(r"\d{5}(\.\d+)?", text) else None


def _parse_number(number: float) -> ParsedDate | None:
    """A number in a date cell: 20190203, 201902, 2019.02, 2019, or a day number."""
    if number != int(number) and 1850 <= number <= 2200:
        # 2019.1 typed as a number may have been 2019.10: only the year is certain.
        year, _, month = f"{number:.4f}".rstrip("0").partition(".")
        return _build(year, None if month == "1" else month, None)
    digits = str(int(number))
    if len(digits) in (6, 8):
        return _build(digits[:4], digits[4:6], digits[6:] or None)
    if len(digits) == 4:
        return _build(digits, None, None)
    day = from_serial(number)
    return ParsedDate(day, "day") if day else None
