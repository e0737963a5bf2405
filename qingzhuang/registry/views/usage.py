"""Bringing in files of use, as pages."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qingzhuang.core.problems import Refused
from qingzhuang.identity.queries import organisations_of
from qingzhuang.registry import actions
from qingzhuang.registry.models import UsageUpload
from qingzhuang.registry.queries import liveness as queries
from qingzhuang.registry.usage.files import CAPTIONS
from qingzhuang.registry.usage.rows import FIELDS, refused_text
from qingzhuang.registry.views.taking import taken_in

PAGE = 50


@login_required
def usage_uploads(request: HttpRequest) -> HttpResponse:
    """Files of one's area, and the door for a new one."""
    offices, refused = organisations_of(request.user), None
    if request.method == "POST":
        try:
            return redirect(taken_in(request, offices, actions.upload_usage))
        except Refused as refusal:
            refused = refusal
    page = Paginator(queries.uploads_for(request.user), PAGE).get_page(request.GET.get("page"))
    captions = [(words.split()[0], "、".join(words.split()[1:])) for words in CAPTIONS.values()]
    context = {
        "title": _("Figures of use"),
        "lead": _(
            "Daily counts of your things, as csv, xlsx or Parquet. Apps may also report them by the API, one call a day."
        ),
        "note": _(
            "A day with nothing is told as 0: a day that is left out is a day nobody saw. The same file twice counts once."
        ),
        "desk": (reverse("registry:liveness"), _("Use and zombies")),
        "accept": ".csv,.xlsx,.xls,.parquet",
        "page": page,
        "offices": offices,
        "refused": refused,
        "captions": captions,
    }
    return render(request, "registry/upload_list.html", context, status=400 if refused else 200)


@login_required
@require_GET
def usage_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: how far it is, then what was accepted and what was refused, row by row."""
    upload = UsageUpload.objects.select_related("office", "person", "job").get_or_404_for(request.user, pk=pk)
    refused = [
        {**each, "label": FIELDS[each["field"]], "reason": refused_text(each)} for each in queries.refused_of(upload)
    ]
    page = Paginator(refused, PAGE).get_page(request.GET.get("page"))
    context = {
        "upload": upload,
        "page": page,
        "list": (reverse("registry:usage-uploads"), _("Figures of use")),
        "then": _("Accepted rows show in the verdicts within a minute or two."),
    }
    return render(request, "registry/upload_detail.html", context)
