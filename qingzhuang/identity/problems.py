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
    "identity.move_date",
    Text(
        "隶属调整只能自 {earliest} 之后至今天生效。", "A move takes effect after {earliest} and not later than today."
    ),
    Text("请改日期；将来的调整请到当天再办。", "Change the date; enter a future move on its day."),
)
problem(
    "identity.unknown_word",
    Text("“{value}”不在可选范围内。", "“{value}” is not one of the choices."),
    Text("请从列表中选择。", "Choose from the list."),
)
problem(
    "identity.missing",
    Text("缺少必填内容。", "Something that is needed is missing."),
    Text("请补齐后再保存。", "Complete it, then save."),
)
problem(
    "identity.not_there_yet",
    Text("“{name}”在这些日期尚未设立或已撤销。", "“{name}” does not exist on those dates."),
    Text("请改日期，或另选机构。", "Change the dates, or choose another organisation."),
)
problem(
    "identity.own_substitute",
    Text("不能由本人替自己的岗。", "Nobody stands in for themselves."),
    Text("请指定另一位在岗人员。", "Name somebody else who is in service."),
)
problem(
    "identity.outside_absence",
    Text("替岗日期超出您本人的任职期。", "The dates go beyond your own appointment."),
    Text("请把日期改在您的任职期内。", "Keep the dates within your own appointment."),
)
problem(
    "identity.inactive",
    Text("{name} 的账号已停用。", "The account of {name} is closed."),
    Text("请另选一位，或先启用账号。", "Choose somebody else, or open the account first."),
)
problem(
    "identity.weak_password",
    Text("密码不符合要求：{why}", "The password will not do: {why}"),
    Text("请换一个更长、不常见的密码。", "Choose a longer, less common one."),
)
problem(
    "identity.no_mail",
    Text("本平台不通过邮件找回密码。", "Passwords are not reset by e-mail here."),
    Text("请联系本单位的系统管理员重设密码。", "Ask your administrator to set a new password."),
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
problem(
    "identity.key_invalid",
    Text("密钥无效、已到期或已停用。", "The key is unknown, expired or revoked."),
    Text("请向本单位系统管理员申领新的密钥。", "Ask the administrator of your unit for a new key."),
    status=401,
)
problem(
    "identity.key_scope",
    Text("此密钥没有“{scope}”权限。", "This key does not have the scope “{scope}”."),
    Text("请使用具有该权限的密钥。", "Use a key with that scope."),
    status=403,
)
problem(
    "identity.key_dates",
    Text("密钥有效期须在今天之后、一年之内。", "A key expires after today and within a year."),
    Text("请改到期日期；到期前可换发新的密钥。", "Change the day; a new key can be issued before this one ends."),
)
problem(
    "identity.key_scopes",
    Text("请至少选择一项适用的权限。", "Choose at least one scope that applies."),
    Text(
        "只限一个事项的密钥，只能选择按事项使用的权限。",
        "A key limited to one thing takes only scopes that make sense for one thing.",
    ),
)
problem(
    "identity.client_unknown",
    Text("没有登记这个登录接入端。", "No sign-in client of this number is registered."),
    Text("请联系该应用的主办单位核对客户端编号。", "Ask the unit that runs the app to check its client id."),
)
problem(
    "identity.client_address",
    Text(
        "“{name}”没有登记这个回跳地址：{address}",
        "“{name}” did not register this address to come back to: {address}",
    ),
    Text(
        "请勿继续；请主办单位在应用的登录接入端中登记一字不差的地址。",
        "Do not go on. The unit that runs it registers the address, to the letter, with the app's sign-in client.",
    ),
)
