"""What can go wrong when similar things are decided on."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "registry.similar_too_few",
    Text("请至少选择两个本辖区的条目，并选一个判断。", "Choose at least two entries of your area, and a decision."),
    Text("勾选要一起判断的条目。", "Tick the entries that are decided on together."),
)
problem(
    "registry.similar_too_many",
    Text("一次最多判断 {limit} 个条目。", "At most {limit} entries are decided on at once."),
    Text("请分批判断。", "Decide in parts."),
)
problem(
    "registry.similar_because",
    Text("说“不是重复”，请写明理由。", "“Not the same” needs its reason."),
    Text("例如：服务对象不同，各有法定职责。", "For example: other users, each with a duty set by law."),
)
