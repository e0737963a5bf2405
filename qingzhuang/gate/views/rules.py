"""The rules with their law, for anyone to read; and a check of a text or file without proposing anything."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from qingzhuang.domain.draft import Draft, Passage
from qingzhuang.domain.kinds import kinds
from qingzhuang.gate import clock, queries, rulebook
from qingzhuang.gate.formats import SEVERITIES
from qingzhuang.gate.intake import drafts_of
from qingzhuang.gate.models import Admission, Proposal
from qingzhuang.gate.presenting import ReportView
from qingzhuang.gate.reports import examine_any
from qingzhuang.sheets.problems import UnreadableFile

SHOWN_ITEMS = 100


@require_GET
def rule_list(request: HttpRequest) -> HttpResponse:
    """Every rule of a jurisdiction; open to all, since law is public."""
    jurisdiction = request.GET.get("jurisdiction") or settings.JURISDICTION
    if jurisdiction not in rulebook.jurisdictions():
        raise Http404
    rules = rulebook.load(jurisdiction, clock.today()).rules
    kind, word = request.GET.get("kind", ""), request.GET.get("q", "").strip().lower()
    found = [
        rule
        for rule in rules
        if (not kind or kind in rule.applies_to)
        and (not word or word in f"{rule.id} {rule.title.zh} {rule.title.en}".lower())
    ]
    context = {
        "rules": [(rule, SEVERITIES[rule.severity], [kinds.get(k).label for k in rule.applies_to]) for rule in found],
        "kinds": [(each.code, each.label) for each in kinds],
        "kind": kind,
        "q": request.GET.get("q", ""),
        "jurisdiction": jurisdiction,
        "jurisdictions": rulebook.jurisdictions().items(),
    }
    return render(request, "gate/rule_list.html", context)


@require_GET
def rule_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One rule as an official reads it: when it applies, the law and how sure we are of its wording, what to do."""
    jurisdiction = request.GET.get("jurisdiction") or settings.JURISDICTION
    if jurisdiction not in rulebook.jurisdictions():
        raise Http404
    rules = {rule.id: rule for rule in rulebook.load(jurisdiction, clock.today()).rules}
    if code not in rules:
        raise Http404
    rule = rules[code]
    context = {
        "rule": rule,
        "severity": SEVERITIES[rule.severity],
        "kinds": [kinds.get(kind).label for kind in rule.applies_to],
        "described": rulebook.describe(rule),
        "jurisdiction": jurisdiction,
    }
    return render(request, "gate/rule_detail.html", context)


@login_required
def check(request: HttpRequest) -> HttpResponse:
    """Paste a text or drop a file and read the report; nothing is stored."""
    reports, error = [], None
    text, kind = request.POST.get("text", "").strip(), request.POST.get("kind") or ""
    if request.method == "POST":
        try:
            drafts = _drafts(request, text, kind)
        except UnreadableFile as unreadable:
            error, drafts = unreadable, []
        reports = [(draft, ReportView.of(examine_any(draft).as_json())) for draft in drafts[:SHOWN_ITEMS]]
    context = {
        "reports": reports,
        "unreadable": error,
        "text": text,
        "kind": kind,
        "kinds": [(each.code, each.label) for each in kinds],
    }
    return render(request, "gate/check.html", context, status=400 if error else 200)


def _drafts(request: HttpRequest, text: str, kind: str) -> list[Draft]:
    upload = request.FILES.get("file")
    if upload:
        return drafts_of(upload.read(), upload.name, kind or None)
    if not text:
        return []
    return [Draft("text", kind if kind in kinds else "task", {}, (Passage("text", text[:100_000]),))]


@login_required
@require_GET
def admission_list(request: HttpRequest) -> HttpResponse:
    """What was admitted and is still owed. Not listed means not owed."""
    kind, ended = request.GET.get("kind", ""), request.GET.get("ended") == "1"
    found = queries.admissions_for(request.user, kind=kind, text=request.GET.get("q", ""), ended=ended)
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(admission, kinds.get(admission.kind).label) for admission in page],
        "kind": kind,
        "kinds": [(each.code, each.label) for each in kinds],
        "q": request.GET.get("q", ""),
        "ended": ended,
    }
    return render(request, "gate/admission_list.html", context)


@login_required
@require_GET
def admission(request: HttpRequest, number: str) -> HttpResponse:
    """One admitted demand, for anyone who is asked: its number can be quoted, and its absence too."""
    found = Admission.objects.get_or_404_for(request.user, number=number)
    context = {
        "admission": found,
        "label": kinds.get(found.kind).label,
        "visible": Proposal.objects.visible_to(request.user).filter(pk=found.proposal_id).exists(),
    }
    return render(request, "gate/admission.html", context)
