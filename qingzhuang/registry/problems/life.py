"""What can go wrong with a step in the life of an entry, a report of what is live, or a change filing."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "registry.provision_unknown",
    Text("没有编号为 {ref} 的条款。", "There is no provision {ref}."),
    Text("请从列出的条款中选择，或在“依据或原因”中写明。", "Choose one that is listed, or say it in words."),
)
problem(
    "registry.number_needed",
    Text("没有填备案号。", "The filing number is missing."),
    Text("请填备案机关给出的编号。", "Give the number that the filing authority gave."),
)
problem(
    "registry.what_needed",
    Text("没有写明内容。", "What is meant is not said."),
    Text("请写明要整改什么，或做了什么。", "Say what must be put right, or what was done."),
)
problem(
    "registry.due_past",
    Text("期限 {date} 已经过去。", "The deadline {date} has passed already."),
    Text("请填开始之后的日期。", "Give a day after the beginning."),
)
problem(
    "registry.functions_needed",
    Text("没有列出任何功能。", "No function is listed."),
    Text("每行写一项线上实际有的功能；已不可用的，请办理关停。", "One a line, as they are live; close what is gone."),
)
problem(
    "registry.functions_unreadable",
    Text("{message}", "{message}"),
    Text("请改好功能清单再试。", "Mend the list and try again."),
)
problem(
    "registry.change_step",
    Text("这项变更{state}，不能这样做。", "This change is in the state “{state}”; this cannot be done now."),
    Text("请刷新页面查看最新状态。", "Reload the page to see where it stands now."),
    409,
)
problem(
    "registry.change_blocked",
    Text("新增功能违反规则 {rules}，不能同意。", "Added functions break {rules}; the change cannot be accepted."),
    Text(
        "请退回并要求删去这些功能；确有理由的，逐条写明后再同意。",
        "Return it so that they are removed; or overrule each rule with a reason.",
    ),
)
problem(
    "registry.step_unknown",
    Text("没有“{step}”这一步。", "There is no step “{step}”."),
    Text("可以走的步骤列在条目页面上。", "The steps that can be taken stand on the entry's page."),
    404,
)
problem(
    "registry.bad_answer",
    Text("“{field}”：{message}", "“{field}”: {message}"),
    Text("请改好这一项再试。", "Mend this answer and try again."),
)
