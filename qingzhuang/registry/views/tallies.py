"""One thing to count for a merge: both sides, the lists given, and the rows that do not agree."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.registry import actions
from qingzhuang.registry.merging.things import THINGS
from qingzhuang.registry.models import Tally
from qingzhuang.registry.models.merges import SIDES
from qingzhuang.registry.queries import merges as queries
from qingzhuang.registry.views.merges import tally_label

PAGE = 50


@login_required
def tally_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Posting states a count, takes in a list, or says what is left behind."""
    tally = queries.tally_for(request.user, pk)
    if tally is None:
        raise Http404
    refused = None
    if request.method == "POST":
        try:
            _take(request, tally)
            return redirect("registry:tally", pk)
        except Refused as refusal:
            refused = refusal
    rows = Paginator(tally.mismatches.all(), PAGE).get_page(request.GET.get("page"))
    context = {
        "tally": tally,
        "merge": tally.part.merge,
        "label": tally_label(tally),
        "thing": THINGS[tally.thing],
        "sides": [(code, label, getattr(tally, code), _open(tally, code)) for code, label in SIDES.items()],
        "files": tally.files.select_related("uploaded_by")[:20],
        "page": rows,
        "all_rows": sum(each or 0 for each in (tally.missing, tally.extra, tally.unclear)),
        "may": can(request.user, "registry.tally.state", tally),
        "refused": refused,
    }
    return render(request, "registry/tally_detail.html", context, status=refused.problem.status if refused else 200)


def _open(tally: Tally, side: str) -> bool:
    step = tally.part.merge.step
    return step in (("draft", "announced") if side == "before" else ("announced", "executing", "executed"))


def _take(request: HttpRequest, tally: Tally) -> None:
    given, person = request.POST, request.user
    side, number = given.get("side", ""), given.get("count", "").strip().replace(",", "")
    upload = request.FILES.get("file")
    if given.get("what") == "leave":
        actions.leave_behind(tally, actor=person, count=_whole(number), reason=given.get("reason", ""))
    elif upload is not None:
        column = given.get("column", "")
        actions.upload_list(tally, actor=person, side=side, name=upload.name, data=upload.read(), column=column)
        messages.success(request, _("Taken in; it is being counted. Reload this page in a moment."))
    else:
        source = given.get("source", "")
        actions.state_count(tally, actor=person, side=side, count=_whole(number), source=source)


def _whole(number: str) -> int:
    if not number.isdecimal() or len(number) > 18:
        raise Refused("registry.merge_count", count=number or "—")
    return int(number)
