"""Forms for field teams who use ODK or Kobo: made from elements or a sheet, and read as what they ask."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from qingzhuang.core.problems import Refused
from qingzhuang.datahub.asking import bind
from qingzhuang.datahub.models.subjects import KINDS
from qingzhuang.datahub.queries.coverage import holdings_for
from qingzhuang.datahub.queries.desks import tabs_for
from qingzhuang.datahub.terms import CONCEPTS, elements
from qingzhuang.domain.elements import Element
from qingzhuang.gate.actions import draft_proposal
from qingzhuang.gate.models import Admission
from qingzhuang.gate.queries import admissions_for
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import organisation_of
from qingzhuang.sheets.documents import FormField, fields_of_form
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.reading import read_workbook
from qingzhuang.sheets.safety import open_upload
from qingzhuang.sheets.xlsform import Form, bound, form_of, read_xlsform, written_form

MOST = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def form_desk(request: HttpRequest) -> HttpResponse:
    """Both doors: ``make`` gives a form back, ``look`` shows what one asks, ``propose`` starts a data request of it."""
    unit = organisation_of(request.user)
    if unit is None:
        raise Http404
    step, refused, form = request.POST.get("step", ""), None, None
    try:
        if step == "make":
            return _made(request)
        if step in ("look", "propose"):
            data, name = _upload(request)
            form = _read(data, name)
            if step == "propose":
                return _propose(request, unit, form, data, name)
    except Refused as refusal:
        refused = refusal
    known = elements()
    context = {
        "tabs": tabs_for(request.user, "datahub:xlsforms"),
        "groups": [(KINDS[c], [each for each in known.values() if each.concept == c]) for c in CONCEPTS],
        "admissions": [(each.number, str(each)) for each in admissions_for(request.user, kind="data_request")[:MOST]],
        "chosen": request.POST.getlist("element"),
        "given": request.POST,
        "refused": refused,
        "form": form,
        "rows": _rows(form, unit.area, known) if form else [],
    }
    return render(request, "datahub/xlsform_desk.html", context, status=400 if refused else 200)


def _upload(request: HttpRequest) -> tuple[bytes, str]:
    file = request.FILES.get("file")
    if file is None:
        raise Http404
    return file.read(), file.name


def _read(data: bytes, name: str) -> Form:
    try:
        return read_xlsform(open_upload(data, name))
    except UnreadableFile as error:
        raise Refused("datahub.form_wrong", reason=error.message, place=_place(error), where=error.where) from error


def _made(request: HttpRequest) -> HttpResponse:
    """The form as a file: of the elements chosen, of an admitted request's fields, of what a blank sheet asks for."""
    known = elements()
    asked = dict.fromkeys(code for code in request.POST.getlist("element") if code in known)
    others: list[str] = []
    required: list[str] = []
    title = " ".join(request.POST.get("title", "").split())[:120]
    if number := request.POST.get("admission"):
        admission = Admission.objects.select_related("proposal").get_or_404_for(request.user, number=number)
        captions = admission.proposal.values.get("fields", ())
        about = bind(captions)
        asked |= dict.fromkeys(about.values())
        others += [caption for caption in captions if caption not in about]
        title = title or admission.name
    if "sheet" in request.FILES:
        found = _asked_by(request, known)
        asked |= dict.fromkeys(each.element for each in found if each.element in known)
        others += [each.caption for each in found if each.element not in known]
        required = [each.element for each in found if each.required and each.element]
    if not asked and not others:
        raise Refused("datahub.form_empty")
    title = title or _("Field form")
    today = timezone.localdate()
    form = form_of([known[code] for code in asked], title, f"qz_{today:%Y%m%d}_{len(asked)}", required, others)
    response = HttpResponse(written_form(form, f"{today:%Y%m%d}"), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{title}.xlsx")
    return response


def _asked_by(request: HttpRequest, known: dict[str, Element]) -> list[FormField]:
    """What a blank sheet asks for."""
    sheet = request.FILES["sheet"]
    try:
        return fields_of_form(read_workbook(open_upload(sheet.read(), sheet.name)), known.values())
    except UnreadableFile as error:
        raise Refused("datahub.form_wrong", reason=error.message, place=_place(error), where=error.where) from error


def _propose(request: HttpRequest, unit: Organisation, form: Form, data: bytes, name: str) -> HttpResponse:
    raw = {"name": form.title, "fields": "\n".join(dict.fromkeys(each.caption for each in form.questions))}
    proposal = draft_proposal(unit, actor=request.user, kind="data_request", raw=raw, upload=(name, data))
    return redirect(proposal.edit_url)


def _rows(form: Form, area: Organisation, known: dict[str, Element]) -> list[tuple[Any, Element | None, Any]]:
    """``(question, element, what is held of it)`` of each question."""
    pairs = bound(form, known.values())
    held = holdings_for(area, {code for _, code in pairs if code})
    return [(question, known.get(code or ""), held.get(code or "")) for question, code in pairs]


def _place(error: UnreadableFile) -> str:
    return " ".join(str(error.where[key]) for key in ("sheet", "cell", "row") if key in error.where)
