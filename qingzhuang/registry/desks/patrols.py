"""The desk of patrols."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.desks import Desk, desks
from qingzhuang.registry.queries.assets import import_offices

desks.register(
    Desk("patrols", Text("巡查", "Patrols"), "registry:patrols", 80, lambda person: bool(import_offices(person)))
)
