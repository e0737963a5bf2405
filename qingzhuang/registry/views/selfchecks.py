"""Self-checks: the list that is worked through, one check, and naming who is responsible."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.core.scoping import key_of
from qingzhuang.gate.forms import answers_from, questions_of
from qingzhuang.identity.queries import organisation_by
from qingzhuang.registry import actions
from qingzhuang.registry.models import Asset, SelfCheck
from qingzhuang.registry.queries import selfchecks as queries
from qingzhuang.registry.seen import seen_of

PAGE = 50
# What an owner may put right within a self-check, of what the kind asks; anything else is a change of its own.
CORRECTED = (
    "functions",
    "ends_on",
    "audience",
    "hosting",
    "mlps_date",
    "security_test_date",
    "last_update",
    "last_message",
)


@login_required
def check_list(request: HttpRequest) -> HttpResponse:
    """Due soon or late, put before the office, done, or without a responsible person; unchanged ones confirmed together."""
    person = request.user
    if request.method == "POST":
        return _confirm_many(request)
    labels = {"mine": _("Mine"), "due": _("Due"), "late": _("With the office"), "done": _("Done")}
    labels["vacant"] = _("Nobody in post")
    found = {each: queries.checks_for(person, each) for each in queries.VIEWS}
    found["vacant"] = queries.vacant_custodies(person)
    counts = {each: found[each].count() for each in labels}
    # One's own are set apart from what one sees beside them; whoever sees only their own needs no second list.
    apart = 0 < counts["mine"] < counts["due"]
    view = request.GET.get("view", "mine" if apart else "due")
    view = view if view in labels else "due"
    tabs = [
        (label, f"?view={each}", each == view, counts[each])
        for each, label in labels.items()
        if each != "mine" or apart or view == "mine"
    ]
    page = Paginator(found[view], PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "tabs": tabs, "view": view, "rows": [], "unnamed": []}
    if view in ("mine", "due", "late"):
        seen = seen_of([each.asset for each in page])
        context["rows"] = [
            (
                each,
                [fact for fact in seen[each.asset_id] if fact.differs],
                can(person, "registry.selfcheck.confirm", each),
            )
            for each in page
        ]
        context["may_confirm"] = any(may and not differing for _each, differing, may in context["rows"])
        context["unnamed"] = [
            (unit, count, [(each.pk, f"{each.person} · {each.post.title}") for each in queries.choices_at(unit)])
            for unit, count in queries.unnamed_units(person)
        ]
    return render(request, "registry/self_check_list.html", context)


def _confirm_many(request: HttpRequest) -> HttpResponse:
    """Each is its own step: what cannot be confirmed as it is stays and is counted."""
    chosen = list(filter(None, map(key_of, request.POST.getlist("check"))))[:PAGE]
    done = left = 0
    for check in SelfCheck.objects.visible_to(request.user).filter(pk__in=chosen).select_related("asset"):
        try:
            actions.confirm_self_check(check, actor=request.user)
            done += 1
        except Refused:
            left += 1
    messages.success(request, ngettext("%(n)s confirmed.", "%(n)s confirmed.", done) % {"n": done})
    if left:
        messages.warning(
            request, ngettext("%(n)s needs a word and is left.", "%(n)s need a word and are left.", left) % {"n": left}
        )
    return redirect("registry:self-checks")


@login_required
def self_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is on record beside what was seen; one button when nothing changed, the answers below when something did."""
    check = SelfCheck.objects.select_related("asset__sponsor", "done_by").get_or_404_for(request.user, pk=pk)
    asset, refused = check.asset, None
    kind = asset.definition
    raw = dict(asset.values)
    if request.method == "POST":
        typed = {code: value for code, value in answers_from(kind, request.POST).items() if code in CORRECTED}
        raw |= typed
        try:
            values = typed if request.POST.get("step") == "correct" else None
            actions.confirm_self_check(check, actor=request.user, values=values, note=request.POST.get("note", ""))
            messages.success(request, _("Confirmed."))
            return redirect("registry:self-checks")
        except Refused as refusal:
            refused = refusal
    asked = [q for _block, questions in questions_of(kind, raw, {}) for q in questions if q.field.code in CORRECTED]
    context: dict[str, Any] = {
        "check": check,
        "asset": asset,
        "seen": check.facts if check.done_on else [each.as_json() for each in seen_of([asset])[asset.pk]],
        "questions": asked,
        "note": request.POST.get("note", ""),
        "refused": refused,
        "may_confirm": not check.done_on and asset.alive and can(request.user, "registry.selfcheck.confirm", check),
    }
    context["differing"] = sum(each["differs"] for each in context["seen"])
    return render(request, "registry/self_check.html", context, status=400 if refused else 200)


@login_required
@require_POST
def responsible(request: HttpRequest, pk: int) -> HttpResponse:
    asset = Asset.objects.select_related("keeper").get_or_404_for(request.user, pk=pk)
    actions.assign_responsible(asset, actor=request.user, appointment=_chosen(request, asset.keeper))
    messages.success(request, _("Recorded."))
    return redirect(asset)


@login_required
@require_POST
def responsible_all(request: HttpRequest, unit: int) -> HttpResponse:
    """One person for every entry of one's own unit that nobody answers for."""
    asked = organisation_by(unit)
    if asked is None or not can(request.user, "registry.responsible.assign_all", asked):
        raise Http404
    own = {each.pk: each for each, _count in queries.unnamed_units(request.user)}
    if unit in own:
        actions.assign_all(own[unit], actor=request.user, appointment=_chosen(request, own[unit]))
        messages.success(request, _("Recorded."))
    return redirect("registry:self-checks")


def _chosen(request: HttpRequest, unit: Any) -> Any:
    """The post chosen among those of the unit; none is refused by name."""
    found = {str(each.pk): each for each in queries.choices_at(unit)}
    if (appointment := found.get(request.POST.get("appointment", ""))) is None:
        raise Refused("registry.responsible_outside", unit=unit.name)
    return appointment
