"""Bringing in groups and members from chat products: upload, see what was read, confirm."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.gate.models import Proposal
from qingzhuang.registry import actions
from qingzhuang.registry.chats import chats
from qingzhuang.registry.models import GroupFile
from qingzhuang.registry.queries import groups as queries

PAGE = 50


@login_required
@require_http_methods(["GET", "POST"])
def file_list(request: HttpRequest) -> HttpResponse:
    """The lists brought in so far, and the door for a new one."""
    units = {str(unit.pk): unit for unit in queries.units_for_groups(request.user)}
    if not units:
        raise Http404
    refused = None
    if request.method == "POST":
        unit, upload = units.get(request.POST.get("unit", "")), request.FILES.get("file")
        if unit is None:
            raise Http404
        try:
            if upload is None:
                raise Refused("registry.file_missing")
            return redirect(
                actions.upload_groups(
                    unit,
                    actor=request.user,
                    name=upload.name,
                    data=upload.read(),
                    product=request.POST.get("product", ""),
                    group=request.POST.get("group", "").strip(),
                )
            )
        except Refused as refusal:
            refused = refusal
    page = Paginator(queries.group_files(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "units": list(units.values()),
        "products": list(chats),
        "refused": refused,
        "typed": request.POST,
    }
    return render(request, "registry/group_files.html", context, status=400 if refused else 200)


@login_required
def file_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was read from a list, and how far entering it is."""
    file = _file(request, pk)
    page = Paginator(file.plan, PAGE).get_page(request.GET.get("page"))
    context = {
        "file": file,
        "page": page,
        "product": chats.get(file.product).label,
        "may_confirm": (file.step == "read" or file.stalled) and can(request.user, "registry.group.confirm", file),
    }
    return render(request, "registry/group_file.html", context)


@login_required
@require_POST
def file_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    file = _file(request, pk)
    actions.confirm_groups(file, actor=request.user)
    return redirect(file)


@login_required
@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """The members of a proposed group, to be compared with those of groups that exist."""
    proposal = Proposal.objects.get_or_404_for(request.user, pk=pk)
    if not can(request.user, "registry.group.attach", proposal):
        raise Http404
    refused = None
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise Refused("registry.file_missing")
            actions.attach_members(proposal, actor=request.user, name=upload.name, data=upload.read())
            return redirect(proposal)
        except Refused as refusal:
            refused = refusal
    context = {"proposal": proposal, "refused": refused}
    return render(request, "registry/group_attach.html", context, status=400 if refused else 200)


def _file(request: HttpRequest, pk: int) -> GroupFile:
    return GroupFile.objects.select_related("unit", "person", "job").get_or_404_for(request.user, pk=pk)
