"""Where duplicates are decided."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.desks import Desk, desks

desks.register(Desk("similar", Text("重复", "Duplicates"), "registry:similar", 20))
