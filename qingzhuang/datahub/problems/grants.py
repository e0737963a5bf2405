"""What can go wrong with requests for data and with answers."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "datahub.purpose_vague",
    Text("用途写得太短，看不出要办什么事。", "The purpose is too short to tell what it is for."),
    Text(
        "请写明办什么事、依据什么职责（《个人信息保护法》第六条、第三十四条）。",
        "Name the task and the duty (personal information law, articles 6 and 34).",
    ),
)
problem(
    "datahub.basis_needed",
    Text("请写明法定职责或文件依据。", "Name the legal duty or the instrument."),
    Text(
        "没有依据的，不应收集或调取（《个人信息保护法》第三十四条）。",
        "Without one, data may be neither collected nor had (article 34).",
    ),
)
problem(
    "datahub.nothing_asked",
    Text("没有选择任何数据元。", "No element was chosen."),
    Text("请至少选择一个数据元。", "Choose at least one."),
)
problem(
    "datahub.bad_term",
    Text("使用期限应是今天以后、一年以内的日期。", "The term ends after today and within a year."),
    Text("请改期限；到期可以再申请。", "Change it; it can be asked for again."),
)
problem(
    "datahub.grant_over",
    Text("这项授权{state}，不能再取数。", "This grant is {state}: nothing more is given."),
    Text("如仍需要，请重新申请。", "If it is still needed, ask again."),
    409,
)
problem(
    "datahub.counts_only",
    Text("这项授权只给统计数，不给逐条数据。", "This grant gives counts, no rows."),
    Text(
        "请改取统计数，或另行申请逐条数据并说明必要性。",
        "Take the counts, or ask for rows and say why they are necessary.",
    ),
    409,
)
problem(
    "datahub.bad_key",
    Text("第 {number} 个对象的标识不对：{reason}", "The key of subject {number} is wrong: {reason}"),
    Text(
        "请用公民身份号码、统一社会信用代码，或户号加村代码。",
        "Use a resident number, a credit code, or a household number with the code of its village.",
    ),
)
problem(
    "datahub.bad_cursor",
    Text("翻页标记不对。", "The cursor is wrong."),
    Text("请用上一页答复中的 next，且只用于同一项授权。", "Use the next of the last page, under the same grant."),
)
problem(
    "datahub.too_many_keys",
    Text("一次最多问 {most} 个对象。", "At most {most} subjects are asked for at once."),
    Text("请分几次读取。", "Read them in several goes."),
)
problem(
    "datahub.delivery_number",
    Text("交付编号缺失或过长。", "The number of the delivery is missing or too long."),
    Text("请给每次交付一个不超过 80 字的唯一编号。", "Give each delivery its own number of at most 80 characters."),
)
problem(
    "datahub.delivery_differs",
    Text("交付编号“{delivery}”已用于另一批数据。", "The delivery number “{delivery}” was used for other data."),
    Text("更正后的数据请用新编号。", "Give corrected data a new number."),
    409,
)
problem(
    "datahub.delivery_columns",
    Text("没有这些数据元：{codes}。", "There are no such elements: {codes}."),
    Text("请用 /api/v1/data/elements 中的代码。", "Use the codes of /api/v1/data/elements."),
)
