"""Where what is in use and what is not is looked at."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.desks import Desk, desks

desks.register(Desk("liveness", Text("在用与僵尸", "Use and zombies"), "registry:liveness", 30))
