"""Dropping a sheet and getting it back filled: each cell's source shown, a caption put right with one click."""

from __future__ import annotations

import io
import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core import policies
from qingzhuang.core.problems import Refused
from qingzhuang.datahub import actions
from qingzhuang.datahub.jobs.fillings import REPORT
from qingzhuang.datahub.models import FilledSheet
from qingzhuang.datahub.queries.desks import tabs_for
from qingzhuang.datahub.reading import READ
from qingzhuang.datahub.terms import elements
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import organisation_of
from qingzhuang.sheets.fill import CannotTrace, traced
from qingzhuang.sheets.preview import Windows
from qingzhuang.sheets.safety import open_upload

MOST_FILES = 20
# What a file with its sources shown is called.
_TRACED = {"comments": "已填-来源批注", "sheet": "已填-来源表"}


@login_required
def filling_list(request: HttpRequest) -> HttpResponse:
    """The door for sheets, several at once if need be, and those filled in the last week."""
    policies.ensure(request.user, READ)
    unit = organisation_of(request.user)
    if unit is None:
        raise Http404
    refused: list[tuple[str, Refused]] = []
    if request.method == "POST":
        taken, refused = _take(request, unit)
        if len(taken) == 1 and not refused:
            return redirect(taken[0])
        if taken:
            messages.success(request, _("Taken; each is being filled."))
    context = {
        "sheets": FilledSheet.objects.visible_to(request.user)[:20],
        "tabs": tabs_for(request.user, "datahub:fillings"),
        "refused": refused,
        "purpose": request.POST.get("purpose", ""),
    }
    return render(request, "datahub/filling_list.html", context, status=400 if refused else 200)


def _take(request: HttpRequest, unit: Organisation) -> tuple[list[FilledSheet], list[tuple[str, Refused]]]:
    """Take each file for itself: one that cannot be read does not keep the others out."""
    files = request.FILES.getlist("file")[:MOST_FILES]
    if not files:
        raise Http404
    taken, refused = [], []
    for file in files:
        try:
            purpose = request.POST.get("purpose", "")
            taken.append(
                actions.fill_sheet(unit.area, actor=request.user, data=file.read(), name=file.name, purpose=purpose)
            )
        except Refused as refusal:
            refused.append((file.name, refusal))
    return taken, refused


def sheet_or_404(request: HttpRequest, pk: int) -> FilledSheet:
    return FilledSheet.objects.select_related("area").get_or_404_for(request.user, pk=pk)


@login_required
@require_POST
def caption_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = sheet_or_404(request, pk)
    element = request.POST.get("element", "")
    actions.confirm_caption(
        sheet,
        actor=request.user,
        family=request.POST.get("family", ""),
        caption=request.POST.get("caption", ""),
        element=element if element in elements() else "",
    )
    return redirect(sheet)


@login_required
@require_POST
def caption_forget(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = sheet_or_404(request, pk)
    family, caption = request.POST.get("family", ""), request.POST.get("caption", "")
    actions.forget_caption(sheet, actor=request.user, family=family, caption=caption)
    return redirect(sheet)


@login_required
@require_POST
def subject_choose(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = sheet_or_404(request, pk)
    place, subject = request.POST.get("place", ""), request.POST.get("subject", "")
    actions.choose_subject(sheet, actor=request.user, place=place, subject=subject)
    return redirect(sheet)


@login_required
@require_GET
def filling_download(request: HttpRequest, pk: int) -> FileResponse:
    """The filled file to the person who had it filled, plain, with its sources shown (``with``), or its report."""
    sheet = sheet_or_404(request, pk)
    if not sheet.result:
        raise Http404
    stem = sheet.file_name.rpartition(".")[0] or sheet.file_name
    how = request.GET.get("with", "")
    if how == "report":
        return FileResponse(io.BytesIO(_report(sheet)), as_attachment=True, filename=f"{stem}-填表报告.json")
    if how in _TRACED:
        name = f"{stem}-{_TRACED[how]}.xlsx"
        return FileResponse(io.BytesIO(_traced(sheet, how)), as_attachment=True, filename=name)
    name = f"{stem}-已填.{sheet.result.name.rpartition('.')[2]}"
    return FileResponse(sheet.result.open("rb"), as_attachment=True, filename=name)


def _report(sheet: FilledSheet) -> bytes:
    with sheet.view.open("rb") as stream:
        return Windows(stream).part(REPORT)


def _traced(sheet: FilledSheet, how: str) -> bytes:
    """The filled file with its sources shown in it, in the reader's language; made when it is asked for."""
    with sheet.result.open("rb") as stream:
        file = open_upload(stream.read(), sheet.result.name)
    told = json.loads(_report(sheet))["filled"]
    if file.kind != "xlsx" or not told:
        raise Http404
    try:
        return traced(file, told, how, "en" if get_language() == "en" else "zh")
    except CannotTrace as trouble:
        raise Refused("datahub.not_traced", reason=trouble.text) from trouble
