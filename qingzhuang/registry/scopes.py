"""What a key may do with the register; a subject that adds an action for keys names it here."""

from qingzhuang.domain.text import Text
from qingzhuang.identity.scopes import Scope, scopes

scopes.register(Scope("register.read", Text("读取台账", "Read the register"), per_thing=True))
scopes.register(
    Scope(
        "usage.report",
        Text("上报使用情况", "Report use"),
        frozenset({"registry.usage.report"}),
        per_thing=True,
    )
)
scopes.register(
    Scope(
        "webhooks.manage",
        Text("管理变更通知", "Manage webhooks"),
        frozenset({"registry.webhook.subscribe", "registry.webhook.change", "registry.webhook.end"}),
    )
)
scopes.register(
    Scope(
        "merges.count",
        Text("清点整合数目", "Count for merges"),
        frozenset({"registry.tally.state", "registry.tally.leave", "registry.tally.upload"}),
    )
)
scopes.register(
    Scope(
        "live.report",
        Text("报告线上功能", "Report what is live"),
        frozenset({"registry.change.report"}),
        per_thing=True,
    )
)
scopes.register(
    Scope(
        "register.write",
        Text("登记条目的历程", "Record steps in the life of entries"),
        frozenset(
            {"registry.life.start", "registry.life.rectified", "registry.asset.close", "registry.selfcheck.confirm"}
        ),
        per_thing=True,
    )
)
scopes.register(
    Scope(
        "clients.manage",
        Text("管理登录接入端", "Manage sign-in clients"),
        frozenset(f"registry.client.{verb}" for verb in ("register", "change", "renew", "switch_off", "switch_on")),
    )
)
