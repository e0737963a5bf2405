"""What can go wrong with the import layouts of outside systems."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "datahub.system_unnamed",
    Text("没有写明是哪个系统。", "The system is not named."),
    Text("请填写外部系统的名称。", "Give the name of the outside system."),
)
problem(
    "datahub.layout_empty",
    Text("没有任何一列对应到数据元。", "No column is about any element."),
    Text("请至少对应一列；对不上的列会留空。", "Match at least one; the others stay empty."),
)
problem(
    "datahub.layout_unconfirmed",
    Text("模板的列还没有确认。", "The columns of the layout are not confirmed."),
    Text("请先核对各列，再导出。", "Look through the columns first."),
    409,
)
problem(
    "datahub.grants_apart",
    Text(
        "所选授权不属于同一地区、同一类对象，或没有选择授权。",
        "The grants chosen are not of one area and kind, or none is chosen.",
    ),
    Text("请选择同一地区的授权。", "Choose grants of one area."),
)
problem(
    "datahub.layout_not_covered",
    Text("所选授权不含这些数据元：{elements}。", "The grants do not cover: {elements}."),
    Text("请另行申请这些数据元，或把这些列改为留空。", "Ask for these elements, or leave their columns empty."),
    409,
)
problem(
    "datahub.handover_gone",
    Text("交付文件已清除，无法再对照。", "The file handed over is gone: rows cannot be compared."),
    Text("文件保留三十天。请重新导出后再上传错误清单。", "Files are kept 30 days. Make it again first."),
    409,
)
