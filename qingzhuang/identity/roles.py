"""The roles a post can carry. What each may do is said by the policies of the rooms."""

from __future__ import annotations

from dataclasses import dataclass

from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.domain.text import Text


@dataclass(frozen=True)
class Role:
    """``sees_area``: sees the whole area of the post's organisation, not only the organisation itself."""

    code: str
    label: Text
    meaning: Text
    sees_area: bool = False


roles: Catalogue[Role] = Catalogue("roles")
for _role in (
    Role("village_worker", Text("村（社区）工作者", "Village worker"), Text("办事、填报、走访", "Serves residents, fills, visits")),
    Role("township_officer", Text("乡镇（街道）干部", "Township officer"),
         Text("承接各部门任务，指出重复", "Receives from all departments, points at duplicates"), True),
    Role("department_officer", Text("部门经办（主办单位）", "Department officer (sponsor)"),
         Text("提出应用、报表、任务", "Proposes apps, forms, tasks")),
    Role("reviewer", Text("治理办审核员", "Reviewer (governance office)"), Text("审核提议，管理台账", "Reviews proposals, keeps the register"), True),
    Role("supervisor", Text("督查人员", "Supervisor"), Text("看层层加码、重复和反弹", "Sees layering, repeats, rebound"), True),
    Role("data_steward", Text("数据管理员", "Data steward"), Text("一数一源、共享授权", "One source per datum, grants"), True),
    Role("integrator", Text("应用开发与集成", "Integrator"), Text("接口与对接", "Connects systems")),
    Role("leader", Text("分管领导", "Leader"), Text("看负担与成效", "Sees burden and results"), True),
    Role("administrator", Text("系统管理员", "Administrator"), Text("机构、岗位、人员", "Organisations, posts, people"), True),
):  # fmt: skip
    roles.register(_role)
