"""Receipts of what was supplied, their printable page; telling of demands nobody admitted; the published key."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.core.qrcodes import inline_code
from qingzhuang.core.scoping import key_of
from qingzhuang.datahub import actions
from qingzhuang.datahub.models import Demand, Receipt, Unadmitted
from qingzhuang.datahub.models.sources import SHARING
from qingzhuang.datahub.queries.desks import tabs_for
from qingzhuang.datahub.receipts import HOW
from qingzhuang.datahub.signing import own_public_key
from qingzhuang.gate.intake import drafts_of
from qingzhuang.identity.queries import organisation_of
from qingzhuang.sheets.problems import UnreadableFile

PAGE = 30


@login_required
def receipt_list(request: HttpRequest) -> HttpResponse:
    """Receipts of one's area, and the door for a new one: fields typed, read from a sheet, or of an admitted request."""
    unit, refused = organisation_of(request.user), None
    if unit is None:
        raise Http404
    if request.method == "POST":
        try:
            asker, title, captions = _asked(request)
            return redirect(actions.make_receipt(unit, actor=request.user, asker=asker, title=title, captions=captions))
        except Refused as refusal:
            refused = refusal
    context = {
        "page": Paginator(Receipt.objects.visible_to(request.user).select_related("unit"), PAGE).get_page(
            request.GET.get("page")
        ),
        "unit": unit,
        "given": request.POST or request.GET,
        "refused": refused,
        "tabs": tabs_for(request.user, "datahub:receipts"),
    }
    return render(request, "datahub/receipt_list.html", context, status=400 if refused else 200)


def _asked(request: HttpRequest) -> tuple[str, str, list[str]]:
    """Who asks, for what, which fields."""
    if chosen := key_of(request.POST.get("demand")):
        demand = Demand.objects.select_related("admission__owner").get_or_404_for(request.user, pk=chosen)
        captions = [each.caption for each in demand.fields.all()]
        return demand.admission.owner.name, str(demand), captions
    captions = [part for line in request.POST.get("fields", "").splitlines() for part in line.split("、")]
    if file := request.FILES.get("file"):
        try:
            drafts = drafts_of(file.read(), file.name, "data_request")
        except UnreadableFile as error:
            raise Refused("datahub.file_unreadable", name=file.name, reason=error.message, where=error.where) from error
        captions += [field for draft in drafts for field in draft.functions]
    return request.POST.get("asker", ""), request.POST.get("title", ""), captions


@login_required
@require_GET
def receipt_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A page to print or to show: what was supplied, and the code that proves it."""
    receipt = Receipt.objects.select_related("unit", "made_by").get_or_404_for(request.user, pk=pk)
    rows = [(caption, HOW[how], said, day, SHARING.get(to, to)) for caption, how, said, day, to in receipt.items]
    check = request.build_absolute_uri(f"{reverse('datahub:signature')}?signed={receipt.signed}")
    context = {
        "receipt": receipt,
        "rows": rows,
        "qr": inline_code(check, receipt.number, error="l"),
        "public_key": own_public_key(),
    }
    return render(request, "datahub/receipt_detail.html", context)


@login_required
@require_POST
def unadmitted_tell(request: HttpRequest) -> HttpResponse:
    unit = organisation_of(request.user)
    if unit is None:
        raise Http404
    asker, text = request.POST.get("asker", ""), request.POST.get("text", "")
    actions.tell_unadmitted(unit, actor=request.user, asker=asker, text=text)
    messages.success(request, _("The governance office was told. You need not answer the demand meanwhile."))
    return redirect("datahub:demands")


@login_required
def unadmitted_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was told, and the office's answer."""
    told = Unadmitted.objects.select_related("unit").get_or_404_for(request.user, pk=pk)
    if request.method == "POST":
        actions.answer_unadmitted(told, actor=request.user, answer=request.POST.get("answer", ""))
        return redirect("datahub:unadmitted", pk=pk)
    may = not told.answered_at and can(request.user, "datahub.unadmitted.answer", told)
    return render(request, "datahub/unadmitted_detail.html", {"told": told, "may": may})


@require_GET
def well_known_key(request: HttpRequest) -> JsonResponse:
    """The key that receipts are checked with, for anybody."""
    return JsonResponse({"algorithm": "Ed25519", "format": "qzr1", "public_key": own_public_key()})
