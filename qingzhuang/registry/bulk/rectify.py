"""Ask for a change to many entries, with a day by which."""

from django.utils import timezone

from qingzhuang.domain.text import Text
from qingzhuang.registry.actions.life import begin_rectification, finish_rectification
from qingzhuang.registry.bulk import BASIS, Asked, BulkVerb, bulk_verbs, day
from qingzhuang.registry.states import STATES, VERBS


def _fault(asset, given):
    if not VERBS["rectifying"].can_follow(asset.status):
        return Text(
            f"{asset.state_label.zh}，不能要求整改。", f"It is {asset.state_label.en.lower()}: nothing can be asked."
        )
    if day(given, "due_on") <= timezone.localdate():
        return Text("期限须在今天之后。", "The day must lie ahead.")
    return None


bulk_verbs.register(
    BulkVerb(
        "rectify",
        Text("要求整改", "Ask for a change"),
        (
            Asked("what", Text("整改内容", "What is to be changed"), "text"),
            Asked("due_on", Text("期限", "By"), "date"),
            BASIS,
        ),
        "registry.life.rectify",
        look=lambda asset: {"state": STATES[asset.status].label.as_dict()},
        plan=lambda asset, given: {"state": STATES["rectifying"].label.as_dict()},
        fault=_fault,
        do=lambda asset, given, actor: begin_rectification(
            asset, actor=actor, what=given["what"], due_on=day(given, "due_on"), basis=given["basis"]
        ),
        undo=lambda asset, before, basis, actor: finish_rectification(asset, actor=actor, result=basis, basis=basis),
        labels={"state": Text("状态", "State")},
    )
)
