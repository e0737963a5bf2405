"""Mini-program: the same filing form as an app (MM-02), under its own name."""

from dataclasses import replace

from qingzhuang.domain.kinds import kinds
from qingzhuang.domain.kinds.application import APP
from qingzhuang.domain.text import Text

kinds.register(
    APP.variant(
        code="mini_program",
        label=Text("小程序", "Mini-program"),
        plural=Text("小程序", "Mini-programs"),
        meaning=Text(
            "依托微信、支付宝等平台运行、无需安装的小程序或快应用。",
            "A mini-program or quick app that runs inside another platform.",
        ),
        effort=replace(APP.effort, each_use=(3.0, Text("打开、操作一次", "Opening it, using it once"))),
        aliases=("miniprogram", "快应用", "政务小程序", "quick app"),
    )
)
