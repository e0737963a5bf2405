"""What can go wrong with subjects, values and files."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "datahub.purpose_needed",
    Text("查看或调取个人信息必须写明目的。", "Reading personal data needs a purpose."),
    Text(
        "请写明用来办什么事（《个人信息保护法》第六条；规则 R45）。",
        "Say what it is for (personal information law, article 6; rule R45).",
    ),
)
problem(
    "datahub.file_unreadable",
    Text("“{name}”读不出来：{reason}", "“{name}” cannot be read: {reason}"),
    Text("请上传 xlsx、xls、csv 或 Parquet 格式的表。", "Bring a table as xlsx, xls, csv or Parquet."),
)
problem(
    "datahub.not_traced",
    Text("文件中显示不了来源：{reason}", "The sources cannot be shown in the file: {reason}"),
    Text("请下载已填的文件，来源见填表报告。", "Download the filled file; its report tells the sources."),
)
problem(
    "datahub.nothing_matched",
    Text(
        "没有任何一列能认出是谁：缺姓名、证件号码、户号或单位代码。",
        "No column says who is meant: neither name nor number is matched.",
    ),
    Text(
        "请把至少一列对应到能认出人、户或单位的数据元。", "Match at least one column to an element that names somebody."
    ),
)
problem(
    "datahub.element_twice",
    Text("“{element}”对应了两列。", "“{element}” is matched to two columns."),
    Text("请只留一列。", "Keep one of them."),
)
problem(
    "datahub.step_over",
    Text("这份文件{step}，不能再改。", "This file is {step}: it can no longer be changed."),
    Text("如有更正，请另交一份更正后的表。", "To correct it, bring a corrected table."),
    409,
)
problem(
    "datahub.bad_day",
    Text("“{given}”不是已经到来的日期。", "“{given}” is not a day that has come."),
    Text("请填数据所反映的日期，例如 2026-11-01。", "Give the day the data are of, such as 2026-11-01."),
)
problem(
    "datahub.decided",
    Text("这一条已由{who}处理。", "{who} has decided this one."),
    Text("请刷新页面查看结果。", "Reload the page to see the outcome."),
    409,
)
problem(
    "datahub.reason_needed",
    Text("请写明理由。", "Give the reason."),
    Text("一句话即可，会记入日志。", "One sentence will do; it is kept in the journal."),
)
problem(
    "datahub.bad_value",
    Text("“{element}”的值不对：{reason}", "The value of “{element}” is wrong: {reason}"),
    Text("请改正后再提交。", "Mend it and send it again."),
)
problem(
    "datahub.code_taken",
    Text("数据元代码“{code}”已有。", "There is an element “{code}” already."),
    Text("请先看已有的数据元是否就是您要的。", "See first whether the one there is what you need."),
    409,
)
problem(
    "datahub.nothing_new",
    Text("这张表里没有可以记入的新内容。", "There is nothing new on this sheet that could be recorded."),
    Text(
        "读不出或认不出是谁的已列在页面上；改好后再交一次即可。",
        "What cannot be read, or whose subject is unclear, is listed; mend it and return the sheet again.",
    ),
    409,
)
problem(
    "datahub.nothing_held",
    Text("没有“{element}”的数据可更正。", "Nothing is held of “{element}” that could be corrected."),
    Text("请直接报送。", "Tell it instead."),
    409,
)
problem(
    "datahub.correction_open",
    Text("“{element}”已有更正申请在办。", "A correction of “{element}” is under way."),
    Text("请等来源单位答复。", "Wait for the answer of the source."),
    409,
)
problem(
    "datahub.something_changed",
    Text("本期有 {count} 处变化。", "{count} things changed this period."),
    Text("请看过变化后再报送。", "Look at them, then file."),
    409,
)
