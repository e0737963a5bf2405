"""The stance of a sentence: does it order the act, or forbid, abolish, report or merely offer it?"""

from __future__ import annotations

import re

# Before the act: forbids or ends it. "不得低于" sets a floor and is no ban.
_BAN = re.compile(
    r"不得(?!低于|少于|小于|晚于|迟于)|不准|不许|严禁|禁止|不再|不要求|不需|无须|无需|不必|不用|不设|不搞|不看|不以|不把|不将|不应|"
    r"不宜|不单独|不强制|不强求|不允许|不作为|不统计|不考核|不得以|取消|杜绝|防止|避免|停止|废止|"
    r"取缔|叫停|勿|莫|拒绝|没有要求|并非|而非|非紧急不|查处|"
    r"\b(?:do not|don't|must not|shall not|may not|no longer|never|without|prohibit\w*|forbid\w*|ban(?:s|ned)?|abolish\w*|"
    r"stop(?:s|ped)?|not (?:be )?(?:required|allowed|asked)|no need|avoid|removed?|instead of|not)\b"
)
# Words that end a thing only when it stands right behind them: "清理僵尸账号", not "同一项整治，各级又建群".
_ENDING = re.compile(r"(?:整治|纠治|清理|清除|清退|治理|减少|压减|注销|关停)[^，。；]{0,14}$")
# After these the sentence turns, and what was forbidden before no longer governs.
_TURN = re.compile(r"仍|却|但|然而|而是|改为|照旧|反而|依旧|继续要求|还要|另外要求|\b(?:but|still|however|instead,)\b")
_ENDED = re.compile(
    r"^.{0,16}?(?:一律|全部|已|均|要|应|予以|功能)?(?:取消|停用|下线|关闭|废止|删除|叫停|清零|不再|停止)|^.{0,30}?(?:has been|have been|were|was|is|are) "
    r"(?:no longer|removed|abolished|switched off|dropped)"
)
_NOT_ENDED = re.compile(r"(?:未|没有|没|尚未|拒不)(?:完成)?(?:取消|停用|下线|关闭)|取消[^，。]{0,6}(?:评|资格|奖|补)")
_COMPLAINTS = re.compile(
    r"(?:征集|受理|收集|接受|欢迎|公布|通报).{0,80}?(?:线索|举报|投诉问题|反映问题)|举报(?:电话|平台|邮箱|渠道)|"
    r"(?:collect\w*|invit\w*|report) .{0,80}?(?:complaints|clues|tip-offs)"
)
_VOLUNTARY = re.compile(
    r"(?:群众|居民|市民|村民|家长|农户|用户|患者|企业)(?:均|都|也|还)?可|自愿|自行选择|可选择|志愿者?|兑换|爱心超市|公益|游客|网红|集章|景点|景区|读者|消费者|抽奖|红包雨|"
    r"\b(?:voluntar\w+|optional|visitors?|tourists?|volunteers?|if they wish|redeem\w*)\b"
)
_STAFF = re.compile(
    r"干部|党员|职工|网格员|村干|社区(?:工作者|干部)|工作人员|公务员|教师|各村|各社区|各单位|各部门|各级|乡镇|街道|每人|全员|必须|一律|"
    r"\b(?:staff|cadres?|officials?|employees?|grid workers?|villages?|every)\b"
)


def calls_for_complaints(plain: str) -> bool:
    """A notice that collects clues quotes the banned words without ordering anything."""
    return bool(_COMPLAINTS.search(plain))


def forbids(sentence: str, start: int, end: int) -> bool:
    """Whether the words before the act ban it, or those after say that it is over."""
    before = sentence[:start]
    turned = max((turn.end() for turn in _TURN.finditer(before)), default=0)
    before = before[turned:]
    if _BAN.search(before) or _ENDING.search(before) or before.endswith("不"):
        return True
    after = sentence[end:]
    return bool(_ENDED.search(after)) and not _NOT_ENDED.search(sentence)


def is_offer(sentence: str, plain: str) -> bool:
    """Citizens, tourists or volunteers who may, not staff who must."""
    offered = _VOLUNTARY.search(sentence) or _VOLUNTARY.search(plain[:600])
    return bool(offered) and not _STAFF.search(sentence)
