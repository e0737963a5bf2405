"""The desk of campaigns."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.desks import Desk, desks

desks.register(Desk("campaigns", Text("清理行动", "Campaigns"), "registry:campaigns", 60))
