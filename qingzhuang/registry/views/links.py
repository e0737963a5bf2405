"""Adding and removing the addresses of an entry."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from qingzhuang.registry import actions
from qingzhuang.registry.models import Asset


@login_required
@require_POST
def link_add(request: HttpRequest, pk: int) -> HttpResponse:
    asset = Asset.objects.get_or_404_for(request.user, pk=pk)
    given = request.POST
    actions.add_link(asset, actor=request.user, address=given.get("address", ""), label=given.get("label", ""))
    return redirect(asset.get_absolute_url() + "#links")


@login_required
@require_POST
def link_remove(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    asset = Asset.objects.get_or_404_for(request.user, pk=pk)
    found = asset.links.filter(pk=link).first()
    if found is None:
        raise Http404
    actions.remove_link(found, actor=request.user)
    return redirect(asset.get_absolute_url() + "#links")
