"""The catalogue of admitted requests; one request with its answers and progress; the sheet a unit fills."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qingzhuang.core.exports import export
from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.core.scoping import key_of
from qingzhuang.datahub import actions, asking
from qingzhuang.datahub.asking import Line, lines_of
from qingzhuang.datahub.models import Demand, DemandField, DemandReturn, Grant
from qingzhuang.datahub.models.grants import FORMS
from qingzhuang.datahub.queries.coverage import Holding
from qingzhuang.datahub.queries.demands import admitted_as, catalogue, fields_of, progress
from qingzhuang.datahub.queries.desks import tabs_for
from qingzhuang.datahub.tallying import hours_of
from qingzhuang.datahub.terms import elements
from qingzhuang.domain.kinds import kinds
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import AREA
from qingzhuang.identity.queries import children_of, organisation_of
from qingzhuang.sheets.canonical import meaning

PAGE = 50
# Subjects on one page of a phone.
LINES = 10


def cycles() -> list[tuple]:
    """``(code, label)`` of how often a request is asked, as the gate's form has them."""
    fields = (each for block in kinds.get("data_request").blocks for each in block.fields)
    return list(next(each for each in fields if each.code == "frequency").choices)


@login_required
@require_GET
def demand_list(request: HttpRequest) -> HttpResponse:
    """What was admitted. What is not in it carries no duty to answer."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "issuer", "cycle")}
    ended = request.GET.get("ended") == "1"
    found = catalogue(text=asked["q"], issuer=asked["issuer"], cycle=asked["cycle"], ended=ended)
    context = {
        **asked,
        "ended": ended,
        "cycles": cycles(),
        "labels": dict(cycles()),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "tabs": tabs_for(request.user, "datahub:demands"),
    }
    context["rows"] = [(each, context["labels"].get(each.cycle, each.cycle)) for each in context["page"]]
    return render(request, "datahub/demand_list.html", context)


@login_required
@require_GET
def demand_check(request: HttpRequest) -> HttpResponse:
    """Whether a demand is admitted, by its number or its text."""
    said = request.GET.get("q", "")[:5_000]
    unit = organisation_of(request.user)
    found = admitted_as(said) if said.strip() else []
    answers = [(each, fields, _missing(fields)) for each in found for fields in [fields_of(each)]]
    context = {"q": said, "found": answers, "unit": unit}
    return render(request, "datahub/demand_check.html", context)


def _missing(fields: list[tuple[DemandField, Holding | None]]) -> bool:
    return any(each.answered_by == "units" for each, _ in fields)


def _demand(request: HttpRequest, pk: int) -> Demand:
    shown = ("admission__owner", "admission__proposal", "area")
    return Demand.objects.select_related(*shown).get_or_404_for(request.user, pk=pk)


@login_required
@require_GET
def demand_detail(request: HttpRequest, pk: int, refused: Refused | None = None) -> HttpResponse:
    """Who answers each field, the steward's answer, what went down and who has returned it."""
    demand = _demand(request, pk)
    fields = fields_of(demand)
    known = elements()
    filtered = known.get(demand.filter_element)
    may = {step: can(request.user, f"datahub.demand.{step}", demand) for step in ("ask", "send")}
    missing = _missing(fields)
    to_ask = [code for code in FORMS if may["ask"] and asking.to_ask(demand, code)]
    returns = Paginator(demand.returns.select_related("unit"), PAGE).get_page(request.GET.get("page"))
    context = {
        "demand": demand,
        "fields": fields,
        "cycle": dict(cycles()).get(demand.cycle, demand.cycle),
        "missing": missing,
        "to_ask": to_ask,
        "to_send": may["send"] and missing and demand.sent_at is None and not demand.ended,
        "areas": [each for each in children_of(demand.area) if each.nature == AREA],
        "filters": [each for each in known.values() if each.concept == demand.kind],
        "filtered": filtered,
        "filtered_value": meaning(filtered, demand.filter_value) if filtered else "",
        "progress": progress(demand),
        "hours": hours_of(demand),
        "page": returns,
        "reachable": set(
            Grant.objects.visible_to(request.user).filter(demand_fields__demand=demand).values_list("pk", flat=True)
        ),
        "refused": refused,
    }
    return render(request, "datahub/demand_detail.html", context, status=400 if refused else 200)


