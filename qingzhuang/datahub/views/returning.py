"""Completed sheets that come back, and corrections at the source."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.exports import FORMATS, export
from qingzhuang.core.policies import can, ensure
from qingzhuang.core.problems import Refused
from qingzhuang.core.scoping import key_of
from qingzhuang.datahub import actions
from qingzhuang.datahub.models import Correction, FilledSheet, ReturnedSheet, Source, Subject
from qingzhuang.datahub.queries import returning as queries
from qingzhuang.datahub.queries.desks import tabs_for
from qingzhuang.datahub.queries.returning import change_rows
from qingzhuang.datahub.reading import READ, log_read
from qingzhuang.datahub.terms import elements
from qingzhuang.sheets.canonical import meaning

PAGE = 50


@login_required
@require_POST
def sheet_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the completed sheet of one that was filled here."""
    sheet = FilledSheet.objects.select_related("area").get_or_404_for(request.user, pk=pk)
    file = request.FILES.get("file")
    if file is None:
        raise Http404
    observed = request.POST.get("observed", "") or timezone.localdate().isoformat()
    returned = actions.return_sheet(sheet, actor=request.user, data=file.read(), name=file.name, observed=observed)
    return redirect(returned)


def _returned(request: HttpRequest, pk: int) -> ReturnedSheet:
    return ReturnedSheet.objects.select_related("sheet__area", "intake").get_or_404_for(request.user, pk=pk)


@login_required
@require_GET
def returned_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be recorded, row by row; what cannot be is named with its cell."""
    returned = _returned(request, pk)
    found = returned.found or {"rows": [], "gone": [], "unchanged": 0}
    changes = [(row, change) for row in found["rows"] for change in row["changes"]]
    good = [change for row, change in changes if _good(row, change)]
    page = Paginator(changes, PAGE).get_page(request.GET.get("page"))
    context = {
        "returned": returned,
        "page": page,
        "rows": change_rows(page),
        "good": len(good),
        "wrong": sum(bool(change["trouble"] or row["trouble"]) for row, change in changes),
        "unchanged": found["unchanged"],
        "gone": ["、".join(each.values()) for each in found["gone"]],
    }
    return render(request, "datahub/returned_detail.html", context)


def _good(row: dict[str, Any], change: dict[str, Any]) -> bool:
    return not change["trouble"] and not row["trouble"] and change["sort"] != "cleared"


@login_required
@require_POST
def returned_record(request: HttpRequest, pk: int) -> HttpResponse:
    returned = actions.record_return(_returned(request, pk), actor=request.user)
    messages.success(
        request, _("Recorded as what your unit says. What differs from others is decided at the conflict desk.")
    )
    return redirect(returned)


@login_required
@require_GET
def correction_list(request: HttpRequest) -> HttpResponseBase:
    """What sources owe: those to answer, those asked for, those settled; a source's own as a file."""
    view = request.GET.get("view", "")
    view = view if view in ("asked", "settled") else "waiting"
    found = queries.corrections_for(request.user, view)
    source = Source.objects.visible_to(request.user).filter(pk=key_of(request.GET.get("source"))).first()
    if source and request.GET.get("format") in FORMATS:
        return _file(request, source)
    page, known = Paginator(found, PAGE).get_page(request.GET.get("page")), elements()
    rows = [
        (each, known[each.element], *(meaning(known[each.element], value) for value in each.values)) for each in page
    ]
    if rows:
        codes = {each.element for each in page}
        log_read(
            {each.subject_id for each in page}, codes, actor=request.user, purpose=_("Correcting data at its source")
        )
    labels = {"waiting": _("To be corrected"), "asked": _("Asked by me"), "settled": _("Put right or not accepted")}
    context = {
        "rows": [(*row, can(request.user, "datahub.correction.answer", row[0])) for row in rows],
        "page": page,
        "views": [(label, f"?view={name}", name == view, None) for name, label in labels.items()],
        "sources": sorted({each.source for each in page}, key=lambda each: each.name) if view == "waiting" else [],
        "tabs": tabs_for(request.user, "datahub:corrections"),
    }
    return render(request, "datahub/correction_list.html", context)


def _file(request: HttpRequest, source: Source) -> HttpResponseBase:
    """What a source owes, under the captions of its own files, so that its owner can bring it in there."""
    owed = [
        each
        for each in queries.corrections_for(request.user, "waiting").filter(source=source)
        if can(request.user, "datahub.correction.answer", each)
    ]
    log_read(
        {each.subject_id for each in owed},
        {each.element for each in owed},
        actor=request.user,
        purpose=_("Correcting data at its source"),
    )
    captions, known = queries.captions_of(source), elements()
    headers = [
        _("Subject"),
        _("Area of the subject"),
        _("Column in your file"),
        _("Says"),
        _("Should say"),
        _("Because"),
        _("Reply by"),
    ]
    rows = (
        [
            each.subject.label,
            each.subject.area.name,
            captions[each.element],
            *(meaning(known[each.element], value).zh for value in each.values),
            each.because,
            each.due,
        ]
        for each in owed
    )
    return export(f"{source.code}-{_('corrections')}", headers, rows, request.GET["format"])


@login_required
@require_POST
def correction_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Say on a subject's page that a value is wrong; whoever has only a grant says it of what they were given."""
    ensure(request.user, READ)
    subject = Subject.objects.select_related("area").get_or_404_for(request.user, pk=pk)
    given = request.POST
    if given.get("element") not in elements():
        raise Http404
    actions.ask_correction(
        subject,
        actor=request.user,
        element=given["element"],
        value=given.get("value", ""),
        because=given.get("because", ""),
    )
    messages.success(request, _("Sent to the owner of the source; the answer stands under Corrections."))
    return redirect("datahub:corrections")


@login_required
@require_POST
def correction_answer(request: HttpRequest, pk: int) -> HttpResponse:
    correction = Correction.objects.select_related("source__owner").get_or_404_for(request.user, pk=pk)
    try:
        accept = request.POST.get("decision") == "accept"
        actions.answer_correction(correction, actor=request.user, accept=accept, answer=request.POST.get("answer", ""))
        messages.success(request, _("Answered."))
    except Refused as refusal:
        messages.error(request, refusal.title.in_(request.LANGUAGE_CODE))
    return redirect("datahub:corrections")
