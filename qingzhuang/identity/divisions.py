"""Codes of administrative divisions: GB/T 2260 (6 digits), GB/T 10114 below the county (9 and 12 digits)."""

from __future__ import annotations

from qingzhuang.domain.text import Text

LENGTHS = {"national": 6, "province": 6, "city": 6, "county": 6, "township": 9, "village": 12}

_PROVINCES = """
11 北京市 Beijing|12 天津市 Tianjin|13 河北省 Hebei|14 山西省 Shanxi|15 内蒙古自治区 Inner Mongolia|21 辽宁省 Liaoning
22 吉林省 Jilin|23 黑龙江省 Heilongjiang|31 上海市 Shanghai|32 江苏省 Jiangsu|33 浙江省 Zhejiang|34 安徽省 Anhui
35 福建省 Fujian|36 江西省 Jiangxi|37 山东省 Shandong|41 河南省 Henan|42 湖北省 Hubei|43 湖南省 Hunan
44 广东省 Guangdong|45 广西壮族自治区 Guangxi|46 海南省 Hainan|50 重庆市 Chongqing|51 四川省 Sichuan|52 贵州省 Guizhou
53 云南省 Yunnan|54 西藏自治区 Xizang|61 陕西省 Shaanxi|62 甘肃省 Gansu|63 青海省 Qinghai|64 宁夏回族自治区 Ningxia
65 新疆维吾尔自治区 Xinjiang|71 台湾省 Taiwan|81 香港特别行政区 Hong Kong|82 澳门特别行政区 Macao
"""
# GB/T 2260 gives no province the digits 99: the demonstration county lies there.
FICTIONAL = "990000"
PROVINCES: dict[str, Text] = {FICTIONAL: Text("演示省", "Demonstration province")}
for _entry in _PROVINCES.replace("\n", "|").split("|"):
    if _entry.strip():
        _code, _zh, _en = _entry.strip().split(" ", 2)
        PROVINCES[_code + "0000"] = Text(_zh, _en)


def is_division_code(code: str, level: str, parent: str | None = None) -> bool:
    """Whether ``code`` has the digits of its level and begins as its parent's does.

    A province ends in four zeros and is one of GB/T 2260; a city ends in two; the nation is ``000000``.
    """
    if not (code.isascii() and code.isdigit() and len(code) == LENGTHS[level]):
        return False
    if level == "national":
        return code == "000000"
    if level == "province":
        return code in PROVINCES
    if level == "city" and not code.endswith("00"):
        return False
    return parent is None or code.startswith(parent.rstrip("0") if len(parent) == 6 and level != "township" else parent)
