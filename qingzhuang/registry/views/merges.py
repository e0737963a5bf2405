"""Merging, as pages: choosing, mapping, counting, rehearsing, and each step to the confirmation."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.exports import export
from qingzhuang.core.policies import can, ensure, why_not
from qingzhuang.core.problems import Refused
from qingzhuang.core.scoping import key_of
from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.domain.fieldtypes import BadValue, fieldtypes
from qingzhuang.domain.text import Text
from qingzhuang.registry import actions
from qingzhuang.registry.actions.carrying import FUNCTIONS, FUNCTIONS_LABEL
from qingzhuang.registry.actions.merges import BEFORE
from qingzhuang.registry.merging.things import THINGS
from qingzhuang.registry.models import Merge, MergePart, Move
from qingzhuang.registry.models.merges import FATES
from qingzhuang.registry.movables import movables
from qingzhuang.registry.periods import notice_period
from qingzhuang.registry.queries import merges as queries

PAGE = 30
STEPS = {
    "rehearse": lambda merge, person, given: actions.rehearse_merge(merge, actor=person),
    "announce": lambda merge, person, given: actions.announce_merge(
        merge,
        actor=person,
        execute_from=day_of(given.get("execute_from", "")),
        short_reason=given.get("short_reason", ""),
        instead=given.get("instead", ""),
    ),
    "execute": lambda merge, person, given: actions.execute_merge(merge, actor=person),
    "confirm": lambda merge, person, given: actions.confirm_merge(merge, actor=person),
    "undo": lambda merge, person, given: actions.undo_merge(merge, actor=person, reason=given.get("reason", "")),
    "drop": lambda merge, person, given: actions.drop_merge(merge, actor=person, reason=given.get("reason", "")),
}


@login_required
@require_GET
def merge_list(request: HttpRequest) -> HttpResponse:
    """Merges that are open, or over."""
    view = "over" if request.GET.get("view") == "over" else "open"
    counts = queries.merge_counts(request.user)
    labels = (("open", _("Under way")), ("over", _("Over")))
    context = {
        "page": Paginator(queries.merges_for(request.user, view), PAGE).get_page(request.GET.get("page")),
        "tabs": [(label, f"?view={code}", code == view, counts[code]) for code, label in labels],
        "may_draft": can(request.user, "registry.merge.draft"),
    }
    return render(request, "registry/merge_list.html", context)


@login_required
def merge_new(request: HttpRequest) -> HttpResponse:
    """Choose what is merged and what stays: ``?asset=1&asset=2``; posting drafts the merge."""
    given = request.POST if request.method == "POST" else request.GET
    q = " ".join(given.get("q", "").split())[:100]
    chosen, found = queries.candidates(request.user, given.getlist("asset"), q)
    refused = None
    if request.method == "POST" and "find" not in request.POST:
        try:
            return redirect(_draft(request, chosen))
        except Refused as refusal:
            refused = refusal
    own = [each for each in chosen if can(request.user, "registry.merge.draft", each)]
    if refused is None and not own and not can(request.user, "registry.merge.draft"):
        raise Http404
    likely = queries.likely_survivor(own)
    survivor = request.POST.get("survivor") or (str(likely.pk) if likely else "")
    context = {"chosen": chosen, "found": found, "q": q, "survivor": survivor, "refused": refused, "given": given}
    return render(request, "registry/merge_new.html", context, status=400 if refused else 200)


def _draft(request: HttpRequest, chosen: list) -> Merge:
    survivor = next((each for each in chosen if str(each.pk) == request.POST.get("survivor")), None)
    if survivor is None:
        raise Refused("registry.merge_too_few")
    return actions.draft_merge(
        survivor,
        actor=request.user,
        parts=[each for each in chosen if each.pk != survivor.pk],
        basis=request.POST.get("basis", ""),
        reason=request.POST.get("reason", ""),
    )


@login_required
@require_GET
def merge_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _merge(request, pk))


def _merge(request: HttpRequest, pk: int) -> Merge:
    return Merge.objects.select_related("survivor__sponsor", "survivor__keeper", "job").get_or_404_for(
        request.user, pk=pk
    )


def _page(request: HttpRequest, merge: Merge, refused: Refused | None = None, typed: Any = None) -> HttpResponse:
    parts = queries.parts_of(merge)
    person = request.user
    leads = can(person, "registry.merge.announce", merge)
    days = max((notice_period(part.asset).days for part in parts), default=0)
    context = {
        "merge": merge,
        "parts": [(part, _rows(part, typed)) for part in parts],
        "tallies": [(part, each, tally_label(each)) for part in parts for each in part.tallies.all()],
        "moves": [(part, _move_label(move), move) for part in parts for move in part.moves.all()],
        "counts": queries.mapped_counts(parts),
        "fates": FATES.items(),
        "stale": queries.stale_names(merge),
        "stops": [each for each in (merge.report or {}).get("findings", ()) if each["level"] == "stop"],
        "may_map": merge.step in BEFORE and not merge.at_work and can(person, "registry.merge.map", merge),
        "leads": leads,
        "may_undo": leads and not merge.at_work and merge.step in ("announced", "executing", "executed"),
        "why_not": None if leads else why_not(person, "registry.merge.announce", merge),
        "due": timezone.localdate() + datetime.timedelta(days=days),
        "period": notice_period(merge.survivor),
        "days": days,
        "elements": ELEMENTS,
        "refused": refused,
        "notice": _notice(merge, parts),
        "course": queries.course_of(merge),
        "redirects": queries.redirects_of(merge),
    }
    return render(request, "registry/merge_detail.html", context, status=refused.problem.status if refused else 200)


def _move_label(move: Move) -> Text:
    return FUNCTIONS_LABEL if move.movable == FUNCTIONS else movables.get(move.movable).label


def _rows(part: MergePart, typed: Any) -> list:
    """The functions of a part as they stand, or as they were typed when that was refused."""
    rows = list(part.fates.all())
    for row in rows if typed is not None else ():
        row.fate = typed.get(f"fate-{row.pk}", row.fate)
        row.target = typed.get(f"target-{row.pk}", row.target)
        row.reason = typed.get(f"reason-{row.pk}", row.reason)
    return rows


def _notice(merge: Merge, parts: list[MergePart]) -> Text:
    """Words for the followers and users, ready to be sent."""
    names = "、".join(f"“{part.asset.name}”" for part in parts)
    names_en = ", ".join(f"“{part.asset.name}”" for part in parts)
    name, day = merge.survivor.name, merge.execute_from
    if merge.executed_on:
        zh = f"{names}已于{merge.executed_on}并入“{name}”。原有功能在新处继续提供，感谢您的支持。"
        return Text(zh, f"{names_en} merged into “{name}” on {merge.executed_on}. What it did goes on there.")
    zh = f"{names}将并入“{name}”" + (f"，原服务使用到{day}" if day else "") + "。原有功能在新处继续提供，感谢您的支持。"
    en = (
        f"{names_en} will merge into “{name}”"
        + (f" and run until {day}" if day else "")
        + ". What it did goes on there."
    )
    return Text(zh, en)


def tally_label(tally: Any) -> Text:
    """What a tally counts, in words, with its data element."""
    label = THINGS[tally.thing].label
    if not tally.element:
        return label
    name = Text.of(tally.element_name)
    return Text(f"{label.zh}：{name.zh}", f"{label.en}: {name.en}")


@login_required
@require_POST
def merge_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in the mapping of functions; what is wrong stays on the page as typed."""
    merge = _merge(request, pk)
    ensure(request.user, "registry.merge.map", merge)
    ids = filter(None, (key_of(name[5:]) for name in request.POST if name.startswith("fate-")))
    fates = {
        each: {part: request.POST.get(f"{part}-{each}", "") for part in ("fate", "target", "reason")} for each in ids
    }
    try:
        seen = parse_datetime(request.POST.get("seen", ""))
        actions.map_functions(merge, actor=request.user, fates=fates, seen=seen)
    except Refused as refusal:
        return _page(request, merge, refusal, request.POST)
    messages.success(request, _("The mapping is saved."))
    return redirect(merge.get_absolute_url() + "#counts")


