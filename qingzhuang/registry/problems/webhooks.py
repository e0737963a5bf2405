"""What can go wrong with subscriptions to changes."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "registry.webhook_address",
    Text("通知地址不可用：{fault}。", "The address cannot be used: {fault}."),
    Text(
        "请填写完整的 https 地址，不带用户名、口令和 # 片段。内网地址须由管理员用 QZ_WEBHOOK_NETWORKS 放行。",
        "Give a whole https address without user, password or fragment. Private networks are opened by the administrator "
        "with QZ_WEBHOOK_NETWORKS.",
    ),
)
problem(
    "registry.webhook_event",
    Text("没有这些事件：{events}。", "There are no such events: {events}."),
    Text("请从事件表中选择；不选即全部。", "Choose from the list of events; none means all."),
)
problem(
    "registry.webhook_ended",
    Text("该订阅已取消。", "The subscription was ended."),
    Text("请新建订阅。", "Make a new one."),
)
