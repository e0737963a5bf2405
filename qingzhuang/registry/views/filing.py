"""The filing form on a page, as a Word document and as JSON."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.policies import can, ensure
from qingzhuang.registry import actions
from qingzhuang.registry.filing.document import document_of
from qingzhuang.registry.filing.pack import missing_by_who, pack_of
from qingzhuang.registry.models import Asset

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
@require_GET
def filing_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Every block with what is known and from where, and what is missing with who could know it."""
    asset = _asset(request, pk)
    ensure(request.user, "registry.filing.export", asset)
    pack = pack_of(asset)
    context = {
        "asset": asset,
        "pack": pack,
        "missing": missing_by_who(pack),
        "may_change": asset.alive and can(request.user, "registry.asset.change", asset),
    }
    return render(request, "registry/filing_pack.html", context)


@login_required
@require_POST
def filing_export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    if form not in ("docx", "json"):
        raise Http404
    asset = _asset(request, pk)
    pack = actions.export_filing(asset, actor=request.user, form=form)
    if form == "json":
        response: HttpResponse = JsonResponse(pack, json_dumps_params={"ensure_ascii": False, "indent": 2})
    else:
        response = HttpResponse(document_of(pack, get_language() or "zh-hans"), content_type=WORD)
    response["Content-Disposition"] = content_disposition_header(True, f"备案申请表-{asset.name}.{form}")
    return response


def _asset(request: HttpRequest, pk: int) -> Asset:
    return Asset.objects.select_related("sponsor", "keeper", "proposal").get_or_404_for(request.user, pk=pk)
