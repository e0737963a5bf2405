"""Systems that will not connect, as pages: their layout, handing over in it, and what they did not take."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qingzhuang.core.problems import Refused
from qingzhuang.datahub import actions
from qingzhuang.datahub.models import Handover, Layout
from qingzhuang.datahub.models.subjects import KINDS
from qingzhuang.datahub.queries.desks import tabs_for
from qingzhuang.datahub.queries.sharing import grants_to_hand_over, rejections_of
from qingzhuang.datahub.terms import CONCEPTS, elements
from qingzhuang.identity.queries import organisation_of
from qingzhuang.sheets.layouts import formats_for

PAGE = 50


@login_required
def layout_list(request: HttpRequest) -> HttpResponse:
    """The layouts of one's units, and the door for a new template."""
    unit, refused = organisation_of(request.user), None
    if unit is None:
        raise Http404
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            raise Http404
        system = request.POST.get("system", "")
        try:
            return redirect(
                actions.register_layout(unit, actor=request.user, system=system, data=file.read(), name=file.name)
            )
        except Refused as refusal:
            refused = refusal
    found = Layout.objects.visible_to(request.user).select_related("organisation")
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "tabs": tabs_for(request.user, "datahub:layouts"),
        "refused": refused,
        "given": request.POST,
    }
    return render(request, "datahub/layout_list.html", context, status=400 if refused else 200)


def _layout(request: HttpRequest, pk: int) -> Layout:
    return Layout.objects.select_related("organisation").get_or_404_for(request.user, pk=pk)


@login_required
def layout_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One layout: what each column is about and how it is written; posting confirms."""
    layout = _layout(request, pk)
    if request.method == "POST":
        keys = {str(number): each["key"] for number, each in enumerate(layout.columns)}
        bindings = {
            keys[name[1:]]: value for name, value in request.POST.items() if name[:1] == "c" and name[1:] in keys
        }
        formats = {
            keys[name[1:]]: value for name, value in request.POST.items() if name[:1] == "f" and name[1:] in keys
        }
        try:
            layout = actions.confirm_layout(layout, actor=request.user, bindings=bindings, formats=formats)
            messages.success(request, _("Confirmed. Data can be handed over in this layout."))
            return redirect(layout)
        except Refused as refusal:
            return _detail(request, layout, refusal)
    return _detail(request, layout)


@login_required
def handover_make(request: HttpRequest, pk: int) -> HttpResponse:
    layout = _layout(request, pk)
    if request.method != "POST":
        return redirect(layout)
    chosen = [each for each in grants_to_hand_over(layout) if str(each.pk) in request.POST.getlist("grant")]
    try:
        return redirect(
            actions.make_handover(layout, actor=request.user, grants=chosen, purpose=request.POST.get("purpose", ""))
        )
    except Refused as refusal:
        return _detail(request, layout, refusal)


def _detail(request: HttpRequest, layout: Layout, refused: Refused | None = None) -> HttpResponse:
    known = elements()
    context = {
        "layout": layout,
        "refused": refused,
        "columns": [
            (
                number,
                each,
                " / ".join(each["caption"]),
                layout.bindings.get(each["key"], ""),
                layout.formats.get(each["key"], ""),
                formats_for(known.get(layout.bindings.get(each["key"], ""))),
            )
            for number, each in enumerate(layout.columns)
        ],
        "groups": [
            (KINDS[concept], [each for each in known.values() if each.concept == concept]) for concept in CONCEPTS
        ],
        "grants": grants_to_hand_over(layout)[:PAGE],
        "purpose": request.POST.get("purpose", ""),
        "handovers": Handover.objects.visible_to(request.user).filter(layout=layout)[:PAGE],
    }
    return render(request, "datahub/layout_detail.html", context, status=400 if refused else 200)


def _handover(request: HttpRequest, pk: int) -> Handover:
    return Handover.objects.select_related("layout__organisation", "person").get_or_404_for(request.user, pk=pk)


@login_required
def handover_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: its receipt, what to look at, and the error list that came back; posting takes such a list."""
    handover, refused = _handover(request, pk), None
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            raise Http404
        try:
            actions.take_rejections(handover, actor=request.user, data=file.read(), name=file.name)
            messages.success(request, _("Read. The rows stand below with their reasons."))
            return redirect(handover)
        except Refused as refusal:
            refused = refusal
    context = {
        "handover": handover,
        "refused": refused,
        "page": Paginator(rejections_of(handover), PAGE).get_page(request.GET.get("page")),
        "unfit": handover.unfit[:PAGE],
        "exchanges": handover.exchanges.all(),
    }
    return render(request, "datahub/handover_detail.html", context, status=400 if refused else 200)


@login_required
@require_GET
def handover_download(request: HttpRequest, pk: int) -> FileResponse:
    """The archive with the file and its receipt, to the person who had it made."""
    handover = _handover(request, pk)
    if not handover.file:
        raise Http404
    name = f"{handover.layout.system}-{handover.pk}.zip"
    return FileResponse(handover.file.open("rb"), as_attachment=True, filename=name)
