"""Where cloud resources are decided on."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.desks import Desk, desks

desks.register(Desk("hosting", Text("上云与资源", "Cloud resources"), "registry:resources", 35))
