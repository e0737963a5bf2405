"""The filled sheet as it is: cells by source, one cell explained, a caption put right, whom an empty sheet is for."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.datahub import actions
from qingzhuang.datahub.jobs.fillings import narrowed_by
from qingzhuang.datahub.models import FilledSheet
from qingzhuang.datahub.models.subjects import KINDS
from qingzhuang.datahub.narrowing import Narrowed, kind_asked, meant_by, narrowing_elements
from qingzhuang.datahub.queries.fillings import areas_within, own_meaning
from qingzhuang.datahub.showing import ShownSheet
from qingzhuang.datahub.terms import CONCEPTS, elements
from qingzhuang.datahub.views.fillings import sheet_or_404
from qingzhuang.domain.elements import Element
from qingzhuang.sheets.recognise.candidates import candidates

AGE = "person.age"
MOST_CONDITIONS = 6
# Findings that are no cell's own, and so stand above the sheet.
_OF_THE_WHOLE = ("doubtful_column", "no_room")


@login_required
@require_GET
def filling_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One window of the filled sheet, with its legend, what waits for a decision, and the cell that was chosen."""
    sheet = sheet_or_404(request, pk)
    if sheet.step != "done" or not sheet.view:
        return render(request, "datahub/filling_detail.html", {"sheet": sheet})
    known = elements()
    shown = ShownSheet(sheet, request.GET.get("sheet", ""), request.GET.get("page", ""))
    cell = shown.cell(request.GET.get("cell", ""))
    columns, bound, rows, keys = shown.sentence(known)
    context = {
        "sheet": sheet,
        "shown": shown,
        "columns": columns,
        "bound": bound,
        "people": rows,
        "keys": keys,
        "summary": sheet.report.get("summary", {}),
        "remarks": [each for each in sheet.report.get("remarks", []) if each],
        "findings": [each for each in sheet.report.get("findings", []) if each["kind"] in _OF_THE_WHOLE][:50],
        "questions": [(each, list(zip(each["keys"], each["candidates"], strict=True))) for each in shown.questions],
        "chosen": sorted(sheet.chosen),
        "cell": cell,
        "returns": sheet.returns.all()[:20],
        **_about(sheet, shown.ask(cell), known, captioned=cell is not None and cell.kind == "caption"),
        **(_who(request, sheet, known) if sheet.report.get("listed") else {}),
    }
    return render(request, "datahub/filling_detail.html", context)


def _about(sheet: FilledSheet, ask: Any, known: dict[str, Element], *, captioned: bool) -> dict[str, Any]:
    """What a cell's column is bound to; for the caption itself also what else it could be."""
    if ask is None:
        return {}
    found = {"ask": ask, "element": known.get(ask["element"]), "caption": " / ".join(ask["caption"])}
    if captioned:
        found["own"] = own_meaning(sheet, ask["family"], ask["key"])
        near = candidates(tuple(ask["caption"]), known.values())
        found["near"] = [(known[each.code], each.why) for each in near if each.code != ask["element"]][:4]
        found["groups"] = [(KINDS[c], [each for each in known.values() if each.concept == c]) for c in CONCEPTS]
    return found


def _who(request: HttpRequest, sheet: FilledSheet, known: dict[str, Element]) -> dict[str, Any]:
    """The form for an empty sheet; once asked (``count``), how many fit."""
    kind = sheet.report.get("kind") or kind_asked([], known)
    areas = list(areas_within(sheet.area))
    asked = _narrowed(request.GET, areas, known, kind) if "count" in request.GET else narrowed_by(sheet)
    told = {code: value for code, _, value in asked.where}
    return {
        "who": {
            "areas": areas,
            "area": asked.area.pk if asked.area else sheet.area_id,
            "age": told.get(AGE, ""),
            "by_age": kind == "person" and AGE in known,
            "filters": [(each, choices, told.get(each.code, "")) for each, choices in narrowing_elements(known, kind)],
            "kind": KINDS[kind],
            "count": len(meant_by(asked, sheet.area, kind, actor=request.user)) if "count" in request.GET else None,
            "open": "count" in request.GET or bool(sheet.who),
        }
    }


def _narrowed(given: Any, areas: list, known: dict[str, Element], kind: str) -> Narrowed:
    """What a form says of who goes in; what is no known area, element or value is left out."""
    area = next((each for each in areas if str(each.pk) == given.get("area", "")), None)
    where = [
        (each.code, "is", value)
        for each, choices in narrowing_elements(known, kind)
        if (value := given.get(each.code, "")) and value in dict(choices)
    ]
    age = given.get(AGE, "").strip()
    if age.isdecimal() and len(age) < 4:
        where.append((AGE, "least", age))
    return Narrowed(area, tuple(where[:MOST_CONDITIONS]))


@login_required
@require_POST
def sheet_narrow(request: HttpRequest, pk: int) -> HttpResponse:
    sheet, known = sheet_or_404(request, pk), elements()
    if not sheet.report.get("listed"):
        raise Http404
    narrowed = _narrowed(request.POST, list(areas_within(sheet.area)), known, sheet.report.get("kind", "person"))
    actions.narrow_sheet(sheet, actor=request.user, area=narrowed.area or sheet.area, where=narrowed.where)
    return redirect(sheet)
