"""How a column wants its values written: told by its list of choices, its samples, its hints and its number format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl.styles.numbers import is_date_format

from qingzhuang.domain.codelists import code_list
from qingzhuang.domain.elements import Element
from qingzhuang.sheets.normalise import normalise_text, squeeze
from qingzhuang.sheets.workbook import Value

_LETTERS = re.compile(
    r"(?:[yY]{4}|[xX×*]{4}(?=年)|0000(?=年))([-./年]?)(?:[mM]{1,2}|[xX×*]{2}(?=月)|00(?=月))(?:([-./月]?)(?:[dD]{1,2}|[xX×*]{2}(?=日)|00(?=日))(日?))?(月?)"
)
_DIGITS = re.compile(
    r"(?<!\d)(?:19|20)\d{2}([-./年])(\d{1,2})(?:([-./月])(\d{1,2})(日?))?(月?)(?!\d)|(?<!\d)(?:19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?(?!\d)"
)
_NAMED = re.compile(r"年([-./])月(\1日)?")
_CODED = re.compile(r"(?<![\d.])(\d{1,2})\s*[.、:：=＝\-—]?\s*([^\d\s,，;；、.。()（）:：=/|]{1,12})")
_PAIR_WORDS = (
    ("是", "否"), ("有", "无"), ("√", "×"), ("√", ""), ("Y", "N"), ("1", "0"), ("yes", "no"), ("享受", "不享受"), ("已", "未"),
)  # fmt: skip
_ID_LENGTHS = (15, 18)
_MASK = "*"
_TAIL = re.compile(r"(?:后|末|最后)([四六八46８8])位")
_HAN = {"四": 4, "六": 6, "八": 8}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The representation a column asks for; the blank one takes values as they were told.

    ``date``: a pattern such as ``{y}.{m:02}``; ``real_date``: the cell holds day numbers under a date format.
    ``shows_day``: whether the format, or the caption, asks for the day too. ``choices``: what a list validation lets in. ``codes``: numbers that hints give
    for words. ``official``: samples have the official words of a code list, not the usual short ones.
    ``yes``/``no``: the two words of a yes-or-no column. ``number``: a number, not text. ``text``: never a number.
    ``unit``: of the column. The rest is about identity numbers: groups of so many characters, the mark
    between them, positions that are masked, a small x, only the last characters, an apostrophe in front.
    """

    date: str = ""
    real_date: bool = False
    shows_day: bool = True
    choices: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    as_code: bool = False
    official: bool = False
    yes: str = ""
    no: str = ""
    number: bool = False
    text: bool = False
    unit: str = ""
    groups: tuple[int, ...] = ()
    mark: str = ""
    masked: tuple[int, ...] = ()
    small_x: bool = False
    tail: int = 0
    apostrophe: bool = False


@dataclass(slots=True)
class Signs:
    """What a column shows of itself: values already there, what is said of it, and the cell's own set-up."""

    samples: Sequence[Value] = ()
    hints: Sequence[str] = ()
    number_format: str = ""
    choices: tuple[str, ...] = ()
    unit: str = ""
    label: str = ""


def wanted_of(element: Element | None, signs: Signs) -> Wanted:
    """Read the signs: what a list lets in outweighs samples, samples outweigh hints, hints outweigh the number format."""
    kind = element.datatype.split(" ")[0] if element else ""
    plain = {"unit": signs.unit, "choices": signs.choices, "text": signs.number_format == "@"}
    if kind == "date" or (not kind and signs.number_format and is_date_format(signs.number_format)):
        return Wanted(**plain, **_date(signs))
    if kind == "code":
        return Wanted(**plain, **_code(element, signs))
    if kind == "boolean":
        return Wanted(**plain, **_yes_no(signs))
    if kind == "cn_ric":
        return Wanted(**plain, **_identity(signs))
    if kind in ("integer", "decimal", "derived"):
        return Wanted(**plain, number=not plain["text"])
    return Wanted(**plain)


def date_pattern(text: str, *, is_sample: bool = False) -> str:
    """The pattern shown by ``YYYY-MM-DD``, ``年/月/日``, ``xxxx年xx月`` or an example such as 2019.02; blank when there is none."""
    said = normalise_text(text)
    found = _LETTERS.search(said)
    if found:
        first, second, day_end, month_end = found[1], found[2], found[3] or "", found[4]
        if second is None:
            return "{y}" + first + "{m:02}" + month_end
        return "{y}" + first + "{m:02}" + second + "{d:02}" + day_end
    named = _NAMED.search(said)
    if named and not is_sample:
        return f"{{y}}{named[1]}{{m:02}}" + (f"{named[1]}{{d:02}}" if named[2] else "")
    found = _DIGITS.search(said)
    if not found or (is_sample and found[0] != said.strip()):
        return ""
    if found[7]:
        return "{y}{m:02}" + ("{d:02}" if found[8] else "")
    month = "{m}" if len(found[2]) == 1 or (found[1] == "年" and not found[2].startswith("0")) else "{m:02}"
    if not found[4]:
        return "{y}" + found[1] + month + found[6]
    return "{y}" + found[1] + month + found[3] + month.replace("m", "d") + found[5]


