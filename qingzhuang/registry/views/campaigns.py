"""Campaigns: begun and watched by the office; decided by sponsors on one page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.core.scoping import key_of
from qingzhuang.identity.models import Organisation
from qingzhuang.registry import actions
from qingzhuang.registry.campaigns.contents import told_of
from qingzhuang.registry.campaigns.freezing import why_suggested
from qingzhuang.registry.campaigns.reports import REPORTS
from qingzhuang.registry.criteria import DECISIONS, criteria
from qingzhuang.registry.models import Campaign, CampaignSheet, Rebound
from qingzhuang.registry.models.assets import asset_kinds
from qingzhuang.registry.queries import campaigns as queries
from qingzhuang.registry.queries.assets import AssetFilters, import_offices, saved_filters
from qingzhuang.registry.views.merges import day_of

PAGE, REBOUNDS = 50, 100
FIELDS = ("decision", "because", "by_on", "into", "other")


@login_required
@require_GET
def campaign_list(request: HttpRequest) -> HttpResponse:
    """Campaigns of one's area, or in which one's unit decides."""
    context = {
        "page": Paginator(queries.campaigns_for(request.user), PAGE).get_page(request.GET.get("page")),
        "may_start": bool(import_offices(request.user)),
        "waiting": queries.sheets_waiting(request.user)[:PAGE],
    }
    return render(request, "registry/campaign_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Say where, what and by when; look first at how much it would be; then begin."""
    offices = import_offices(request.user)
    if not offices:
        raise Http404
    refused, found = None, None
    if request.method == "POST":
        try:
            if "look" not in request.POST:
                return redirect(actions.start_campaign(_office(request, offices), actor=request.user, **_said(request)))
            found = _preview(request, offices)
        except Refused as refusal:
            refused = refusal
    context = {
        "offices": offices,
        "areas": _areas(offices),
        "kinds": [(kind.code, kind.plural) for kind in asset_kinds()],
        "criteria": list(criteria),
        "filters": saved_filters(request.user),
        "given": request.POST,
        "chosen": request.POST.getlist("criteria"),
        "chosen_kinds": request.POST.getlist("kinds"),
        "found": found,
        "refused": refused,
    }
    return render(request, "registry/campaign_new.html", context, status=refused.problem.status if refused else 200)


def _office(request: HttpRequest, offices: list[Organisation]) -> Organisation:
    return next((each for each in offices if str(each.pk) == request.POST.get("office")), offices[0])


def _areas(offices: list[Organisation]) -> list[tuple[int, str]]:
    """The offices' areas and what lies directly under them."""
    found = [(office.area.pk, office.area.name) for office in offices]
    for office in offices:
        found += [(each.pk, each.name) for each in queries.areas_below(office)]
    return list(dict(found).items())


def _said(request: HttpRequest) -> dict[str, Any]:
    given = request.POST
    saved = saved_filters(request.user).filter(pk=key_of(given.get("filter"))).first()
    due_on = day_of(given.get("due_on", ""))
    if due_on is None:
        raise Refused("registry.due_past", date=given.get("due_on", ""), where={"field": "due_on"})
    return {
        "name": given.get("name", ""),
        "basis": given.get("basis", ""),
        "due_on": due_on,
        "codes": given.getlist("criteria"),
        "kinds": given.getlist("kinds"),
        "area": queries.area_named(given.get("area", "")),
        "wanted": AssetFilters.read(QueryDict(saved.query).dict()) if saved else None,
    }


def _preview(request: HttpRequest, offices: list[Organisation]) -> dict[str, Any]:
    said, office = _said(request), _office(request, offices)
    area = said["area"] or office.area
    if not area.is_within(office.area):
        raise Refused("registry.campaign_aimless", where={"field": "area"})
    wanted = (said["wanted"] or AssetFilters()).as_query()
    kinds = [kind.code for kind in asset_kinds() if kind.code in said["kinds"]]
    codes = [code for code in said["codes"] if code in criteria]
    total, met, units = queries.preview(Campaign(office=office, area=area, kinds=kinds, wanted=wanted, criteria=codes))
    return {
        "total": total,
        "part": total > queries.PREVIEWED,
        "units": units,
        "met": [(criteria.get(code).label, n) for code, n in met.items()],
    }


