"""Regular sheets: set up once, then only what changed is looked at, on a phone as at a desk."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qingzhuang.core import policies
from qingzhuang.core.problems import Refused
from qingzhuang.datahub import actions
from qingzhuang.datahub.actions.regular import label_of
from qingzhuang.datahub.models import Period, RegularSheet
from qingzhuang.datahub.models.regular import CYCLES
from qingzhuang.datahub.queries.desks import tabs_for
from qingzhuang.datahub.queries.returning import change_rows
from qingzhuang.datahub.reading import READ, log_opened
from qingzhuang.identity.queries import organisation_of

PAGE = 50


@login_required
def regular_list(request: HttpRequest) -> HttpResponse:
    """The sheets one's unit files regularly, and the door for a new one."""
    policies.ensure(request.user, READ)
    unit, refused = organisation_of(request.user), None
    if unit is None:
        raise Http404
    if request.method == "POST":
        file, cycle = request.FILES.get("file"), request.POST.get("cycle", "")
        if file is None or cycle not in CYCLES:
            raise Http404
        try:
            said = {"purpose": request.POST.get("purpose", ""), "cycle": cycle}
            return redirect(
                actions.open_regular(unit.area, actor=request.user, data=file.read(), name=file.name, **said)
            )
        except Refused as refusal:
            refused = refusal
    today = timezone.localdate()
    shown = RegularSheet.objects.visible_to(request.user).filter(ended_at=None).prefetch_related("periods")[:PAGE]
    context = {
        "rows": [(each, label_of(each.cycle, today), next(iter(each.periods.all()), None)) for each in shown],
        "cycles": list(CYCLES.items()),
        "tabs": tabs_for(request.user, "datahub:regulars"),
        "refused": refused,
        "given": request.POST,
    }
    return render(request, "datahub/regular_list.html", context, status=400 if refused else 200)


@login_required
def regular_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The periods of one sheet; opens the one that runs now."""
    policies.ensure(request.user, READ)
    regular = RegularSheet.objects.select_related("area").get_or_404_for(request.user, pk=pk)
    if request.method == "POST":
        return redirect(actions.open_period(regular, actor=request.user))
    now = label_of(regular.cycle, timezone.localdate())
    page = Paginator(regular.periods.select_related("filed_by"), PAGE).get_page(request.GET.get("page"))
    context = {"regular": regular, "page": page, "now": now, "opened": regular.periods.filter(label=now).exists()}
    return render(request, "datahub/regular_detail.html", context)


@login_required
def period_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is different from last period; confirmed with one click."""
    policies.ensure(request.user, READ)
    period = Period.objects.select_related("regular__area", "filed_by").get_or_404_for(request.user, pk=pk)
    if request.method == "POST":
        actions.file_period(period, actor=request.user, nothing_changed=request.POST.get("nothing") == "yes")
        messages.success(request, _("Filed."))
        return redirect(period)
    contents = period.contents or {"found": {"rows": [], "gone": []}, "entries": []}
    _log(request, period, contents["entries"])
    last = period.regular.periods.filter(step="filed", label__lt=period.label).first()
    changes = [(row, change) for row in contents["found"]["rows"] for change in row["changes"]] if last else []
    page = Paginator(changes, PAGE).get_page(request.GET.get("page"))
    context = {
        "period": period,
        "last": last,
        "page": page,
        "rows": change_rows(page),
        "gone": ["、".join(each.values()) for each in contents["found"]["gone"]] if last else [],
        "people": len(contents["entries"]),
    }
    return render(request, "datahub/period_detail.html", context)


@login_required
@require_GET
def period_download(request: HttpRequest, pk: int) -> FileResponse:
    period = Period.objects.select_related("regular").get_or_404_for(request.user, pk=pk)
    if not period.result:
        raise Http404
    _log(request, period, (period.contents or {"entries": []})["entries"])
    ending = period.result.name.rpartition(".")[2]
    return FileResponse(
        period.result.open("rb"), as_attachment=True, filename=f"{period.regular.name}-{period.label}.{ending}"
    )


def _log(request: HttpRequest, period: Period, entries: list) -> None:
    codes = {code for each in entries for code in each["values"]}
    log_opened(period, codes, rows=len(entries), actor=request.user, purpose=period.regular.purpose)
