"""What can go wrong with cloud bills and resources."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "registry.bill_columns",
    Text("账单里找不到这些列：{columns}。", "The bill lacks these columns: {columns}."),
    Text(
        "首行写列名：资源编号、账期；金额和用量有则写。",
        "Name the columns in the first row: the id of the resource and the month; amounts and use where there are any.",
    ),
)
problem(
    "registry.resource_answer",
    Text(
        "还差一项：释放须写日期，保留须写理由。",
        "Something is missing: a release needs its day, keeping needs a reason.",
    ),
    Text("释放日期不早于今天；理由一句话即可。", "A day not in the past; one sentence will do as a reason."),
)
problem(
    "registry.resource_asset",
    Text("没有这一条目，或不在您的范围内。", "There is no such entry within your reach."),
    Text("请填条目编号、备案号或全名。", "Give the entry's id, filing number or full name."),
    404,
)
