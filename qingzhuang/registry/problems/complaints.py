"""What can go wrong with complaints."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "registry.complaint_empty",
    Text("没有写内容，或超过 {most} 字。", "Nothing was written, or more than {most} characters."),
    Text("请写明遇到的问题或建议。", "Say what went wrong, or what you suggest."),
)
problem(
    "registry.complaint_answered",
    Text("这件投诉已经答复。", "This complaint is answered already."),
    Text("请刷新页面查看。", "Reload the page."),
    409,
)
problem(
    "registry.complaint_personal",
    Text("公开内容里还有“{found}”。", "“{found}” is still in what would be published."),
    Text(
        "请删去证件号、电话、邮箱等个人信息，或不公开。",
        "Take out numbers, telephones and addresses, or do not publish.",
    ),
)
