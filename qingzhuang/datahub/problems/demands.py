"""What can go wrong with admitted requests and receipts."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "datahub.nothing_missing",
    Text("没有缺的字段，什么也不用发。", "Nothing is missing, so nothing goes down."),
    Text("请直接看数据底座的答复。", "Read the hub's answer."),
    409,
)
problem(
    "datahub.demand_sent",
    Text("已经发下去了。", "It has gone down already."),
    Text("请看各单位进度。", "See the progress by unit."),
    409,
)
problem(
    "datahub.demand_over",
    Text("这项数据需求已到期，不再要求填报。", "This request has ended: nothing more is owed."),
    Text("如仍需要，请重新提出。", "If it is still needed, propose it anew."),
    409,
)
problem(
    "datahub.nobody_concerned",
    Text("所选范围内没有要问的单位。", "No unit within the area is concerned."),
    Text("请改范围或筛选条件。", "Change the area or the filter."),
)
problem(
    "datahub.return_over",
    Text("这份表已经报送。", "This sheet was handed in."),
    Text("要更正，请用数据更正。", "To change something, ask for a correction."),
    409,
)
problem(
    "datahub.asker_needed",
    Text("请写明谁要的、要什么。", "Say who asks, and for what."),
    Text("两项都要填。", "Both are needed."),
)
problem(
    "datahub.nothing_supplied",
    Text("要的字段都没有报送过，也没有查到已有数据源。", "None of the fields was supplied, and no source holds them."),
    Text(
        "请核对字段名称；若这项需求不在已受理目录内，可以不填并反映。",
        "Compare the names; if the demand is not in the catalogue, there is no duty to answer: tell of it.",
    ),
)
