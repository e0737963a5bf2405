"""Is this official? What anybody may read of a thing, and where they complain; answers by the owner."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qingzhuang.core.actions import System
from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.core.qrcodes import code_file, inline_code
from qingzhuang.core.throttling import count_visitor, spend
from qingzhuang.registry import actions
from qingzhuang.registry.complaints import masked
from qingzhuang.registry.merging.circles import successor_of
from qingzhuang.registry.models import Asset, Complaint
from qingzhuang.registry.models.closures import is_public
from qingzhuang.registry.queries import official as queries
from qingzhuang.registry.queries.merges import public_ending

SHOWN = 20
KEPT_SECONDS = 300
COMPLAINTS_AN_HOUR = 10


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Such a page may be kept for a little while; by shared caches only as nobody's own."""
    whose = {"private": True} if request.user.is_authenticated else {"public": True}
    patch_cache_control(response, max_age=KEPT_SECONDS, **whose)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def is_official(request: HttpRequest) -> HttpResponse:
    """``?q=`` a name, a filing number or an address."""
    count_visitor(request)
    q = request.GET.get("q", "").strip()[:500]
    response = render(request, "registry/is_official.html", {"q": q, "found": queries.found_by(q)})
    return _kept(request, response)


@require_safe
def about(request: HttpRequest, code: str) -> HttpResponse:
    """One thing: who runs it, whether it is filed, what it may ask for, whether it has ended and where to go."""
    count_visitor(request)
    asset = _official(code)
    successor = successor_of(asset)
    context = {
        "asset": asset,
        "code": code,
        "asks": asset.attributes.get("collects") or [],
        "links": asset.links.filter(first=asset)[:5],
        "successor": successor if successor and is_public(successor) else None,
        "ending": public_ending(asset.pk),
        "published": queries.published(asset)[:SHOWN],
        "qr": _inline(request, code, scale=4),
    }
    return _kept(request, render(request, "registry/official.html", context))


@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """A sheet to print and hang up beside the thing: its name, whose it is, and the code that leads to its page."""
    count_visitor(request)
    context = {"asset": _official(code), "code": code, "qr": _inline(request, code, scale=9)}
    return _kept(request, render(request, "registry/poster.html", context))


@require_safe
def code_image(request: HttpRequest, code: str) -> HttpResponse:
    """The code alone, as an image that can be put into any print."""
    count_visitor(request)
    asset = _official(code)
    response = HttpResponse(code_file(_address(request, code)), content_type="image/svg+xml")
    response["Content-Disposition"] = content_disposition_header(True, f"{asset.name}.svg")
    return _kept(request, response)


def _address(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(reverse("official:about", args=[code]))


def _inline(request: HttpRequest, code: str, *, scale: int) -> SafeString:
    return inline_code(_address(request, code), _("Code that leads to this page"), scale=scale)


def _official(code: str) -> Asset:
    found = queries.official(code)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest, code: str) -> HttpResponse:
    """The complaint entry of a thing. Nobody is asked who they are; the field nobody sees catches machines."""
    asset, refused = _official(code), None
    if request.method == "POST":
        try:
            spend(f"complaint:{request.META.get('REMOTE_ADDR', '')}", COMPLAINTS_AN_HOUR, 3600)
            if request.POST.get("website"):
                raise Refused("registry.complaint_empty", most=0)
            made = actions.hand_in(asset, actor=System, text=request.POST.get("text", ""))
            return redirect("official:receipt", made.receipt)
        except Refused as refusal:
            refused = refusal
    context = {"asset": asset, "code": code, "given": request.POST, "refused": refused}
    return render(request, "registry/complain.html", context, status=refused.problem.status if refused else 200)


@require_safe
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """Where a complaint stands, for whoever holds its number."""
    count_visitor(request)
    found = queries.complaint_with(receipt)
    if found is None:
        raise Http404
    response = render(request, "registry/receipt.html", {"complaint": found, "asset": found.asset})
    patch_cache_control(response, private=True, no_store=True)
    return response


@login_required
@require_http_methods(["GET", "POST"])
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """A complaint for those who answer it, with what could be published filled in."""
    found = Complaint.objects.select_related("asset__sponsor", "asset__keeper", "answered_by").get_or_404_for(
        request.user, pk=pk
    )
    refused = None
    if request.method == "POST":
        try:
            public = request.POST.get("public_text", "") if request.POST.get("publish") == "yes" else ""
            answer = request.POST.get("answer", "")
            actions.answer_complaint(found, actor=request.user, answer=answer, public_text=public)
            messages.success(request, _("Answered."))
            return redirect(found)
        except Refused as refusal:
            refused = refusal
    context = {
        "complaint": found,
        "may": found.answered_at is None and can(request.user, "registry.complaint.answer", found),
        "given": request.POST,
        "proposed": request.POST.get("public_text", masked(found.text)),
        "publish": request.POST.get("publish", "yes"),
        "refused": refused,
    }
    return render(request, "registry/complaint.html", context, status=refused.problem.status if refused else 200)
