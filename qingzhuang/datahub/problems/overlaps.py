"""What can go wrong when captions are decided on."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "datahub.overlap_choose",
    Text(
        "请勾选至少两个本辖区表中的表头，并选一个判断。", "Tick at least two captions of your area's forms, and decide."
    ),
    Text("只绑定数据元的，勾选一个表头并选数据元。", "To bind one caption alone, tick it and choose its element."),
)
