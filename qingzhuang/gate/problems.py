"""What can go wrong at the gate, said to the person in both languages."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "gate.step_not_allowed",
    Text("“{state}”的提议不能{step}。", "A proposal that is “{state}” cannot take the step “{step}”."),
    Text("请刷新页面查看最新状态。", "Reload the page to see where it stands now."),
    409,
)
problem(
    "gate.changed_meanwhile",
    Text("这份提议刚被别人修改过。", "Somebody else has just changed this proposal."),
    Text("您填的内容没有保存；请刷新后再改。", "What you typed is not saved; reload, then change it again."),
    409,
)
problem(
    "gate.gaps",
    Text("还有 {count} 处没有填好：{fields}。", "{count} answers are missing or wrong: {fields}."),
    Text("请一次补齐后提交。", "Complete them all, then submit."),
)
problem(
    "gate.unknown_fields",
    Text("“{kind}”没有这些填报项：{fields}。", "“{kind}” asks for no such fields: {fields}."),
    Text(
        "请按 docs/reference/kinds.md 中该类的字段代码填写。",
        "Use the field codes of the kind in docs/reference/kinds.md.",
    ),
)
problem(
    "gate.blocked",
    Text(
        "尚有 {count} 处“须改”未解决，不能直接受理：{rules}。",
        "{count} findings must be resolved before acceptance: {rules}.",
    ),
    Text(
        "请退回补正，或在例外要件齐备时“附例外受理”，或逐条写明复核理由。",
        "Return it, accept it with a complete exception, or give a reason for each that you overrule.",
    ),
)
problem(
    "gate.exception_incomplete",
    Text(
        "例外要件不全，缺：{missing}。依据：《若干意见》限制强制功能条 [OP-07]、《管理办法》申请材料 [MM-MAT]。",
        "The exception is incomplete; missing: {missing}. Basis: the Opinions on forced functions [OP-07], the Measures on application materials [MM-MAT].",
    ),
    Text(
        "依据、场景、范围、截止日期四项都要写明，截止日期须晚于今天。",
        "Give basis, scene, scope and an end date later than today.",
    ),
)
problem(
    "gate.reason_needed",
    Text("请写明理由。", "Give the reason."),
    Text(
        "退回须列出缺项，不予受理须引用条款并说明。",
        "A return lists the gaps; a refusal cites the article and says why.",
    ),
)
problem(
    "gate.article_needed",
    Text("不予受理须引用至少一条规定。", "A refusal cites at least one article."),
    Text("请从报告的发现中选择依据。", "Choose the basis among the findings of the report."),
)
problem(
    "gate.own_proposal",
    Text("自己（或本单位）提出的，须由他人审核。", "A proposal is reviewed by someone else than those who made it."),
    Text("请交由另一位审核人员。", "Leave it to another reviewer."),
    403,
)
