"""What can go wrong when an app signs people in, or is to."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

for _code, _title, _remedy, _status in (
    ("client_kind", Text("{kind}没有登录，不需要登录接入端。", "Nobody signs in to this kind of thing: {kind}."),
     Text("登录接入端只用于应用和小程序。", "Sign-in clients are for apps and mini-programs."), 400),
    ("client_ended", Text("“{name}”现在是“{state}”，不能登录。", "“{name}” is “{state}”; nobody signs in to it."),
     Text("请查看公告中的替代服务，或咨询主办单位。", "Look at the announcements for what to use instead, or ask the unit that runs it."), 403),
    ("client_off", Text("主办单位已于 {day} 停用“{name}”的登录。", "The unit that runs “{name}” switched its sign-in off on {day}."),
     Text("请咨询主办单位；主办单位可在该应用的登录接入端中重新启用。", "Ask that unit; it can switch it on again with the app's sign-in clients."), 403),
    ("client_many", Text("“{name}”已有 {most} 个登录接入端。", "“{name}” has {most} sign-in clients already."),
     Text("请改用或修改已有的接入端。", "Use one of them, or change it."), 409),
    ("client_unnamed", Text("没有写接入端的名称。", "The client has no name."),
     Text("写明是哪个系统，例如“手机端”。", "Say which system it is, such as “phone app”."), 400),
    ("client_addresses", Text("有 {count} 个回跳地址不能用：{faults}。", "{count} addresses to come back to will not do: {faults}."),
     Text("每行一个完整的 https 地址，与应用请求中的一字不差。", "One whole https address a line, to the letter as the app asks with it."), 400),
    ("client_public", Text("“{name}”不用密钥。", "“{name}” has no secret."),
     Text("它以 PKCE 证明自己，不必换发。", "It proves itself by PKCE; there is nothing to renew."), 409),
):  # fmt: skip
    problem(f"registry.{_code}", _title, _remedy, _status)
