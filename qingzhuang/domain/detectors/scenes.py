"""Special scenes that a text itself lies in: emergency and security, while they last."""

from __future__ import annotations

import re

_EMERGENCY = re.compile(
    r"强降雨|暴雨|暴雪|汛期|防汛(?:应急|响应|期间|抢险)|洪水|抗洪|台风|地震|山洪|泥石流|滑坡|灾情|受灾|救灾|自然灾害|应急响应|应急预案|应急救援|"
    r"疫情.{0,8}(?:响应|期间|防控|一级|二级)|封控|密接|居家排查|火情|火险|防火期|险情|抢险|突发事件|事故现场|搜救|伤亡|巡堤|"
    r"\b(?:flood(?:s|ing)?|typhoon|earthquake|wildfire|emergency (?:response|level)|evacuation|disaster|epidemic (?:response|level))\b"
)
_OVER = re.compile(
    r"(?:响应|疫情|汛期|灾情|警报|防火期|预警).{0,6}(?:已经?|均已)?(?:终止|解除|结束|过去|平息|虽?不再)|(?:终止|解除|结束)(?:后|了|应急响应)|"
    r"\b(?:has|have) (?:ended|been lifted)|\bis over\b"
)
_SECURITY = re.compile(
    r"保安|安保|门岗|岗哨|巡更|机房|档案室|财务室|金库|监所|看守所|消防控制室|危化品|弹药|涉密场所|警卫|值守巡检|"
    r"\b(?:security guards?|guard patrol|server room|archive room|vault)\b"
)


def scene_of(plain: str) -> str | None:
    """``emergency`` or ``security``, or ``None``; an emergency that is over is none."""
    if _EMERGENCY.search(plain) and not _OVER.search(plain):
        return "emergency"
    return "security" if _SECURITY.search(plain) else None
