"""A key that is good for one entry only, issued from its page."""

from __future__ import annotations

import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.domain.fieldtypes import BadValue, fieldtypes
from qingzhuang.domain.text import Text
from qingzhuang.identity.actions import issue_key
from qingzhuang.identity.models import ApiKey
from qingzhuang.identity.scopes import scopes
from qingzhuang.registry.models import Asset


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def asset_key(request: HttpRequest, pk: int) -> HttpResponse:
    """What an app needs to report its own use; the key is shown on the answer to the form and never again."""
    asset = Asset.objects.select_related("sponsor").get_or_404_for(request.user, pk=pk)
    if asset.sponsor is None or not can(request.user, "identity.key.issue", asset.sponsor):
        raise Http404
    issued: ApiKey | None = None
    error: Text | None = None
    if request.method == "POST":
        try:
            issued = issue_key(
                asset.sponsor,
                actor=request.user,
                name=request.POST.get("name", ""),
                scopes=request.POST.getlist("scopes"),
                expires_on=datetime.date.fromisoformat(
                    fieldtypes.get("date").parse(request.POST.get("expires_on", ""))
                ),
                only=asset,
            )
        except BadValue as bad:
            error = bad.text
        except Refused as refused:
            error = refused.title
    today = timezone.localdate()
    context = {
        "asset": asset,
        "issued": issued,
        "error": error,
        "scopes": [scope for scope in scopes if scope.per_thing],
        "chosen": request.POST.getlist("scopes"),
        "typed": request.POST if error else {"name": asset.name},
        "today": today,
        "latest": today + datetime.timedelta(days=365),
    }
    return render(request, "registry/asset_key.html", context, status=400 if error else 200)
