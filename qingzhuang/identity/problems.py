"""What can go wrong with organisations, posts and people."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "identity.code_shape",
    Text("“{code}”不是有效的区划代码。", "“{code}” is not a division code."),
    Text(
        "省市县为 6 位数字，乡镇 9 位，村 12 位，并以上级代码开头。",
        "6 digits for province, city and county, 9 for a township, 12 for a village, beginning with the parent's.",
    ),
)
problem(
    "identity.code_taken",
    Text("代码 {code} 已被“{name}”使用。", "The code {code} belongs to “{name}”."),
    Text("请核对代码。", "Check the code."),
)
problem(
    "identity.dates_reversed",
    Text("结束日期早于开始日期。", "The end date is before the start date."),
    Text("请改正日期。", "Correct the dates."),
)
problem(
    "identity.dates_overlap",
    Text("{name} 在这段时间已担任该岗位。", "{name} already holds this post at that time."),
    Text("请先结束原任职，或改日期。", "End the earlier appointment first, or change the dates."),
)
problem(
    "identity.outside_post",
    Text("任职日期超出岗位的有效期。", "The appointment lies outside the post's validity."),
    Text("请改日期，或先延长岗位。", "Change the dates, or extend the post first."),
)
problem(
    "identity.still_in_use",
    Text("“{name}”下还有有效的机构或岗位。", "“{name}” still has organisations or posts in force."),
    Text("请先结束它们。", "End those first."),
)
problem(
    "identity.cyclic_move",
    Text("不能把机构移到它自己或它的下级之下。", "An organisation cannot move below itself."),
    Text("请另选上级。", "Choose another parent."),
)
problem(
    "identity.unknown_role",
    Text("没有角色“{role}”。", "There is no role “{role}”."),
    Text("请从角色表中选择。", "Choose from the list of roles."),
)
problem(
    "identity.username_taken",
    Text("用户名 {username} 已存在。", "The user name {username} is taken."),
    Text("请换一个用户名。", "Choose another."),
)
