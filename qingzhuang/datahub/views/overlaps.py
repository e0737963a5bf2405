"""The desk of facts asked more than once: side by side, priced, decided on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.datahub import actions
from qingzhuang.datahub.models import AskedFact, KnownForm, WordingPair
from qingzhuang.datahub.queries import overlaps as queries
from qingzhuang.datahub.queries.coverage import holdings_for
from qingzhuang.datahub.queries.desks import tabs_for
from qingzhuang.datahub.terms import CONCEPTS, elements
from qingzhuang.datahub.views.elements import KINDS, SENSITIVITY

PAGE = 20
VIEWS = ("facts", "pairs", "forms")


@login_required
@require_GET
def overlap_list(request: HttpRequest) -> HttpResponse:
    """Facts several forms ask, the dearest first; pairs of captions to decide; the forms that are known."""
    person, q = request.user, " ".join(request.GET.get("q", "").split())[:100]
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "facts"
    forms = KnownForm.objects.visible_to(person).select_related("unit")
    lists = {"facts": queries.repeated_for(person, q), "pairs": queries.pairs_for(person), "forms": forms}
    counts = {name: found.count() for name, found in lists.items()}
    page = Paginator(lists[view], PAGE).get_page(request.GET.get("page"))
    labels = {"facts": _("Asked more than once"), "pairs": _("To decide"), "forms": _("Forms")}
    context = {
        "view": view,
        "q": q,
        "page": page,
        "rows": queries.fact_rows(page) if view == "facts" else list(page),
        "views": [(labels[name], f"?view={name}", name == view, counts[name]) for name in VIEWS],
        "total": queries.repeated_for(person).aggregate(hours=Sum("cost")),
        "bands": queries.precision(),
        "office": queries.deciding_office(person),
        "known": elements(),
        "tabs": tabs_for(person, "datahub:overlaps"),
    }
    return render(request, "datahub/overlap_list.html", context)


@login_required
@require_GET
def overlap_fact(request: HttpRequest, pk: int) -> HttpResponse:
    """One fact: its fields side by side, what its captions were compared with, and the steward's decision."""
    return render(request, "datahub/overlap_fact.html", _fact_context(request, pk))


def _fact_context(request: HttpRequest, pk: int, **more: Any) -> dict[str, Any]:
    person = request.user
    fields = queries.fields_of(person, pk)
    if not fields:
        raise Http404
    fact, known = get_object_or_404(AskedFact, pk=pk), elements()
    pairs = queries.pairs_of(fact)
    held = holdings_for(fields[0].form.unit.area, [fact.element]).get(fact.element) if fact.element else None
    hours = [each.hours for each in fields if each.hours is not None]
    return {
        "fact": fact,
        "element": known.get(fact.element),
        "fields": fields,
        "forms": len({each.form_id for each in fields}),
        "issuers": len({each.form.unit_id for each in fields}),
        "hours": sum(hours) if hours else None,
        "held": held,
        "wordings": _wordings(fields, pairs),
        "pairs": [(pair, can(person, "datahub.overlap.reopen", pair) if pair.decision else False) for pair in pairs],
        "office": queries.deciding_office(person),
        "elements": [(code, each.name) for code, each in known.items()],
        "concepts": [(code, KINDS[code]) for code in CONCEPTS],
        "sensitivities": list(SENSITIVITY.items()),
        "tabs": tabs_for(person, "datahub:overlaps"),
        "given": {},
        "refused": None,
        **more,
    }


def _wordings(fields: list, pairs: list) -> list:
    """The captions that can be decided on: those of the fact, then those it was compared with."""
    own = {each.wording_id: each.wording for each in fields}
    for pair in pairs:
        own |= {pair.first_id: pair.first, pair.second_id: pair.second}
    return list(own.values())


@login_required
@require_POST
def overlap_decide(request: HttpRequest) -> HttpResponse:
    """One decision on the captions that are ticked; it is remembered."""
    office = queries.deciding_office(request.user)
    if office is None:
        raise Http404
    given = request.POST
    numbers = [int(each) for each in given.getlist("wording") if each.isdecimal() and len(each) < 18]
    back = given.get("fact", "")
    decision = given.get("decision", "")
    proposed = None
    if decision == "new":
        proposed = {name: given.get(name, "").strip() for name in
                    ("code", "name_zh", "name_en", "concept", "datatype", "sensitivity")}  # fmt: skip
    try:
        actions.decide_overlap(
            office,
            actor=request.user,
            wordings=numbers,
            decision="same" if proposed else decision,
            element="" if proposed else given.get("element", ""),
            because=given.get("because", ""),
            proposed=proposed,
        )
    except Refused as refusal:
        if not (back.isdecimal() and len(back) < 18):
            raise
        context = _fact_context(request, int(back), refused=refusal, given=given, ticked=set(numbers))
        return render(request, "datahub/overlap_fact.html", context, status=400)
    messages.success(request, _("Decided; these captions are not asked about again."))
    return redirect(reverse("datahub:overlaps") + ("" if back else "?view=pairs"))


@login_required
@require_POST
def overlap_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    pair = get_object_or_404(WordingPair, pk=pk)
    if not can(request.user, "datahub.overlap.reopen", pair):
        raise Http404
    actions.reopen_overlap(pair, actor=request.user)
    messages.success(request, _("The captions wait for a decision again."))
    return redirect("datahub:overlaps")


@login_required
@require_GET
def overlap_form(request: HttpRequest, pk: int) -> HttpResponse:
    """One form: which of its fields others ask already or the hub holds, at what price, and what contains it."""
    form = KnownForm.objects.select_related("unit").get_or_404_for(request.user, pk=pk)
    rows, known = queries.rows_of(request.user, form), elements()
    codes = {row.asked.wording.fact.element for row in rows if row.asked.wording.fact} - {""}
    held = {code: each for code, each in holdings_for(form.unit.area, codes).items() if each.answers} if codes else {}
    shown = [(row, known.get(row.asked.wording.fact.element), held.get(row.asked.wording.fact.element)) for row in rows]
    spared = [row.asked.hours for row, _element, holding in shown if row.others or holding]
    hours = [each for each in spared if each is not None]
    context = {
        "form": form,
        "rows": shown,
        "again": len(spared),
        "hours": sum(hours) if hours else None,
        "containing": queries.containing(rows),
        "tabs": tabs_for(request.user, "datahub:overlaps"),
    }
    return render(request, "datahub/overlap_form.html", context)
