"""What can go wrong with a campaign."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "registry.campaign_unnamed",
    Text("清理行动没有名称。", "The campaign has no name."),
    Text("请写一个主办单位看得懂的名称。", "Give it a name that sponsors understand."),
)
problem(
    "registry.campaign_aimless",
    Text("没有选择清理标准，或区域不在本办辖区。", "No criterion is chosen, or the area is not this office's."),
    Text("请至少选一项标准。", "Choose at least one criterion."),
)
problem(
    "registry.campaign_step",
    Text("“{name}”{step}，不能这样做。", "“{name}” is in the state “{step}”; this cannot be done now."),
    Text("请刷新页面查看。", "Reload the page."),
    409,
)
problem(
    "registry.sheet_submitted",
    Text("{unit}已经提交过决定。", "{unit} has handed in its decisions already."),
    Text("要更改的，请在条目页面办理。", "Changes are made on the pages of the entries."),
    409,
)
problem(
    "registry.rows_undecided",
    Text("还有 {count} 项没有决定，如“{name}”。", "{count} are not decided yet, such as “{name}”."),
    Text("逐项选择后再提交；已选的都已保存。", "Choose for each, then submit; what you chose is kept."),
)
problem(
    "registry.decision_incomplete",
    Text("“{name}”缺{missing}。", "“{name}” lacks {missing}."),
    Text("请补上后再提交；其余已保存。", "Add it and submit again; the rest is kept."),
)
