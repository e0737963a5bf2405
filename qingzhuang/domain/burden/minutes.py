"""How long small things take, in one place, so that a better measurement changes one line.

Reading: 255 characters a minute for Chinese (IReST, Trauzettel-Klosinski et al. 2012). Fields: the seconds of
demarche-numerique's classes, chosen by what the caption asks for. Attachments and paper copies are assumptions.
"""

from __future__ import annotations

import re

CHARACTERS_PER_MINUTE = 255
ATTACHMENT_MINUTES = 5.0
PAPER_COPY_MINUTES = 15.0

_SECONDS = (
    (180, re.compile(r"照片|相片|图片|截图|视频|附件|扫描|photo|video|screenshot|attach", re.I)),
    (120, re.compile(r"情况|说明|描述|原因|措施|经过|意见|总结|简历|事迹|description|reason|remark", re.I)),
    (40, re.compile(r"住址|地址|户籍地|address", re.I)),
    (35, re.compile(r"身份证|身份号码|账号|卡号|信用代码|编号|证号|id number|account", re.I)),
    (20, re.compile(r"电话|手机|联系方式|邮箱|phone|mail", re.I)),
    (15, re.compile(r"数|额|率|面积|收入|年龄|金额|合计|number|count|amount|area|income", re.I)),
    (10, re.compile(r"日期|时间|年月|date", re.I)),
    (8, re.compile(r"性别|民族|是否|类型|类别|等级|学历|政治面貌|婚姻|sex|type|level", re.I)),
)
_DEFAULT_SECONDS = 15


def reading_minutes(characters: int) -> float:
    """Minutes to read ``characters`` of Chinese prose once."""
    return characters / CHARACTERS_PER_MINUTE


def seconds_for_caption(caption: str) -> int:
    """Seconds to find and type one cell under ``caption``; row numbers cost nothing."""
    if caption.strip() in ("序号", "编号", "No.", "No"):
        return 0
    for seconds, asks in _SECONDS:
        if asks.search(caption):
            return seconds
    return _DEFAULT_SECONDS
