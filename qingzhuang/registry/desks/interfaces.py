"""Where integrators work: keys, subscriptions to changes, and what was delivered."""

from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import keeps_keys
from qingzhuang.registry.desks import Desk, desks

desks.register(Desk("interfaces", Text("接口与通知", "Interfaces"), "registry:webhooks", 95, keeps_keys))
