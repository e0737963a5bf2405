"""Close many entries with one basis."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.actions.assets import close_asset
from qingzhuang.registry.actions.assigning import reopen_asset
from qingzhuang.registry.bulk import BASIS, BulkVerb, bulk_verbs, not_alive
from qingzhuang.registry.states import STATES

bulk_verbs.register(
    BulkVerb(
        "close",
        Text("关停", "Close"),
        (BASIS,),
        "registry.asset.close",
        look=lambda asset: {"state": STATES[asset.status].label.as_dict()},
        plan=lambda asset, given: {"state": STATES["closed"].label.as_dict()},
        fault=lambda asset, given: not_alive(asset),
        do=lambda asset, given, actor: close_asset(asset, actor=actor, basis=given["basis"]),
        undo=lambda asset, before, basis, actor: reopen_asset(asset, actor=actor, basis=basis),
        labels={"state": Text("状态", "State")},
    )
)
