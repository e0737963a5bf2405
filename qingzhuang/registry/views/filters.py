"""Keeping and dropping one's own filters."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from qingzhuang.registry import actions
from qingzhuang.registry.queries import assets as queries


@login_required
@require_POST
def filter_save(request: HttpRequest) -> HttpResponse:
    wanted = queries.AssetFilters.read(QueryDict(request.POST.get("query", "")).dict())
    query = _address(wanted)
    actions.save_filter(None, actor=request.user, name=request.POST.get("name", ""), query=query)
    return redirect(f"{reverse('registry:assets')}?{query}")


@login_required
@require_POST
def filter_delete(request: HttpRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(queries.saved_filters(request.user), pk=pk)
    actions.delete_filter(saved, actor=request.user)
    return redirect("registry:assets")


def _address(wanted: queries.AssetFilters) -> str:
    query = QueryDict(mutable=True)
    query.update(wanted.as_query())
    return query.urlencode()
