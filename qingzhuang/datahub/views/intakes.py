"""Taking a table in, as pages: upload, match the columns, follow it, read what did not go in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.datahub import actions
from qingzhuang.datahub.models import Intake
from qingzhuang.datahub.models.subjects import KINDS
from qingzhuang.datahub.queries.desks import intakes_for, sources_for, tabs_for
from qingzhuang.datahub.terms import CONCEPTS, elements
from qingzhuang.sheets.workbook import column_letters

PAGE = 50


@login_required
def intake_list(request: HttpRequest) -> HttpResponse:
    """Files taken in so far, and the door for a new one."""
    sources, refused = sources_for(request.user), None
    if request.method == "POST":
        try:
            return redirect(_upload(request, sources))
        except Refused as refusal:
            refused = refusal
    context = {
        "page": Paginator(intakes_for(request.user), PAGE).get_page(request.GET.get("page")),
        "sources": [(str(each.pk), f"{each.name} · {each.owner.name}") for each in sources],
        "today": timezone.localdate().isoformat(),
        "tabs": tabs_for(request.user, "datahub:intakes"),
        "refused": refused,
    }
    return render(request, "datahub/intake_list.html", context, status=400 if refused else 200)


def _upload(request: HttpRequest, sources: list) -> Intake:
    source = next((each for each in sources if str(each.pk) == request.POST.get("source")), None)
    file = request.FILES.get("file")
    if source is None or file is None:
        raise Http404
    return actions.upload_table(
        source,
        actor=request.user,
        area=source.owner.area,
        file=file,
        name=file.name,
        observed=request.POST.get("observed", "").strip(),
    )


def _intake(request: HttpRequest, pk: int) -> Intake:
    return intakes_for(request.user).get_or_404_for(request.user, pk=pk)


@login_required
def intake_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One file at its present step; posting confirms what each column is about and begins."""
    intake, refused = _intake(request, pk), None
    if request.method == "POST":
        mapping = {key[1:]: value for key, value in request.POST.items() if key[:1] == "c" and value}
        try:
            actions.run_intake(intake, actor=request.user, mapping=mapping)
            return redirect(intake)
        except Refused as refusal:
            refused, intake.mapping = refusal, mapping
    remarks = Paginator(intake.remarks.all(), PAGE).get_page(request.GET.get("page"))
    context = {
        "intake": intake,
        "refused": refused,
        "columns": _columns(intake),
        "groups": _groups(),
        "remarks": remarks,
        "may_run": can(request.user, "datahub.intake.run", intake),
    }
    return render(request, "datahub/intake_detail.html", context, status=400 if refused else 200)


def _columns(intake: Intake) -> list[tuple]:
    """``(number, letter, caption, guess, chosen)`` of each column."""
    return [
        (number, column_letters(number + 1), " / ".join(words), guess, intake.mapping.get(str(number), ""))
        for number, (words, guess) in enumerate(zip(intake.captions, intake.guesses, strict=True))
    ]


def _groups() -> list[tuple]:
    known = elements().values()
    return [(KINDS[concept], [each for each in known if each.concept == concept]) for concept in CONCEPTS]