def _date(signs: Signs) -> dict[str, object]:
    told = [sample for sample in signs.samples if isinstance(sample, str)]
    patterns = [pattern for text in told if (pattern := date_pattern(text, is_sample=True))]
    if patterns:
        # One sample of 2019.12 does not say whether 2019.2 has a zero: the pattern without one shows itself.
        return {"date": min(patterns, key=lambda each: (each.count(":02"), -patterns.count(each)))}
    is_date = bool(signs.number_format) and is_date_format(signs.number_format)
    if is_date or any(isinstance(sample, date) for sample in signs.samples):
        shows = signs.number_format.lower() if is_date else "d"
        return {"real_date": True, "shows_day": "d" in shows or "日" in shows}
    pattern = next((pattern for hint in signs.hints if (pattern := date_pattern(hint))), "")
    if not pattern and all(isinstance(each, int | float) for each in signs.samples) and signs.samples:
        pattern = date_pattern(str(signs.samples[0]), is_sample=True)
    return {"date": pattern, "shows_day": not squeeze(signs.label).endswith("年月")}


def _code(element: Element, signs: Signs) -> dict[str, object]:
    samples = [squeeze(str(sample)) for sample in signs.samples]
    if samples and all(sample.isdigit() for sample in samples):
        return {"as_code": True, "codes": _coded(signs.hints)}
    codes = code_list(element.datatype, element.code)
    long_words = {each.meaning.zh for each in codes.codes.values() if each.short} if codes else set()
    return {"codes": () if samples else _coded(signs.hints), "official": not long_words.isdisjoint(samples)}


def _coded(hints: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """``1男 2女``, ``1是0否``, ``01党员 13群众``, ``（1=低保；2=特困）`` as ((1, 男), (2, 女)); one pair alone is no list."""
    for hint in hints:
        pairs = tuple((found[1], found[2]) for found in _CODED.finditer(normalise_text(hint)))
        if len(pairs) >= 2 and len({int(number) for number, _ in pairs}) == len(pairs):
            return pairs
    return ()


def _yes_no(signs: Signs) -> dict[str, object]:
    coded = _coded(signs.hints)
    if coded and not signs.choices and not signs.samples:
        return {"codes": coded}
    said = [squeeze(str(each)) for each in (*signs.choices, *signs.samples)]
    for yes, no in _PAIR_WORDS:
        if said and all(each in (yes, no) for each in said):
            return {"yes": yes, "no": no}
    for hint in map(squeeze, signs.hints):
        for yes, no in _PAIR_WORDS:
            if no and any(f"{yes}{between}{no}" in hint for between in ("/", "或", "、", "or")):
                return {"yes": yes, "no": no}
        if "√" in hint:
            return {"yes": "√", "no": "×" if "×" in hint else ""}
    return {}


def _identity(signs: Signs) -> dict[str, object]:
    texts = [str(sample).strip() for sample in signs.samples if isinstance(sample, str)]
    for text in texts:
        shape = _identity_shape(text)
        if shape is not None:
            small = any(each.rstrip().endswith("x") for each in texts)
            return {**shape, "small_x": small}
    said = squeeze(" ".join(signs.hints))
    found = _TAIL.search(said)
    told: dict[str, object] = {}
    if found and not any(word in said for word in ("隐", "*")):
        told["tail"] = _HAN.get(found[1]) or int(found[1])
    if "小写" in said:
        told["small_x"] = True
    if any(word in said for word in ("空格隔开", "空格分隔", "空格分开", "加空格")) and "不" not in said:
        told |= {"groups": (6, 8, 4), "mark": " "}
    if any(word in said for word in ("隐去", "脱敏", "打码", "用*代替", "用*号")):
        told["masked"] = tuple(range(6, 14))
    return told


def _identity_shape(text: str) -> dict[str, object] | None:
    """How one sample number is written; ``None`` when it is no identity number."""
    bare = text.lstrip("'‘’")
    apostrophe = bare != text
    plain = re.sub(r"[\s-]", "", bare)
    if not re.fullmatch(r"[\d*＊]{14,17}[\dXx*＊]", plain) or len(plain) not in _ID_LENGTHS:
        return None
    parts = re.split(r"[\s-]", bare)
    masked = tuple(at for at, character in enumerate(plain) if character in "*＊")
    mark = bare[len(parts[0])] if len(parts) > 1 else ""
    groups = tuple(map(len, parts)) if mark else ()
    return {"groups": groups, "mark": mark, "masked": masked, "apostrophe": apostrophe}
