"""The two desks at which people decide: doubtful pairs and conflicts."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.datahub import actions
from qingzhuang.datahub.finding import DOUBTS
from qingzhuang.datahub.models import Conflict, Subject
from qingzhuang.datahub.queries.desks import conflicts_for, doubts_for, tabs_for
from qingzhuang.datahub.reading import Seen, log_read, look
from qingzhuang.datahub.terms import elements
from qingzhuang.sheets.canonical import meaning

PAGE = 20
# What tells two people apart, or shows that they are one.
COMPARED = (
    "person.id_number",
    "person.birth_date",
    "person.sex",
    "person.phone",
    "person.current_address",
    "household.number",
    "household.head_name",
)


@login_required
@require_GET
def doubt_list(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one, with what speaks for it; decided once."""
    page = Paginator(doubts_for(request.user), PAGE).get_page(request.GET.get("page"))
    pairs = {pk for doubt in page for pk in (doubt.subject_id, doubt.other_id)}
    # One of a pair may live beyond the steward's area: of that one nothing is shown but the name.
    people = list(Subject.objects.visible_to(request.user).filter(pk__in=pairs))
    purpose = _("Deciding whether two entries are one")
    seen = look(people, COMPARED, actor=request.user, purpose=purpose) if people else {}
    rows = [
        (doubt, DOUBTS[doubt.reason], _compared(seen.get(doubt.subject_id, {}), seen.get(doubt.other_id, {})))
        for doubt in page
    ]
    context = {"page": page, "rows": rows, "tabs": tabs_for(request.user, "datahub:doubts")}
    return render(request, "datahub/doubt_list.html", context)


def _compared(one: Mapping[str, Seen], other: Mapping[str, Seen]) -> list[tuple]:
    """``(element, words of the one, of the other, whether they differ)`` of what is held of either."""
    known = elements()
    return [
        (
            known[code],
            *(meaning(known[code], each[code].value) if code in each else "—" for each in (one, other)),
            code in one and code in other and one[code].value != other[code].value,
        )
        for code in COMPARED
        if code in one or code in other
    ]


@login_required
@require_POST
def doubt_decide(request: HttpRequest, pk: int) -> HttpResponse:
    doubt = get_object_or_404(doubts_for(request.user), pk=pk)
    same = request.POST.get("decision") == "same"
    actions.decide_doubt(doubt, actor=request.user, same=same, because=request.POST.get("because", ""))
    messages.success(request, _("Decided; this pair is not asked again."))
    return redirect("datahub:doubts")


@login_required
@require_GET
def conflict_list(request: HttpRequest) -> HttpResponse:
    """Conflicts to decide. The two values are those of one element only, shown to who must decide about them."""
    page = Paginator(conflicts_for(request.user), PAGE).get_page(request.GET.get("page"))
    known = elements()
    rows = [(conflict, known[conflict.element], *_values(conflict, known)) for conflict in page]
    if rows:
        codes = {conflict.element for conflict in page}
        purpose = _("Deciding a conflict of data")
        log_read({conflict.subject_id for conflict in page}, codes, actor=request.user, purpose=purpose)
    context = {"page": page, "rows": rows, "tabs": tabs_for(request.user, "datahub:conflicts")}
    return render(request, "datahub/conflict_list.html", context)


def _values(conflict: Conflict, known: dict) -> tuple:
    element = known[conflict.element]
    told = (conflict.held.told.get(element.code, ""), conflict.told.told.get(element.code, ""))
    return tuple(meaning(element, value) for value in told)


@login_required
@require_POST
def conflict_decide(request: HttpRequest, pk: int) -> HttpResponse:
    conflict = get_object_or_404(conflicts_for(request.user), pk=pk)
    keep = "told" if request.POST.get("keep") == "told" else "held"
    actions.decide_conflict(conflict, actor=request.user, keep=keep, because=request.POST.get("because", ""))
    messages.success(request, _("Decided; the other source is told to correct it."))
    return redirect("datahub:conflicts")
