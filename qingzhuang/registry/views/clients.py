"""Sign-in clients: those of an entry, registering one, one of them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from qingzhuang.core.policies import ensure
from qingzhuang.core.problems import Refused
from qingzhuang.registry import actions
from qingzhuang.registry.models import Asset, SignInClient
from qingzhuang.registry.models.clients import SORTS


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def client_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a client of an entry; its secret is shown on the answer to the form and never again."""
    asset = Asset.objects.select_related("sponsor", "keeper").get_or_404_for(request.user, pk=pk)
    ensure(request.user, "registry.client.register", asset)
    refused = None
    if request.method == "POST":
        try:
            made = actions.register_client(
                asset, actor=request.user, public=request.POST.get("sort") == "public", **_said(request)
            )
            return _page(request, made, shown=made.secret)
        except Refused as refusal:
            refused = refusal
    typed = request.POST if refused else {"sort": "confidential"}
    context = {"asset": asset, "sorts": SORTS.items(), "refused": refused, "typed": typed}
    return render(request, "registry/client_new.html", context, status=400 if refused else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def client_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One client: what its app needs to know, and changing it."""
    client = _client(request, pk)
    if request.method != "POST":
        return _page(request, client)
    try:
        actions.change_client(client, actor=request.user, **_said(request))
    except Refused as refusal:
        return _page(request, _client(request, pk), refused=refusal, typed=request.POST, status=400)
    return redirect(client)


@login_required
@never_cache
@require_POST
def client_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Another secret, shown on the answer alone."""
    client = actions.renew_client(_client(request, pk), actor=request.user)
    return _page(request, client, shown=client.secret)


@login_required
@require_POST
def client_off(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(actions.switch_client_off(_client(request, pk), actor=request.user))


@login_required
@require_POST
def client_on(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(actions.switch_client_on(_client(request, pk), actor=request.user))


def _client(request: HttpRequest, pk: int) -> SignInClient:
    client = SignInClient.objects.with_asset().get_or_404_for(request.user, pk=pk)
    ensure(request.user, "registry.client.change", client)
    return client


def _said(request: HttpRequest) -> dict[str, Any]:
    return {"name": request.POST.get("name", ""), "addresses": request.POST.get("addresses", "").splitlines()}


def _page(request: HttpRequest, client: SignInClient, status: int = 200, **extra: Any) -> HttpResponse:
    typed = {"name": client.client.name, "addresses": client.client.redirect_uris}
    context = {"client": client, "issuer": request.build_absolute_uri("/").rstrip("/"), "typed": typed, **extra}
    return render(request, "registry/client_detail.html", context, status=status)
