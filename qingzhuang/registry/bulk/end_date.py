"""Set the end of many entries."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.actions.assets import change_asset, restore_answers
from qingzhuang.registry.bulk import BASIS, Asked, BulkVerb, bulk_verbs, day, not_alive


def _fault(asset, given):
    if fault := not_alive(asset):
        return fault
    if "ends_on" not in {each.code for each in asset.definition.fields}:
        return Text("这一类没有结束日期。", "This kind has no end.")
    if asset.starts_on and day(given, "ends_on") < asset.starts_on:
        return Text(f"早于开始日期 {asset.starts_on}。", f"Before its start, {asset.starts_on}.")
    return None


bulk_verbs.register(
    BulkVerb(
        "end_date",
        Text("设定结束日期", "Set the end"),
        (Asked("ends_on", Text("结束日期", "End"), "date"), BASIS),
        "registry.asset.change",
        look=lambda asset: {"ends_on": asset.ends_on.isoformat() if asset.ends_on else None},
        plan=lambda asset, given: {"ends_on": given["ends_on"]},
        fault=_fault,
        do=lambda asset, given, actor: change_asset(
            asset, actor=actor, values={"ends_on": given["ends_on"]}, basis=given["basis"]
        ),
        undo=lambda asset, before, basis, actor: restore_answers(asset, actor=actor, values=before, basis=basis),
        labels={"ends_on": Text("结束日期", "End")},
    )
)
