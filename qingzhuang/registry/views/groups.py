"""The desk of work groups: what speaks for dissolving, the list to dissolve, and registering one's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.domain.kinds import kinds
from qingzhuang.identity.queries import roles_of
from qingzhuang.registry import actions
from qingzhuang.registry.chats import chats
from qingzhuang.registry.queries import groups as queries
from qingzhuang.registry.queries.overlaps import overlaps_of

PAGE = 50
ASKED = ("name", "group_type", "purpose", "owner_name", "owner_rank", "people", "starts_on", "ends_on", "last_message")


@login_required
@require_GET
def group_list(request: HttpRequest) -> HttpResponse:
    """The living groups one may see, those with most against them first; ``?sign=`` narrows."""
    if not roles_of(request.user):
        raise Http404
    sign = request.GET.get("sign", "")
    sign = sign if sign in queries.SIGNS else ""
    found = queries.groups_for(request.user).order_by("-signs", "last_update_on", "pk")
    if sign:
        found = found.filter(**{f"sign_{sign}": 1})
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    counts = queries.sign_counts(request.user)
    tabs = [(_("All"), "?", not sign, counts["all"])]
    tabs += [
        (each.label, f"?sign={each.code}", each.code == sign, counts[each.code]) for each in queries.SIGNS.values()
    ]
    overlaps: dict[int, list[Any]] = {}
    for each in overlaps_of([group.pk for group in page]):
        overlaps.setdefault(each.first_id, []).append((each, each.second))
        overlaps.setdefault(each.second_id, []).append((each, each.first))
    context = {
        "page": page,
        "rows": [
            (
                group,
                [(s, queries.sign_words(group, s)) for s in queries.signs_of(group)],
                overlaps.get(group.pk, [])[:3],
            )
            for group in page
        ],
        "tabs": tabs,
        "own": queries.units_answered_for(request.user),
    }
    return render(request, "registry/group_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def group_new(request: HttpRequest) -> HttpResponse:
    """The owner enters a group that exists; what is wrong stays with what was typed."""
    units = {str(unit.pk): unit for unit in queries.units_for_groups(request.user)}
    if not units:
        raise Http404
    refused = None
    if request.method == "POST":
        unit = units.get(request.POST.get("unit", ""))
        if unit is None:
            raise Http404
        values = {code: request.POST.get(code, "") for code in (*ASKED, "chat_product")}
        try:
            return redirect(actions.register_group(unit, actor=request.user, values=values))
        except Refused as refusal:
            refused = refusal
    kind = kinds.get("group")
    context = {
        "units": list(units.values()),
        "fields": [(each, request.POST.get(each.code, "")) for each in map(kind.field, ASKED)],
        "products": list(chats),
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "registry/group_new.html", context, status=400 if refused else 200)


@login_required
@require_http_methods(["GET", "POST"])
def dissolve_list(request: HttpRequest) -> HttpResponse:
    """The prefilled list of one's own units: dissolve, or keep with the reason. One click does all of it."""
    units = queries.units_answered_for(request.user)
    if not units:
        raise Http404
    proposed = queries.to_dissolve(request.user, units)
    refused = None
    if request.method == "POST":
        try:
            dissolved, kept = _answer(request, proposed)
        except Refused as refusal:
            refused = refusal
        else:
            _say(request, dissolved, kept)
            return redirect("registry:groups-dissolve")
    context = {
        "rows": [
            (
                each,
                request.POST.get(f"d{each.group.pk}", "dissolve"),
                request.POST.get(f"r{each.group.pk}", ""),
                can(request.user, "registry.group.dissolve", each.group),
            )
            for each in proposed
        ],
        "refused": refused,
    }
    return render(request, "registry/group_dissolve.html", context, status=400 if refused else 200)


def _answer(request: HttpRequest, proposed: list[queries.Proposed]) -> tuple[int, int]:
    """Do what was chosen for each; all missing reasons are told before anything is done."""
    chosen = [
        (each, request.POST.get(f"d{each.group.pk}"), request.POST.get(f"r{each.group.pk}", "")) for each in proposed
    ]
    for each, choice, reason in chosen:
        if choice == "keep" and not reason.strip():
            raise Refused("registry.keep_reason", name=each.group.name, where={"field": f"r{each.group.pk}"})
    counts = {"dissolve": 0, "keep": 0}
    for each, choice, reason in chosen:
        signs = [sign.code for sign in each.signs]
        if choice == "dissolve":
            actions.dissolve_group(each.group, actor=request.user, signs=signs, reason=reason)
        elif choice == "keep":
            actions.keep_group(each.group, actor=request.user, signs=signs, reason=reason)
        if choice in counts:
            counts[choice] += 1
    return counts["dissolve"], counts["keep"]


def _say(request: HttpRequest, dissolved: int, kept: int) -> None:
    if dissolved:
        messages.success(
            request, ngettext("%(n)d group dissolved.", "%(n)d groups dissolved.", dissolved) % {"n": dissolved}
        )
    if kept:
        messages.success(request, ngettext("%(n)d group kept.", "%(n)d groups kept.", kept) % {"n": kept})