@login_required
@require_GET
def campaign_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, by unit; the figures; what looks back found. A sponsor sees its own part."""
    campaign = _campaign(request, pk)
    sheets = queries.sheets_of(campaign, request.user)
    view = request.GET.get("view", "")
    if view == "late":
        sheets = sheets.filter(submitted_at=None)
    office = queries.runs(request.user, campaign)
    moments, figures = queries.figure_table(campaign) if office else ([], [])
    decided = queries.decisions_of(campaign, request.user)
    context = {
        "campaign": campaign,
        "criteria": [criteria.get(code) for code in campaign.criteria if code in criteria],
        "kinds": [kind.plural for kind in asset_kinds() if kind.code in campaign.kinds],
        "page": Paginator(sheets, PAGE).get_page(request.GET.get("page")),
        "view": view,
        "office": office,
        "decided": [(word, decided.get(code, 0)) for code, word in DECISIONS.items()],
        "undecided": decided[""],
        "standing": queries.standing(campaign, figures) if office else [],
        "moments": moments,
        "figures": figures,
        "looks": campaign.looks.all() if office else [],
        "rebounds": queries.rebounds_of(campaign)[:REBOUNDS] if office else None,
        "may_end": campaign.step == "running" and can(request.user, "registry.campaign.end", campaign),
        "may_settle": can(request.user, "registry.campaign.end", campaign),
        "forms": list(REPORTS),
    }
    return render(request, "registry/campaign_detail.html", context)


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    return Campaign.objects.select_related("office", "area", "job", "opened_by").get_or_404_for(request.user, pk=pk)


@login_required
@require_POST
def campaign_resume(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(actions.resume_campaign(_campaign(request, pk), actor=request.user))


@login_required
@require_POST
def campaign_end(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = actions.end_campaign(_campaign(request, pk), actor=request.user)
    messages.success(request, _("Ended. The platform looks again after 30, 90 and 180 days."))
    return redirect(campaign)


@login_required
@require_GET
def campaign_report(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """The report as ``docx`` or ``xlsx``, for those who run the campaign."""
    campaign = _campaign(request, pk)
    if form not in REPORTS or not queries.runs(request.user, campaign):
        raise Http404
    language = get_language() or "zh-hans"
    return FileResponse(
        REPORTS[form](told_of(campaign), language), as_attachment=True, filename=f"{campaign.name}.{form}"
    )


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's list: everything is filled in; change what is wrong, submit once."""
    sheet = _sheet(request, pk)
    may = sheet.submitted_at is None and can(request.user, "registry.campaign.submit", sheet)
    refused = None
    if request.method == "POST":
        if not can(request.user, "registry.campaign.submit", sheet):
            raise Http404
        try:
            actions.save_decisions(sheet, actor=request.user, given=_given(request.POST))
            if "submit" in request.POST:
                actions.submit_sheet(sheet, actor=request.user)
                messages.success(request, _("Submitted. What follows stands on the pages of the entries."))
            else:
                messages.success(request, _("Saved."))
            return redirect(f"{sheet.get_absolute_url()}?page={request.GET.get('page', 1)}")
        except Refused as refusal:
            refused = refusal
    page = Paginator(queries.rows_of(sheet), PAGE).get_page(request.GET.get("page"))
    targets = queries.targets_of(list(page)) if may else {}
    usual = queries.usual_day()
    context = {
        "sheet": sheet,
        "campaign": sheet.campaign,
        "page": page,
        "rows": [_shown(row, targets.get(row.asset_id, []), usual) for row in page],
        "may": may,
        "decisions": list(DECISIONS.items()),
        "refused": refused,
    }
    return render(request, "registry/campaign_decide.html", context, status=refused.problem.status if refused else 200)


def _shown(row: Any, targets: list, usual: Any) -> dict[str, Any]:
    """A row as the page needs it: what was chosen, or else what is suggested."""
    into = row.into_id or row.suggested_into_id
    fresh = not row.decision
    known = {str(each.pk): f"{each.name} · {each.sponsor_shown}" for each in targets}
    for asset in (row.suggested_into, row.into):
        if asset is not None:
            known.setdefault(str(asset.pk), asset.name)
    return {
        "row": row,
        "reasons": queries.reasons_of(row),
        "why": why_suggested(row),
        "decision": row.decision or row.suggested,
        "word": DECISIONS.get(row.decision, ""),
        "because": row.because if not fresh else _because(row),
        "by_on": (row.by_on or (usual if fresh else None)),
        "into": str(into or ""),
        "targets": list(known.items()),
    }


def _because(row: Any) -> str:
    """What the platform can say itself of a rectification; the reason to keep is the sponsor's to give."""
    if row.suggested != "rectify":
        return ""
    return "；".join(f"{criterion.label.zh}：{said.zh}" for criterion, said in queries.reasons_of(row))[:500]


@login_required
@require_POST
def decide_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save as you go."""
    actions.save_decisions(_sheet(request, pk), actor=request.user, given=_given(request.POST))
    return HttpResponse(status=204)


def _sheet(request: HttpRequest, pk: int) -> CampaignSheet:
    return CampaignSheet.objects.select_related("campaign__office", "unit", "submitted_by").get_or_404_for(
        request.user, pk=pk
    )


def _given(posted: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """The answers by row, from names such as ``decision-12``."""
    found: dict[int, dict[str, str]] = {}
    for name, value in posted.items():
        field, _dash, number = name.partition("-")
        if field in FIELDS and number.isdecimal() and len(number) < 18:
            found.setdefault(int(number), {})[field] = value
    return found


@login_required
@require_POST
def rebound_settle(request: HttpRequest, pk: int) -> HttpResponse:
    rebound = Rebound.objects.select_related("look__campaign__office").get_or_404_for(request.user, pk=pk)
    actions.settle_rebound(rebound, actor=request.user, because=request.POST.get("because", ""))
    messages.success(request, _("Recorded."))
    return redirect(f"{rebound.look.campaign.get_absolute_url()}#looks")
