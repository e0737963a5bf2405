"""Interfaces: subscriptions to changes, and the log of what was delivered."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qingzhuang.core.actions import actions as known_actions
from qingzhuang.core.problems import Refused
from qingzhuang.identity.queries import keeps_keys, key_offices
from qingzhuang.registry import actions
from qingzhuang.registry.models import Webhook
from qingzhuang.registry.queries.webhooks import event_codes, webhooks_for

PAGE = 50


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def webhook_list(request: HttpRequest) -> HttpResponse:
    """Subscriptions of one's units; the secret of a new one is shown on the answer to the form only."""
    if not keeps_keys(request.user):
        raise Http404
    made = refused = None
    if request.method == "POST":
        try:
            made = _subscribe(request)
        except Refused as refusal:
            refused = refusal
    page = Paginator(webhooks_for(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "made": made,
        "refused": refused,
        "offices": key_offices(request.user),
        "events": [(code, known_actions.get(code).label) for code in event_codes()],
        "typed": request.POST if refused else {},
        "chosen": request.POST.getlist("events") if refused else [],
    }
    return render(request, "registry/webhook_list.html", context, status=400 if refused else 200)


def _subscribe(request: HttpRequest) -> Webhook:
    offices = {str(each.pk): each for each in key_offices(request.user)}
    organisation = offices.get(request.POST.get("organisation", ""))
    if organisation is None:
        raise Http404
    return actions.subscribe(
        organisation,
        actor=request.user,
        url=request.POST.get("url", "").strip(),
        events=request.POST.getlist("events"),
    )


@login_required
@require_GET
def webhook_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One subscription and what was delivered, newest first."""
    webhook = _webhook(request, pk)
    page = Paginator(webhook.deliveries.all(), PAGE).get_page(request.GET.get("page"))
    context = {
        "webhook": webhook,
        "page": page,
        "rows": [(each, _label(each.event)) for each in page],
        "events": [_label(code) for code in webhook.events],
    }
    return render(request, "registry/webhook_detail.html", context)


@login_required
@require_POST
def webhook_resume(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = actions.change_webhook(_webhook(request, pk), actor=request.user, go_on=True)
    return redirect(webhook)


@login_required
@require_POST
def webhook_end(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = actions.end_webhook(_webhook(request, pk), actor=request.user)
    return redirect(webhook)


def _webhook(request: HttpRequest, pk: int) -> Webhook:
    return Webhook.objects.select_related("organisation").get_or_404_for(request.user, pk=pk)


def _label(code: str) -> Any:
    return known_actions.get(code).label if code in known_actions else code
