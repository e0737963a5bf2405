"""The desk of work groups."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.desks import Desk, desks

desks.register(Desk("groups", Text("工作群组", "Groups"), "registry:groups", 40))
