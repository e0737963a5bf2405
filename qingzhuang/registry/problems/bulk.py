"""What can go wrong with bulk actions."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "registry.bulk_verb",
    Text("没有这项批量办理。", "There is no such bulk action."),
    Text("请从列表中选择。", "Choose from the list."),
)
problem(
    "registry.bulk_given",
    Text("{field}：{why}", "{field}: {why}"),
    Text("请改正后重新预览；尚未办理。", "Mend it and preview again; nothing was done."),
)
problem(
    "registry.bulk_many",
    Text(
        "选中 {count} 条；一次可办理 1 至 {most} 条。", "{count} entries are chosen; 1 to {most} can be done at once."
    ),
    Text("请调整筛选条件。", "Change the filter."),
)
problem(
    "registry.bulk_late",
    Text("已超过可撤回的期限。", "It is too late to take it back."),
    Text("请逐条变更。", "Change the entries one by one."),
)
