"""Bulk actions: choose what, see what each entry would be, confirm, take back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.core.scoping import key_of
from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import roles_of
from qingzhuang.registry import actions
from qingzhuang.registry.actions.bulk import MOST
from qingzhuang.registry.bulk import BulkVerb, bulk_verbs
from qingzhuang.registry.models import BulkChange
from qingzhuang.registry.models.bulk import ROW_STATES
from qingzhuang.registry.queries import assets as queries
from qingzhuang.registry.queries.groups import units_for_groups

PAGE = 50


@login_required
@require_http_methods(["GET", "POST"])
def bulk_new(request: HttpRequest) -> HttpResponse:
    """What to do with the entries of a filter that stands in ``query``."""
    if not roles_of(request.user):
        raise Http404
    query = (request.POST if request.method == "POST" else request.GET).get("query", "")
    wanted = queries.AssetFilters.read(QueryDict(query).dict())
    found = queries.assets_for(request.user, wanted)
    refused = None
    if request.method == "POST":
        try:
            return redirect(
                actions.plan_bulk(
                    None,
                    actor=request.user,
                    verb=request.POST.get("verb", ""),
                    given=request.POST.dict(),
                    assets=found,
                    query=query,
                )
            )
        except Refused as refusal:
            refused = refusal
    context = {
        "query": query,
        "count": found.count(),
        "most": MOST,
        "verbs": list(bulk_verbs),
        "units": units_for_groups(request.user),
        "typed": request.POST,
        "refused": refused,
        "past": BulkChange.objects.visible_to(request.user)[:20],
    }
    return render(request, "registry/bulk_new.html", context, status=400 if refused else 200)


@login_required
@require_http_methods(["GET", "POST"])
def bulk_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Each entry before and after, and what cannot be done and why; posting leaves the ticked ones out."""
    bulk = _bulk(request, pk)
    if request.method == "POST":
        actions.leave_out(bulk, actor=request.user, rows=filter(None, map(key_of, request.POST.getlist("row"))))
        return redirect(bulk)
    state = request.GET.get("state", "")
    rows = bulk.rows.select_related("asset__sponsor")
    if state in ROW_STATES:
        rows = rows.filter(state=state)
    counts = dict(bulk.rows.order_by().values_list("state").annotate(n=Count("pk")))
    verb = bulk_verbs.get(bulk.verb)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "bulk": bulk,
        "verb": verb,
        "said": [(asked.label, bulk.given.get(f"{asked.code}_name", bulk.given[asked.code])) for asked in verb.asked],
        "page": page,
        "rows": [(row, _changes(verb, row.before, row.after)) for row in page],
        "tabs": [
            (_("All"), "?", state == "", sum(counts.values())),
            *(
                (label, f"?state={code}", state == code, counts[code])
                for code, label in ROW_STATES.items()
                if code in counts
            ),
        ],
        "planned": counts.get("planned", 0),
        "at_work": bulk.step in ("running", "undoing") and not bulk.stalled,
        "progress": sum(counts.values()) - counts.get("planned" if bulk.step == "running" else "done", 0),
        "total": sum(counts.values()),
        "may_undo": bulk.can_be_undone and can(request.user, "registry.bulk.undo", bulk),
    }
    return render(request, "registry/bulk_detail.html", context)


@login_required
@require_POST
def bulk_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin, or go on with what stopped."""
    bulk = _bulk(request, pk)
    act = actions.undo_bulk if bulk.step == "undoing" else actions.confirm_bulk
    return redirect(act(bulk, actor=request.user))


@login_required
@require_POST
def bulk_undo(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(actions.undo_bulk(_bulk(request, pk), actor=request.user))


def _bulk(request: HttpRequest, pk: int) -> BulkChange:
    return BulkChange.objects.select_related("person", "job").get_or_404_for(request.user, pk=pk)


def _changes(verb: BulkVerb, before: dict[str, Any], after: dict[str, Any]) -> list[tuple[Text, Any, Any]]:
    return [(label, before.get(code), after.get(code)) for code, label in verb.labels.items()]