@login_required
@require_POST
def merge_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step; a refusal is shown on the merge's own page."""
    merge = _merge(request, pk)
    if step not in STEPS:
        raise Http404
    ensure(request.user, f"registry.merge.{step}", merge)
    try:
        STEPS[step](merge, request.user, request.POST)
    except Refused as refusal:
        return _page(request, _merge(request, pk), refusal)
    return redirect(merge)


@login_required
@require_POST
def element_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Count one data element of a part apart."""
    merge = _merge(request, pk)
    part = next((each for each in queries.parts_of(merge) if str(each.pk) == request.POST.get("part")), None)
    if part is None:
        raise Http404
    try:
        actions.add_tally(part, actor=request.user, element=request.POST.get("element", ""))
    except Refused as refusal:
        return _page(request, merge, refusal)
    return redirect(merge.get_absolute_url() + "#counts")


@login_required
@require_GET
def merge_redirects(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Old addresses and where they lead, for the server of the old site."""
    merge = _merge(request, pk)
    language = get_language() or "zh-hans"
    headers = [
        each.in_(language)
        for each in (Text("原地址", "Old address"), Text("新地址", "New address"), Text("原属", "It was"))
    ]
    return export(f"redirects-{merge.pk}", headers, queries.redirects_of(merge), "csv")


def day_of(given: str) -> datetime.date | None:
    """A day as people write it; blank is none. Raises ``registry.bad_date``."""
    if not given.strip():
        return None
    try:
        return datetime.date.fromisoformat(fieldtypes.get("date").parse(given))
    except BadValue as bad:
        raise Refused("registry.bad_date", message=bad.text) from bad
