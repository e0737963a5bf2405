"""What other rooms of the platform know for the form, besides the entry's own answers; each line says where from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils import timezone

from qingzhuang.domain.text import Text
from qingzhuang.identity.models import LEVELS
from qingzhuang.registry.filing.form import KINDS
from qingzhuang.registry.models import Asset, MergePart, Resource, SimilarPair
from qingzhuang.registry.models.merges import STANDING
from qingzhuang.registry.queries.assets import decision_on
from qingzhuang.registry.queries.selfchecks import responsible_for
from qingzhuang.registry.rules import parameter
from qingzhuang.registry.states import ALIVE

# A value, the same in words, and where it is known from.
Known = tuple[Any, Text, Text]
REGISTER = Text("台账", "the register")
DIRECTORY = Text("机构目录", "the directory of organisations")
_OUTCOMES = {
    "accept": Text("同意", "Accepted"),
    "accept_with_exception": Text("附例外同意", "Accepted with an exception"),
}
_TO_DECIDE = Text("待判断", "to be decided")
_MOST = 20


def known_elsewhere(asset: Asset) -> Iterator[tuple[str, Known]]:
    """Lines of the form by their codes."""
    for tell in (_unit, _handler, _same_kind, _review, _overlap, _merging, _live, _life, _hosting, _complaints):
        yield from tell(asset)


def _plain(value: str, source: Text) -> Known:
    return value, Text(value, value), source


def _answer(asset: Asset, code: str, value: Any, source: Text) -> tuple[str, Known]:
    """A value of one of the kind's own questions, in its words."""
    field = asset.definition.field(code)
    return code, (value, Text(field.show(value, "zh-hans"), field.show(value, "en")), source)


def _unit(asset: Asset) -> Iterator[tuple[str, Known]]:
    if unit := asset.sponsor:
        for code, value in (("name", unit.name), ("code", unit.code), ("uscc", unit.uscc)):
            if value:
                yield f"unit.{code}", _plain(value, DIRECTORY)
        yield "unit.level", (unit.level, LEVELS[unit.level], DIRECTORY)
    elif asset.sponsor_name:
        yield "unit.name", _plain(asset.sponsor_name, REGISTER)
    if asset.number:
        yield "asset.number", _plain(asset.number, REGISTER)


def _handler(asset: Asset) -> Iterator[tuple[str, Known]]:
    """Who answers for the entry handles it, unless the entry names somebody."""
    custody = responsible_for(asset)
    if custody is None or custody.vacant:
        return
    person, source = custody.appointment.person, Text("责任人", "the responsible person")
    told = (("name", str(person)), ("post", custody.appointment.post.title), ("phone", person.phone))
    for code, value in (*told, ("email", person.email)):
        if value:
            yield f"handler_{code}", _plain(value, source)


def _same_kind(asset: Asset) -> Iterator[tuple[str, Known]]:
    if asset.sponsor_id is None:
        return
    others = Asset.objects.filter(sponsor=asset.sponsor_id, kind__in=KINDS, status__in=ALIVE).exclude(pk=asset.pk)
    names = list(others.order_by("pk").values_list("name", flat=True)[:_MOST])
    none = Text("台账中没有其他", "None other in the register")
    yield "existing_apps", (names, Text("；".join(names), "; ".join(names)) if names else none, REGISTER)


def _review(asset: Asset) -> Iterator[tuple[str, Known]]:
    if (decision := decision_on(asset)) and decision.outcome in _OUTCOMES:
        source = Text("把关决定", "the gate's decision")
        yield "review.outcome", (decision.outcome, _OUTCOMES[decision.outcome], source)
        yield "review.decided_on", _plain(timezone.localdate(decision.decided_at).isoformat(), source)
        if decision.reason:
            yield "review.reason", _plain(decision.reason, source)


def _overlap(asset: Asset) -> Iterator[tuple[str, Known]]:
    """What the comparison found, and what people decided on it."""
    found = SimilarPair.objects.filter(Q(first=asset) | Q(second=asset)).exclude(score=None)
    pairs = [
        (pair, pair.second if pair.first_id == asset.pk else pair.first)
        for pair in found.select_related("first", "second").order_by("-score", "pk")[:5]
    ]
    if not pairs:
        return
    decided = [
        (other.name, f"{pair.score:.0%}", pair.decision_label or _TO_DECIDE, pair.because) for pair, other in pairs
    ]
    zh = "；".join(f"{name}（{score}，{said.zh}{'：' + why if why else ''}）" for name, score, said, why in decided)
    en = "; ".join(f"{name} ({score}, {said.en}{': ' + why if why else ''})" for name, score, said, why in decided)
    names = [other.name for _pair, other in pairs]
    yield (
        "q_overlap",
        (names, Text(f"台账中相似：{zh}", f"Alike in the register: {en}"), Text("重复判断", "the desk of duplicates")),
    )


def _merging(asset: Asset) -> Iterator[tuple[str, Known]]:
    part = MergePart.objects.filter(asset=asset, merge__step__in=STANDING).select_related("merge__survivor").last()
    if part:
        name = part.merge.survivor.name
        yield "merge_decision", (name, Text(f"并入“{name}”", f"Goes into “{name}”"), Text("整合", "the merge"))


def _live(asset: Asset) -> Iterator[tuple[str, Known]]:
    if live := asset.live_reports.first():
        yield "live.on", _plain(live.on.isoformat(), Text("线上功能报告", "the report of what is live"))


def _life(asset: Asset) -> Iterator[tuple[str, Known]]:
    if asset.starts_on:
        yield "planned_launch", _plain(asset.starts_on.isoformat(), REGISTER)
    started = max((event.on for event in asset.events.all() if event.verb == "started"), default=None)
    if started:
        yield "launched_on", _plain(started.isoformat(), Text("历程", "its life"))


def _hosting(asset: Asset) -> Iterator[tuple[str, Known]]:
    """What the bills of the government cloud list for it runs there."""
    codes = list(Resource.objects.filter(asset=asset).exclude(state="released").values_list("code", flat=True)[:_MOST])
    if codes and asset.attributes.get("hosting", "gov_cloud") == "gov_cloud":
        source = Text("云账单", "the cloud bill")
        yield _answer(asset, "hosting", "gov_cloud", source)
        yield "cloud_id", (codes, Text("、".join(codes), ", ".join(codes)), source)


def _complaints(asset: Asset) -> Iterator[tuple[str, Known]]:
    """Every public thing has a complaint entry on its page here, answered within the days of R10."""
    if asset.attributes.get("complaint_entry", True) and Asset.objects.filter(pk=asset.pk).official().exists():
        source = Text("公众页面", "its public page")
        yield _answer(asset, "complaint_entry", True, source)
        yield _answer(asset, "complaint_reply_days", parameter("R10", "days"), source)
