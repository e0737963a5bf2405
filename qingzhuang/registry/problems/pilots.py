"""What can go wrong with a pilot, and on the reuse shelf."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "registry.not_a_pilot",
    Text("“{name}”{state}，不是在运行的试点。", "“{name}” ({state}) is no running pilot."),
    Text("已终止的试点，请按新建重新提出。", "Propose anew what a pilot that has ended was to become."),
    409,
)
problem(
    "registry.not_for_reuse",
    Text("“{name}”{state}，现在不能供复用。", "“{name}” ({state}) cannot be reused now."),
    Text("试点须先转正；已关停的不能复用。", "A pilot is promoted first; what is closed cannot be reused."),
    409,
)
problem(
    "registry.reuse_own",
    Text("“{name}”本来就是您单位的。", "“{name}” is your own unit's."),
    Text("复用申请由其他单位提出。", "Other units ask to reuse it."),
)
problem(
    "registry.reuse_gaps",
    Text("申请复用要写明区域、人数和用途。", "Say for which area, how many people and what for."),
    Text("请补齐后再提交；您填的内容仍在页面上。", "Complete it and send it again; what you typed is still there."),
)
problem(
    "registry.reuse_step",
    Text("这份申请{state}，不能这样做。", "This request is “{state}”; this cannot be done now."),
    Text("请刷新页面查看最新状态。", "Reload the page to see where it stands now."),
    409,
)
