"""What can go wrong with work groups and their lists."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "registry.group_held",
    Text("本单位已登记“{name}”。", "The unit has “{name}” registered already."),
    Text("请打开已登记的群，补充或更正。", "Open the registered group and complete or mend it."),
)
problem(
    "registry.roster_headings",
    Text("表头“{headings}”中没有群名称。", "The headings “{headings}” name no group."),
    Text(
        "请加一列“群名称”；成员名单也可在上传时填写群名称。表头写法见使用说明“导入工作群”。",
        "Add a column “群名称”, or name the group when uploading a list of members. The headings read are listed in the "
        "how-to on work groups.",
    ),
)
problem(
    "registry.roster_large",
    Text("超过 {most} 行。", "More than {most} rows."),
    Text("请分成几个文件上传。", "Upload it in several files."),
)
problem(
    "registry.roster_one_group",
    Text("须是一个群的成员名单，读到 {groups} 个群。", "One group's members are needed; {groups} groups were read."),
    Text("请上传拟建群的成员名单。", "Upload the list of members of the proposed group."),
)
problem(
    "registry.keep_reason",
    Text("保留“{name}”须写明理由。", "Keeping “{name}” needs a reason."),
    Text("请填写理由；尚未处理任何群。", "Give the reason; nothing has been done yet."),
)
