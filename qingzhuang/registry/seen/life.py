"""Functions against the live list, the end date, the responsible person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from qingzhuang.domain.text import Text
from qingzhuang.registry.livelist import difference
from qingzhuang.registry.models import Asset, Custody, LiveReport
from qingzhuang.registry.seen import NONE, Seen, SelfCheckFacts, plain, self_check_facts
from qingzhuang.registry.terms import term

_FUNCTIONS = Text("功能", "Functions")


def functions_seen(assets: Sequence[Asset]) -> Mapping[int, list[Seen]]:
    """The filed list beside the last live one."""
    last: dict[int, LiveReport] = {}
    for report in LiveReport.objects.filter(asset__in=assets).order_by("on", "id"):
        last[report.asset_id] = report
    return {asset.pk: [_functions(asset, last.get(asset.pk))] for asset in assets}


def _functions(asset: Asset, report: LiveReport | None) -> Seen:
    recorded = plain("；".join(asset.functions))
    if report is None:
        return Seen("functions", _FUNCTIONS, recorded, None, False)
    words = f"{'；'.join(report.functions)}"
    seen = Text(f"{words}（{report.on}）", f"{words} ({report.on})")
    return Seen("functions", _FUNCTIONS, recorded, seen, any(difference(asset.functions, report.functions)))


def end_seen(assets: Sequence[Asset]) -> Mapping[int, list[Seen]]:
    """Whether it should have ended already."""
    label, gone = Text("结束日期", "End date"), Text("已过期，仍在运行", "past, and it still runs")
    return {
        asset.pk: [Seen("ends_on", label, plain(asset.ends_on), gone if asset.overdue else None, asset.overdue)]
        for asset in assets
    }


def responsible_seen(assets: Sequence[Asset]) -> Mapping[int, list[Seen]]:
    """Who answers for it, and whether that post is still held."""
    held = Custody.objects.filter(asset__in=assets, until=None).select_related(
        "appointment__person", "appointment__post"
    )
    found = {each.asset_id: each for each in held}
    label, left = Text("责任人", "Responsible person"), Text("已离任", "has left the post")
    told = {}
    for asset in assets:
        custody = found.get(asset.pk)
        name = plain(f"{custody.appointment.person} {custody.appointment.post.title}") if custody else NONE
        vacant = custody is not None and custody.vacant
        told[asset.pk] = [Seen("responsible", label, name, left if vacant else None, vacant)]
    return told


def hosting_seen(assets: Sequence[Asset]) -> Mapping[int, list[Seen]]:
    """Hosting and the dates of tests, as recorded, of kinds that have them; older than R20 allows needs a word."""
    oldest, today, told = term("R20", "days"), timezone.localdate(), {}
    for asset in assets:
        kind, answers, seen = asset.definition, asset.attributes, []
        for code in ("hosting", "mlps_date", "security_test_date"):
            field = next((each for each in kind.fields if each.code == code), None)
            if field is None:
                continue
            value = answers.get(code)
            words = Text(field.show(value, "zh-hans"), field.show(value, "en")) if value else NONE
            age = (today - today.fromisoformat(value)).days if value and field.type == "date" else 0
            old = Text(f"{age} 天前，超过 {oldest} 天", f"{age} days ago, over {oldest}") if age > oldest else None
            seen.append(Seen(code, field.label, words, old, old is not None))
        told[asset.pk] = seen
    return told


self_check_facts.register(SelfCheckFacts("functions", 10, functions_seen))
self_check_facts.register(SelfCheckFacts("end", 20, end_seen))
self_check_facts.register(SelfCheckFacts("responsible", 30, responsible_seen))
self_check_facts.register(SelfCheckFacts("hosting", 40, hosting_seen))
