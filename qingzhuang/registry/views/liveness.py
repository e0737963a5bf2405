"""The desk of what is in use and what is not: verdicts with evidence, asking owners, their answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.domain.kinds import kinds
from qingzhuang.domain.liveness import ANSWERS, VERDICTS
from qingzhuang.registry import actions
from qingzhuang.registry.models import Liveness, OwnerQuestion
from qingzhuang.registry.queries import liveness as queries
from qingzhuang.registry.thresholds import WATCHED
from qingzhuang.registry.usage.wording import TONES, evidence_of, lines_of, missing_of

PAGE = 50


@login_required
@require_GET
def liveness_list(request: HttpRequest) -> HttpResponse:
    """Verdicts of one's area, narrowed by filters that stand in the address."""
    person = request.user
    wanted = queries.LivenessFilters.read(request.GET.dict())
    page = Paginator(queries.verdicts_for(person, wanted), PAGE).get_page(request.GET.get("page"))
    counts = queries.counts_by_verdict(person, wanted)
    context = {
        "page": page,
        "rows": [_row(found, person) for found in page],
        "wanted": wanted,
        "query": _address(wanted.as_query()),
        "tabs": _tabs(wanted, counts),
        "kinds": [(code, kinds.get(code).label) for code in WATCHED],
        "asked": [
            ("never", _("Never asked")),
            ("open", _("Asked, no answer yet")),
            ("late", _("Answer is late")),
            ("answered", _("Answered")),
        ],
        "office": queries.asking_office(person),
    }
    return render(request, "registry/liveness_list.html", context)


def _row(found: Liveness, person: Any) -> dict[str, Any]:
    question = next(iter(found.asset.questions.all()), None)
    return {
        "found": found,
        "asset": found.asset,
        "tone": TONES[found.verdict],
        "lines": evidence_of(found),
        "missing": missing_of(found.asset.kind, found.missing),
        "question": question,
        "closing": found.asset_id
        if found.verdict == "zombie" and can(person, "registry.closure.plan", found.asset)
        else None,
        "askable": found.verdict == "unclear" and found.asset.sponsor_id and (not question or question.answered_at),
    }


def _address(values: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(values)
    return query.urlencode()


def _tabs(wanted: queries.LivenessFilters, counts: dict[str, int]) -> list[tuple[Any, str, bool, int]]:
    others = {name: value for name, value in wanted.as_query().items() if name != "verdict"}
    tabs = [(_("All"), f"?{_address(others)}", not wanted.verdict, sum(counts.values()))]
    for code, label in VERDICTS.items():
        tabs.append((label, f"?{_address({**others, 'verdict': code})}", wanted.verdict == code, counts[code]))
    return tabs


@login_required
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """First shows whom the question would reach, by owner; asks when that is confirmed."""
    office = queries.asking_office(request.user)
    if office is None:
        raise Http404
    wanted = queries.LivenessFilters.read(QueryDict(request.POST.get("query", "")).dict())
    chosen = [int(pk) for pk in request.POST.getlist("asset") if pk.isdecimal() and len(pk) < 18]
    found = queries.to_ask(office, wanted, chosen, request.user)
    if request.POST.get("confirmed"):
        asked = actions.ask_owners(office, actor=request.user, assets=list(found.values_list("asset_id", flat=True)))
        messages.success(
            request, ngettext("One question was asked.", "%(n)s questions were asked.", len(asked)) % {"n": len(asked)}
        )
        return redirect("registry:liveness")
    by_owner: dict[Any, int] = {}
    for each in found:
        by_owner[each.asset.sponsor] = by_owner.get(each.asset.sponsor, 0) + 1
    context = {
        "owners": sorted(by_owner.items(), key=lambda pair: (-pair[1], pair[0].path)),
        "total": sum(by_owner.values()),
        "chosen": chosen,
        "query": _address(wanted.as_query()),
    }
    return render(request, "registry/liveness_ask.html", context)


@login_required
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """One question with what the platform saw; its owner answers here."""
    found = OwnerQuestion.objects.get_or_404_for(request.user, pk=pk)
    refused = None
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("answer", "because", "months")}
        try:
            actions.answer_question(found, actor=request.user, **given)
            messages.success(request, _("Answered. Thank you."))
            if given["answer"] == "close" and can(request.user, "registry.closure.plan", found.asset):
                return redirect(reverse("registry:closure-new") + f"?asset={found.asset_id}")
            return redirect(found)
        except Refused as refusal:
            refused = refusal
    context = {
        "question": found,
        "asset": found.asset,
        "lines": lines_of(found.asset.kind, found.evidence.get("signals", {})),
        "missing": missing_of(found.asset.kind, found.evidence.get("missing", [])),
        "answers": list(ANSWERS.items()),
        "given": request.POST,
        "season": "、".join(map(str, found.asset.attributes.get("season_months") or ())),
        "may_answer": found.answered_at is None and can(request.user, "registry.usage.answer", found),
        "refused": refused,
    }
    return render(request, "registry/question.html", context, status=400 if refused else 200)
