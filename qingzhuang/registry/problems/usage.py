"""What can go wrong with figures of use and with questions to owners."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "registry.usage_batch_unnamed",
    Text("这一批没有编号。", "This batch has no id."),
    Text(
        "请给每批一个不重复的 batch，重发时用原来的编号。",
        "Give each batch an id of its own; send it again under the same one.",
    ),
)
problem(
    "registry.usage_batch_reused",
    Text("编号 {batch} 已用于另一批内容。", "The id {batch} was used for another content."),
    Text(
        "请为新内容换一个编号；原来那一批已收妥。", "Give the new content an id of its own; the earlier batch is safe."
    ),
    409,
)
problem(
    "registry.usage_too_many",
    Text("一次 {count} 行，超过上限 {limit} 行。", "{count} rows at once; the limit is {limit}."),
    Text("请分批发送。", "Send them in parts."),
    413,
)
problem(
    "registry.usage_flood",
    Text(
        "上报过于频繁，请 {retry_after} 秒后重发这一批。",
        "Too much at once: send this batch again in {retry_after} seconds.",
    ),
    Text(
        "已收妥的各批不受影响；请用同一编号重发。",
        "Batches accepted before are safe; send this one again under the same id.",
    ),
    429,
)
problem(
    "registry.usage_columns",
    Text("文件里找不到这些列：{columns}。", "The file lacks these columns: {columns}."),
    Text(
        "首行写列名：条目编号、日期，以及次数、人数、更新数中的至少一个。",
        "Name the columns in the first row: asset, day, and at least one of uses, users, updates.",
    ),
)
problem(
    "registry.usage_damaged",
    Text("Parquet 文件已损坏或不完整。", "The Parquet file is damaged or cut short."),
    Text("请重新导出后上传。", "Export it again and upload that."),
)
problem(
    "registry.question_open",
    Text("“{name}”已在询问中。", "The owner of “{name}” has been asked already."),
    Text("请等答复，或到期后看板上会标出。", "Wait for the answer; the desk shows when it is late."),
    409,
)
problem(
    "registry.question_answered",
    Text("这一问已答复。", "This question is answered already."),
    Text("请看最新情况；如有变化，可再次告知。", "Look at what stands now; if it changed, tell it anew."),
    409,
)
problem(
    "registry.answer_because",
    Text("说“在用”或“备用”，请写明理由。", "“In use” and “in reserve” need a reason."),
    Text("一句话即可：谁在用，做什么。", "One sentence will do: who uses it, and for what."),
)
problem(
    "registry.answer_months",
    Text("季节性使用，请写明月份。", "Seasonal use needs its months."),
    Text("如“6-9”。", "Such as 6-9."),
)
problem(
    "registry.nobody_to_ask",
    Text("“{name}”没有已知的主办单位，无人可问。", "No sponsor of “{name}” is known: there is nobody to ask."),
    Text("请先在条目中补上主办单位。", "Name the sponsor in the entry first."),
    409,
)