@login_required
@require_POST
def demand_ask(request: HttpRequest, pk: int) -> HttpResponse:
    demand = _demand(request, pk)
    actions.ask_held(demand, actor=request.user, form=request.POST.get("form", "counts"))
    return redirect(demand)


@login_required
@require_POST
def demand_send(request: HttpRequest, pk: int) -> HttpResponse:
    demand = _demand(request, pk)
    chosen = [each for each in children_of(demand.area) if str(each.pk) == request.POST.get("area")]
    element = request.POST.get("filter_element", "")
    actions.send_demand(
        demand,
        actor=request.user,
        area=chosen[0] if chosen else None,
        filter_element=element if element in elements() else "",
        filter_value=request.POST.get("filter_value", ""),
    )
    messages.success(request, _("Sent: each unit sees only what is missing."))
    return redirect(demand)


def _sheet(request: HttpRequest, pk: int) -> DemandReturn:
    shown = ("demand__admission__owner", "unit")
    return DemandReturn.objects.select_related(*shown).get_or_404_for(request.user, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def return_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The cells that are missing, grouped by subject, a few a page; saved as you go, handed in at the end."""
    sheet, refused = _sheet(request, pk), None
    bad: dict[tuple[int, int], Text] = {}
    may = sheet.state == "waiting" and can(request.user, "datahub.demand.fill", sheet)
    if request.method == "POST":
        try:
            bad = actions.save_answers(sheet, actor=request.user, answers=_answers(request))
            if not bad:
                return _go_on(request, sheet)
        except Refused as refusal:
            refused = refusal
    lines = [each for each in lines_of(sheet, actor=request.user) if each.open] if may else []
    page = Paginator(lines, LINES).get_page(request.GET.get("page"))
    context = {
        "sheet": sheet,
        "may": may,
        "left": sum(cell.open and not cell.said for line in lines for cell in line.cells),
        "page": page,
        "rows": [(line, _inputs(line, bad, request.POST)) for line in page],
        "bad": len(bad),
        "given": request.POST,
        "refused": refused,
    }
    return render(request, "datahub/return_detail.html", context, status=400 if refused or bad else 200)


def _inputs(line: Line, bad: Mapping[tuple[int, int], Text], given: QueryDict) -> list[tuple]:
    """``(cell, name of its input, what stands in it, what is wrong with that)``; a bad one stands as it was typed."""
    found = []
    for cell in line.cells:
        key = (line.subject.pk if line.subject else 0, cell.field.pk)
        name = f"c-{key[0]}-{key[1]}"
        found.append((cell, name, given.get(name, "") if key in bad else cell.said, bad.get(key)))
    return found


def _go_on(request: HttpRequest, sheet: DemandReturn) -> HttpResponse:
    step = request.POST.get("step", "")
    if step in ("hand", "nothing"):
        reason = request.POST.get("reason", "")
        actions.hand_in(sheet, actor=request.user, nothing=step == "nothing", reason=reason)
        messages.success(request, _("Handed in. It will not be asked again."))
        return redirect(sheet)
    messages.success(request, _("Saved."))
    return redirect(f"{sheet.get_absolute_url()}?page={request.POST.get('next', '1')[:6]}")


def _answers(request: HttpRequest) -> dict[int | None, dict[int, str]]:
    """Inputs are named ``c-SUBJECT-FIELD``, the subject 0 when a unit answers for itself."""
    found: dict[int | None, dict[int, str]] = {}
    for name, text in request.POST.items():
        parts = name.split("-")
        if len(parts) == 3 and parts[0] == "c":
            subject, field = key_of(parts[1]), key_of(parts[2])
            if subject is not None and field is not None:
                found.setdefault(subject or None, {})[field] = text
    return found


@login_required
@require_GET
def return_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sheet as a file, held cells filled and the missing ones open."""
    sheet = _sheet(request, pk)
    lines: list[Line] = lines_of(sheet, actor=request.user)
    captions = [cell.field.caption for cell in lines[0].cells] if lines else []
    rows = ([str(line.subject or sheet.unit), *(cell.held or cell.said for cell in line.cells)] for line in lines)
    return export(f"{sheet.demand.admission.number}-{sheet.unit.code}", [_("Subject"), *captions], rows, "xlsx")
