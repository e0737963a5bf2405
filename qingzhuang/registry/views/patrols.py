"""Patrols: upload a list, match its columns, see what differs from the register, decide each once."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry import actions
from qingzhuang.registry.actions.findings import DECISIONS
from qingzhuang.registry.ledgers.columns import targets
from qingzhuang.registry.models import Patrol, PatrolFinding
from qingzhuang.registry.models.assets import asset_kinds
from qingzhuang.registry.models.patrols import SORTS
from qingzhuang.registry.queries import patrols as queries
from qingzhuang.registry.queries.assets import import_offices
from qingzhuang.registry.views.taking import taken_in

PAGE = 50
OFFERED = ("name", "kind", "sponsor", "platform", "account_identifier", "external_id", "status")
WORDS = {
    "register": Text("登记", "Register it"),
    "change": Text("按清单变更", "Take it over"),
    "ask": Text("询问主办单位", "Ask the owner"),
    "close": Text("登记为关停", "Record it as closed"),
    "dismiss": Text("不属实或无须处理", "Not so, or no need"),
}


@login_required
@require_http_methods(["GET", "POST"])
def patrol_list(request: HttpRequest) -> HttpResponse:
    """Patrols of one's area, and the door for a new list."""
    offices = import_offices(request.user)
    refused = None
    if request.method == "POST":
        try:
            upload = partial(actions.upload_patrol, source=request.POST.get("source", ""))
            return redirect(taken_in(request, offices, upload))
        except Refused as refusal:
            refused = refusal
    elif not offices:
        raise Http404
    context = {
        "page": Paginator(queries.patrols_for(request.user), PAGE).get_page(request.GET.get("page")),
        "offices": offices,
        "sources": queries.sources_of(offices),
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "registry/patrol_list.html", context, status=400 if refused else 200)


@login_required
@require_http_methods(["GET", "POST"])
def patrol_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One patrol at its step: its columns, how far it is, or what it found; ``?sort=`` narrows, ``?all=1`` widens."""
    patrol = Patrol.objects.select_related("office", "person", "job", "previous").get_or_404_for(request.user, pk=pk)
    refused = None
    if request.method == "POST":
        try:
            _start(request, patrol)
            return redirect(patrol)
        except Refused as refusal:
            refused = refusal
    context = {"patrol": patrol, "refused": refused, "may_start": can(request.user, "registry.patrol.start", patrol)}
    context |= _found(request, patrol) if patrol.step == "done" else _columns(patrol)
    return render(request, "registry/patrol_detail.html", context, status=400 if refused else 200)


def _start(request: HttpRequest, patrol: Patrol) -> None:
    kinds = {kind.code for kind in asset_kinds()}
    mapping = {
        key[1:]: value for key, value in request.POST.items() if key[:1] == "c" and key[1:].isdecimal() and value
    }
    kind, complete = request.POST.get("kind", ""), request.POST.get("complete", "")
    actions.start_patrol(
        patrol,
        actor=request.user,
        mapping=mapping or None,
        kind=kind if kind in kinds else "",
        complete=complete if complete in kinds else "",
    )


def _columns(patrol: Patrol) -> dict[str, Any]:
    known = targets()
    return {
        "columns": [
            (
                number,
                caption,
                (patrol.samples or [[]] * len(patrol.captions))[number],
                patrol.mapping.get(str(number), ""),
            )
            for number, caption in enumerate(patrol.captions)
        ],
        "targets": [(code, known[code].label) for code in OFFERED if code in known] + [("url", _("Address"))],
        "kinds": [(kind.code, kind.label) for kind in asset_kinds()],
    }


def _found(request: HttpRequest, patrol: Patrol) -> dict[str, Any]:
    found = queries.findings_for(request.user, patrol)
    counts = queries.counts_of(found)
    sort = request.GET.get("sort", "")
    shown = found.exclude(state="open") if sort == "decided" else found.filter(state="open")
    if sort in SORTS:
        shown = shown.filter(sort=sort)
    page = Paginator(shown.order_by("sort", "name", "pk"), PAGE).get_page(request.GET.get("page"))
    tabs = [(_("All"), "?", sort == "", sum(counts[each] for each in SORTS))]
    tabs += [(label, f"?sort={code}", sort == code, counts[code]) for code, label in SORTS.items()]
    tabs.append((_("Decided"), "?sort=decided", sort == "decided", counts["decided"]))
    return {
        "page": page,
        "rows": [(each, _choices(request, each)) for each in page],
        "tabs": tabs,
        "difference": queries.difference(patrol),
    }


def _choices(request: HttpRequest, finding: PatrolFinding) -> list[tuple[str, Text]]:
    """What this person may decide."""
    if finding.state not in ("open", "asked") or not can(request.user, "registry.patrol.decide", finding):
        return []
    asked = {"ask"} if finding.state == "asked" else set()
    unasked = set() if finding.asset_id and finding.asset.sponsor_id else {"ask"}
    return [(code, WORDS[code]) for code in DECISIONS[finding.sort] if code not in asked | unasked]


@login_required
@require_http_methods(["GET"])
def finding_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding by itself: for the owner who is asked."""
    finding = _finding(request, pk)
    context = {"finding": finding, "choices": _choices(request, finding)}
    return render(request, "registry/patrol_finding.html", context)


@login_required
@require_POST
def finding_decide(request: HttpRequest, pk: int) -> HttpResponse:
    finding = _finding(request, pk)
    actions.decide_finding(
        finding, actor=request.user, decision=request.POST.get("decision", ""), reason=request.POST.get("reason", "")
    )
    if Patrol.objects.visible_to(request.user).filter(pk=finding.last_seen_id).exists():
        sort = request.POST.get("sort", "")
        return redirect(
            reverse("registry:patrol", args=[finding.last_seen_id]) + (f"?sort={sort}" if sort in SORTS else "")
        )
    return redirect("portal:home")


def _finding(request: HttpRequest, pk: int) -> PatrolFinding:
    shown = ("asset__sponsor", "office", "last_seen")
    return PatrolFinding.objects.select_related(*shown).get_or_404_for(request.user, pk=pk)
