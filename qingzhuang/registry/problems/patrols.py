"""What can go wrong with patrols."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "registry.source_unnamed",
    Text("请写明清单来源。", "Name the source of the list."),
    Text(
        "如“微信公众平台”“某应用商店”；同一来源每次写法一致。",
        "Such as a store or a platform; call it the same each time.",
    ),
)
problem(
    "registry.finding_decided",
    Text("“{name}”已处理（{state}），或不能这样处理。", "“{name}” was decided ({state}), or cannot be decided so."),
    Text("请刷新页面查看。", "Reload the page."),
)
problem(
    "registry.finding_sponsor",
    Text("“{name}”的主办单位须由单位变更。", "Who answers for “{name}” is changed by the units themselves."),
    Text("请选择“询问主办单位”。", "Choose to ask the owner."),
)
