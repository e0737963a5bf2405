"""What can go wrong with one entry, a ledger or a filter."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "registry.gaps",
    Text("有 {count} 处没有填对：{fields}。", "{count} answers are missing or wrong: {fields}."),
    Text("请改好后再保存；您填的内容仍在页面上。", "Mend them and save again; what you typed is still on the page."),
)
problem(
    "registry.changed_meanwhile",
    Text(
        "这一条刚被别人修改过，您的修改没有保存。",
        "Somebody else has just changed this entry; your change is not saved.",
    ),
    Text("请打开最新内容，再改一次。", "Open the latest version and change it again."),
    409,
)
problem(
    "registry.number_taken",
    Text("编号 {number} 已属于“{name}”。", "Number {number} already belongs to “{name}”."),
    Text("请核对编号。", "Check the number."),
    409,
)
problem(
    "registry.not_alive",
    Text("“{name}”{state}，不能再{step}。", "“{name}” is {state}: {step} is no longer possible."),
    Text("如需恢复使用，请按新建重新提出。", "To use it again, propose it anew."),
    409,
)
problem(
    "registry.step_not_allowed",
    Text("“{name}”{state}，不能{step}。", "“{name}” is {state}: “{step}” cannot follow."),
    Text("请先看它的历程，再选合适的一步。", "Look at what happened to it and choose a step that fits."),
    409,
)
problem(
    "registry.date_ahead",
    Text("日期 {date} 还没有到。", "The date {date} is still to come."),
    Text("请填已经发生的日期。", "Give the day on which it happened."),
)
problem(
    "registry.reason_needed",
    Text("请写明依据或原因。", "Give the basis or the reason."),
    Text("例如文件名称和文号。", "For example the instrument and its number."),
)
problem(
    "registry.name_unmapped",
    Text("没有指定哪一列是“名称”。", "No column was named as the “name”."),
    Text("请为“名称”选择一列。", "Choose the column that holds the name."),
)
problem(
    "registry.column_twice",
    Text("“{field}”对应了多列：{columns}。", "“{field}” is matched to several columns: {columns}."),
    Text("每项只能对应一列，请把多余的改为“不导入”。", "Match each to one column; set the others to “leave out”."),
)
problem(
    "registry.kind_unmapped",
    Text("不知道每一行属于哪一类。", "It is not known of what kind each row is."),
    Text(
        "请指定“类别”所在的列，或选择整个文件的类别。",
        "Match the column of the kind, or choose one for the whole file.",
    ),
)
problem(
    "registry.import_step",
    Text("导入“{file}”现在是“{step}”，不能这样做。", "The import “{file}” is “{step}”; this cannot be done now."),
    Text("请刷新页面查看最新状态。", "Reload the page to see where it stands now."),
    409,
)
problem(
    "registry.import_touched",
    Text(
        "导入的条目中已有 {count} 条被改动，例如“{name}”，不能整批撤销。",
        "{count} imported entries were changed since, such as “{name}”; it cannot be undone as a whole.",
    ),
    Text("请在台账中逐条处理，或先还原这些改动。", "Deal with them one by one in the register."),
    409,
)
problem(
    "registry.file_unreadable",
    Text("“{file}”：{message}{remedy}", "“{file}”: {message} {remedy}"),
    Text(
        "改好文件后重新上传；台账没有任何变化。",
        "Mend the file and upload it again; nothing in the register has changed.",
    ),
)
problem(
    "registry.bad_date",
    Text("{message}", "{message}"),
    Text("请改好日期后再试。", "Mend the date and try again."),
)
problem(
    "registry.filter_unnamed",
    Text("请给这组筛选起个名字。", "Give this set of filters a name."),
    Text("例如：本季度到期的群。", "For example: groups ending this quarter."),
)
problem(
    "registry.search_unready",
    Text("相似比对库正在建立。", "The index for finding similar entries is being built."),
    Text("请稍后再试。", "Try again in a moment."),
    503,
)
problem(
    "registry.file_missing",
    Text("没有选择文件。", "No file was chosen."),
    Text(
        "请先选择文件：xlsx、xls 或 csv；用量数据也可以是 Parquet。",
        "Choose a file first: xlsx, xls or csv; figures of use also as Parquet.",
    ),
)
