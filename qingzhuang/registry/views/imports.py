"""Bringing in a ledger, as pages: upload, match the columns, see what is wrong, confirm, undo."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.registry import actions
from qingzhuang.registry.exports import error_rows_response
from qingzhuang.registry.ledgers.columns import targets
from qingzhuang.registry.models import ImportBatch
from qingzhuang.registry.models.assets import asset_kinds
from qingzhuang.registry.models.imports import OUTCOMES
from qingzhuang.registry.queries import assets as queries
from qingzhuang.registry.views.taking import taken_in

PAGE = 50
USUAL = ("name", "sponsor", "functions", "purpose", "platform", "facing", "audience", "people", "starts_on", "ends_on")


@login_required
def import_list(request: HttpRequest) -> HttpResponse:
    """Imports of one's area, and the door for a new file."""
    offices = queries.import_offices(request.user)
    refused = None
    if request.method == "POST":
        try:
            return redirect(taken_in(request, offices, actions.upload_ledger))
        except Refused as refusal:
            refused = refusal
    page = Paginator(queries.imports_for(request.user), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "offices": offices, "refused": refused, "kinds": _kinds()}
    return render(request, "registry/import_list.html", context, status=400 if refused else 200)


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    return ImportBatch.objects.select_related("office", "person", "job").get_or_404_for(request.user, pk=pk)


def _kinds() -> list:
    return [(kind.code, kind.label) for kind in asset_kinds()]


@login_required
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One import at its present step; posting says how the columns are matched."""
    batch = _batch(request, pk)
    refused = None
    if request.method == "POST":
        mapping = {key[1:]: value for key, value in request.POST.items() if key[:1] == "c" and key[1:].isdecimal()}
        try:
            actions.match_columns(
                batch,
                actor=request.user,
                mapping={column: code for column, code in mapping.items() if code},
                kind=request.POST.get("kind", ""),
                sheet=request.POST.get("sheet", batch.sheet),
            )
            return redirect(batch)
        except Refused as refusal:
            refused = refusal
            batch.mapping, batch.kind = mapping, request.POST.get("kind", "")
    return render(
        request, "registry/import_detail.html", _context(request, batch, refused), status=400 if refused else 200
    )


def _context(request: HttpRequest, batch: ImportBatch, refused: Refused | None) -> dict:
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in OUTCOMES else ("error" if batch.step == "checked" and batch.wrong else "")
    page = Paginator(queries.rows_of(batch, outcome), PAGE).get_page(request.GET.get("page"))
    counts = queries.outcomes_of(batch)
    return {
        "batch": batch,
        "refused": refused,
        "columns": _columns(batch),
        "groups": _groups(),
        "kinds": _kinds(),
        "page": page,
        "tabs": [
            (label, f"?outcome={code}", code == outcome, counts[code])
            for code, label in OUTCOMES.items()
            if counts[code]
        ],
        "as_written": queries.units_as_written(batch) if batch.step in ("checked", "done") else (0, []),
        "twin": queries.twin_imports(batch).first(),
        "matching": batch.step == "uploaded"
        or (_may_rematch(batch) and ("match" in request.GET or refused is not None)),
        "may": {step: can(request.user, f"registry.import.{step}", batch) for step in ("match", "confirm", "undo")},
        "progress": queries.progress_of(batch),
    }


def _may_rematch(batch: ImportBatch) -> bool:
    return batch.step == "checked" or (batch.step == "reading" and batch.stalled)


def _columns(batch: ImportBatch) -> list[tuple[int, str, list[str], str]]:
    samples = batch.samples or [[] for _caption in batch.captions]
    return [
        (number, caption, samples[number], batch.mapping.get(str(number), ""))
        for number, caption in enumerate(batch.captions)
    ]


def _groups() -> list[tuple[str, list]]:
    """What columns may hold: the usual first, then the rest of the kinds' questions."""
    known = targets()
    usual = [target for target in known.values() if target.field is None or target.code in USUAL]
    rest = [target for target in known.values() if target not in usual]
    return [(_("Usual"), usual), (_("Other questions of the form"), rest)]


@login_required
@require_POST
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    actions.confirm_import(batch, actor=request.user)
    return redirect(batch)


@login_required
@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    actions.undo_import(batch, actor=request.user)
    messages.success(request, _("Undone: the register is as it was before."))
    return redirect(batch)


@login_required
@require_GET
def import_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The wrong rows as a sheet, each with what to mend, ready to be mended and uploaded again."""
    return error_rows_response(_batch(request, pk), get_language() or "zh-hans")
