"""The register: its list, one entry, and what may be done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.gate.forms import answers_from, errors_of, questions_of, summary_of
from qingzhuang.gate.models import Proposal
from qingzhuang.registry import actions
from qingzhuang.registry.exports import asset_export_response
from qingzhuang.registry.history import timeline_of
from qingzhuang.registry.models import Asset
from qingzhuang.registry.models.assets import asset_kinds
from qingzhuang.registry.panels import panels_for
from qingzhuang.registry.queries import assets as queries
from qingzhuang.registry.states import STATES

PAGE = 50


@login_required
@require_GET
def asset_list(request: HttpRequest) -> HttpResponse:
    """What this person may see, narrowed by filters that stand in the address."""
    person = request.user
    wanted = queries.AssetFilters.read(request.GET.dict())
    page = Paginator(queries.assets_for(person, wanted), PAGE).get_page(request.GET.get("page"))
    counts = queries.counts_by_kind(person, wanted)
    context = {
        "page": page,
        "wanted": wanted,
        "query": _address(wanted.as_query()),
        "tabs": _tabs(wanted, counts),
        "states": [(state.code, state.label) for state in STATES.values()],
        "facings": asset_kinds()[0].field("facing").choices,
        "saved": _saved(person, wanted),
        "unit": queries.unit_named_by(wanted),
        "may_import": queries.import_offices(person),
        "may_export": can(person, "registry.asset.export"),
    }
    return render(request, "registry/asset_list.html", context)


def _address(values: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(values)
    return query.urlencode()


def _tabs(wanted: queries.AssetFilters, counts: dict[str, int]) -> list[tuple[Any, str, bool, int]]:
    """All, then one tab a kind, each with its count under the other filters."""
    others = {name: value for name, value in wanted.as_query().items() if name != "kind"}
    tabs = [(_("All"), f"?{_address(others)}", not wanted.kind, sum(counts.values()))]
    for kind in asset_kinds():
        tabs.append(
            (kind.plural, f"?{_address({**others, 'kind': kind.code})}", wanted.kind == kind.code, counts[kind.code])
        )
    return tabs


def _saved(person: Any, wanted: queries.AssetFilters) -> list[tuple[str, str, bool, int]]:
    here = _address(wanted.as_query())
    return [(each.name, f"?{each.query}", each.query == here, each.pk) for each in queries.saved_filters(person)]


@login_required
@require_POST
def asset_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as csv or xlsx; who took it out is written down."""
    wanted = queries.AssetFilters.read(QueryDict(request.POST.get("query", "")).dict())
    form = "csv" if request.POST.get("form") == "csv" else "xlsx"
    found = queries.assets_for(request.user, wanted)
    actions.export_assets(None, actor=request.user, filters=wanted.as_query(), count=found.count(), form=form)
    return asset_export_response(found, wanted.kind, form, get_language() or "zh-hans")


@login_required
@require_GET
def asset_detail(request: HttpRequest, pk: int) -> HttpResponse:
    asset = _asset(request, pk)
    person = request.user
    first_panels, panels = panels_for(asset, person)
    context = {
        "asset": asset,
        "kind": asset.definition,
        "blocks": _answers(asset),
        "first_panels": first_panels,
        "panels": panels,
        "timeline": timeline_of(asset),
        "decision": queries.decision_on(asset),
        "may_see_proposal": Proposal.objects.visible_to(person).filter(pk=asset.proposal_id).exists(),
        "may_see_import": asset.batch_id and queries.imports_for(person).filter(pk=asset.batch_id).exists(),
        "may_change": asset.alive and can(person, "registry.asset.change", asset),
    }
    return render(request, "registry/asset_detail.html", context)


def _asset(request: HttpRequest, pk: int) -> Asset:
    return Asset.objects.select_related("sponsor", "keeper", "batch", "proposal").get_or_404_for(request.user, pk=pk)


def _answers(asset: Asset) -> list[tuple[Any, list[tuple[Any, str]]]]:
    """Blocks with their answered fields, as words."""
    language = get_language() or "zh-hans"
    shown = {each.code: each.show(value, language) for each, value in asset.answers(secret=True)}
    blocks = [
        (block, [(f, shown[f.code]) for f in block.fields if f.code in shown]) for block in asset.definition.blocks
    ]
    return [(block, answered) for block, answered in blocks if answered]


@login_required
def asset_change(request: HttpRequest, pk: int) -> HttpResponse:
    """The form is the kind's own; what is wrong stays on the page with what was typed."""
    asset = _asset(request, pk)
    kind, refused = asset.definition, None
    raw: dict[str, Any] = dict(asset.values)
    if request.method == "POST":
        typed = answers_from(kind, request.POST)
        raw |= typed
        try:
            seen = parse_datetime(request.POST.get("seen", ""))
            actions.change_asset(
                asset, actor=request.user, values=typed, basis=request.POST.get("basis", ""), seen=seen
            )
            messages.success(request, _("Changed."))
            return redirect(asset)
        except Refused as refusal:
            refused = refusal
    elif not can(request.user, "registry.asset.change", asset):
        return redirect(asset)
    errors = errors_of(kind, raw, gaps=False)
    context = {
        "asset": asset,
        "kind": kind,
        "blocks": questions_of(kind, raw, errors),
        "errors": summary_of(kind, errors),
        "refused": refused,
        "seen": asset.updated_at.isoformat(),
        "basis": request.POST.get("basis", ""),
    }
    return render(request, "registry/asset_change.html", context, status=400 if refused else 200)
