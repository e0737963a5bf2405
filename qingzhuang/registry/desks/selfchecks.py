"""The desk of self-checks."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.desks import Desk, desks

desks.register(Desk("self_checks", Text("自查", "Self-checks"), "registry:self-checks", 55))
