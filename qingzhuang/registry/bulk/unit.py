"""Set which unit answers for many entries."""

from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.registry.actions.assigning import assign_asset
from qingzhuang.registry.bulk import BASIS, Asked, BulkVerb, bulk_verbs, not_alive


def _look(asset):
    return {"sponsor": asset.sponsor_id, "sponsor_name": asset.sponsor_shown, "keeper": asset.keeper_id}


def _plan(asset, given):
    return {"sponsor": given["unit"], "sponsor_name": given["unit_name"], "keeper": given["unit"]}


def _undo(asset, before, basis, actor):
    units = Organisation.objects.in_bulk({before["sponsor"], before["keeper"]} - {None})
    return assign_asset(
        asset,
        actor=actor,
        unit=units.get(before["sponsor"]),
        name=before["sponsor_name"],
        keeper=units[before["keeper"]],
        basis=basis,
    )


bulk_verbs.register(
    BulkVerb(
        "unit",
        Text("设定责任单位", "Set the responsible unit"),
        (Asked("unit", Text("责任单位", "Responsible unit"), "unit"), BASIS),
        "registry.asset.assign",
        look=_look,
        plan=_plan,
        fault=lambda asset, given: not_alive(asset),
        do=lambda asset, given, actor: assign_asset(
            asset, actor=actor, unit=Organisation.objects.get(pk=given["unit"]), basis=given["basis"]
        ),
        undo=_undo,
        labels={"sponsor_name": Text("责任单位", "Responsible unit")},
    )
)
