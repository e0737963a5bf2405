"""Keys of systems: the list, issuing one, revoking one."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from qingzhuang.core.problems import Refused
from qingzhuang.domain.fieldtypes import BadValue, fieldtypes
from qingzhuang.identity import actions, queries
from qingzhuang.identity.models import ApiKey
from qingzhuang.identity.scopes import scopes


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def key_list(request: HttpRequest) -> HttpResponse:
    """The keys of one's units; a new one is shown on the answer to the form and never again."""
    if not queries.keeps_keys(request.user):
        raise Http404
    if request.method != "POST":
        return _page(request)
    try:
        return _page(request, issued=_issue(request))
    except BadValue as bad:
        return _page(request, error=bad.text, status=400)
    except Refused as refused:
        return _page(request, error=refused.title, advice=refused.what_to_do, status=400)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on it opens nothing."""
    key = get_object_or_404(queries.keys_for(request.user), pk=pk)
    actions.revoke_key(key, actor=request.user)
    return redirect("identity:keys")


def _page(request: HttpRequest, status: int = 200, **extra: Any) -> HttpResponse:
    today = timezone.localdate()
    page = Paginator(queries.keys_for(request.user), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "keys": [(key, [scopes.get(code).label for code in key.scopes if code in scopes]) for key in page],
        "offices": queries.key_offices(request.user),
        "scopes": list(scopes),
        "today": today,
        "latest": today + datetime.timedelta(days=365),
        "typed": request.POST if extra.get("error") else {},
        "chosen": request.POST.getlist("scopes") if extra.get("error") else [],
        **extra,
    }
    return render(request, "identity/keys.html", context, status=status)


def _issue(request: HttpRequest) -> ApiKey:
    offices = {str(each.pk): each for each in queries.key_offices(request.user)}
    organisation = offices.get(request.POST.get("organisation", ""))
    if organisation is None:
        raise Http404
    return actions.issue_key(
        organisation,
        actor=request.user,
        name=request.POST.get("name", ""),
        scopes=request.POST.getlist("scopes"),
        expires_on=datetime.date.fromisoformat(fieldtypes.get("date").parse(request.POST.get("expires_on", ""))),
    )
