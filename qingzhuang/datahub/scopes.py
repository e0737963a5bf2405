"""What a key may do with the hub."""

from qingzhuang.domain.text import Text
from qingzhuang.identity.scopes import Scope, scopes

scopes.register(
    Scope(
        "data.read",
        Text("申请并读取共享数据", "Ask for shared data and read it"),
        frozenset(
            {"datahub.grant.request", "datahub.grant.fetch", "datahub.exchange.refuse", "datahub.correction.ask"}
        ),
    )
)
scopes.register(
    Scope(
        "data.deliver",
        Text("报送本单位数据", "Deliver data of one's own sources"),
        frozenset({"datahub.delivery.push"}),
    )
)
