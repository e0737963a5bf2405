"""What can go wrong with a self-check, or with naming who is responsible."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "registry.responsible_outside",
    Text("责任人须是{unit}的现任人员。", "The responsible person holds a post at {unit} now."),
    Text("请从列出的岗位中选择。", "Choose one of the posts listed."),
)
problem(
    "registry.selfcheck_note",
    Text("还有不一致：{what}。", "Still different: {what}."),
    Text("请改正，或写明为何如此。", "Put it right, or say why it is so."),
)
problem(
    "registry.selfcheck_over",
    Text("“{name}”已关停，不用自查。", "“{name}” is closed: there is nothing to check."),
    Text("请返回列表。", "Go back to the list."),
    409,
)
