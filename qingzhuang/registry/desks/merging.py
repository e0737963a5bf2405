"""The desks of merging and closing."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.desks import Desk, desks

desks.register(Desk("merges", Text("整合", "Merges"), "registry:merges", 50))
desks.register(Desk("closures", Text("关停", "Closures"), "registry:closures", 55))
