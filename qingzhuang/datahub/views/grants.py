"""Asking for data and answering; fetching what was granted; checking a signature."""

from __future__ import annotations

import datetime
from collections.abc import Generator, Iterator
from contextlib import closing

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.exports import export
from qingzhuang.core.policies import can
from qingzhuang.core.problems import Refused
from qingzhuang.core.throttling import count_visitor
from qingzhuang.datahub import actions, sharing
from qingzhuang.datahub.models import Grant, Subject
from qingzhuang.datahub.models.grants import FORMS
from qingzhuang.datahub.proofs import fields_of, statements
from qingzhuang.datahub.queries.coverage import holdings_for
from qingzhuang.datahub.queries.desks import tabs_for
from qingzhuang.datahub.reading import Seen
from qingzhuang.datahub.signing import BadSignature, own_public_key, verify
from qingzhuang.datahub.terms import agreements_for, elements
from qingzhuang.domain.elements import Element
from qingzhuang.identity.queries import organisation_of
from qingzhuang.sheets.canonical import meaning

PAGE, NAMED = 50, 4


@login_required
def grant_list(request: HttpRequest) -> HttpResponse:
    """Requests one's unit made or must answer, and the door for a new one."""
    unit = organisation_of(request.user)
    if unit is None:
        raise Http404
    refused = None
    if request.method == "POST":
        try:
            grants = _request(request, unit)
            messages.success(request, _("Asked. What is shared without conditions can be fetched at once."))
            return redirect(grants[0] if len(grants) == 1 else "datahub:grants")
        except Refused as refusal:
            refused = refusal
    found = Grant.objects.visible_to(request.user).select_related("requester", "steward", "area")
    known, agreed, held = elements(), agreements_for(unit.area), holdings_for(unit.area)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(grant, [known[code].name for code in grant.elements[:NAMED] if code in known]) for grant in page],
        "choices": [(known[code], each, held.get(code)) for code, each in agreed.items() if code in known],
        "chosen": request.POST.getlist("element"),
        "forms": list(FORMS.items()),
        "until": (timezone.localdate() + datetime.timedelta(days=90)).isoformat(),
        "given": request.POST,
        "refused": refused,
        "tabs": tabs_for(request.user, "datahub:grants"),
    }
    return render(request, "datahub/grant_list.html", context, status=400 if refused else 200)


def _request(request: HttpRequest, unit) -> list[Grant]:
    try:
        until = datetime.date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        raise Refused("datahub.bad_term") from None
    return actions.request_data(
        unit,
        actor=request.user,
        area=unit.area,
        codes=request.POST.getlist("element"),
        purpose=request.POST.get("purpose", ""),
        basis=request.POST.get("basis", ""),
        until=until,
        form=request.POST.get("form", "counts"),
    )


def _grant(request: HttpRequest, pk: int) -> Grant:
    shown = ("requester", "steward", "area", "asked_by", "answered_by")
    return Grant.objects.select_related(*shown).get_or_404_for(request.user, pk=pk)


@login_required
@require_GET
def grant_detail(request: HttpRequest, pk: int) -> HttpResponse:
    grant, known = _grant(request, pk), elements()
    context = {
        "grant": grant,
        "elements": [known[code] for code in grant.elements],
        "exchanges": grant.exchanges.select_related("person")[:PAGE],
        "may": {step: can(request.user, f"datahub.grant.{step}", grant) for step in ("answer", "revoke", "fetch")},
    }
    return render(request, "datahub/grant_detail.html", context)


@login_required
@require_POST
def grant_answer(request: HttpRequest, pk: int) -> HttpResponse:
    grant = _grant(request, pk)
    grant_it = request.POST.get("decision") == "grant"
    actions.answer_request(grant, actor=request.user, grant_it=grant_it, answer=request.POST.get("answer", ""))
    return redirect(grant)


@login_required
@require_POST
def grant_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    grant = _grant(request, pk)
    actions.revoke_grant(grant, actor=request.user, reason=request.POST.get("reason", ""))
    return redirect(grant)


@login_required
@require_POST
def grant_fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer: rows as a file, or counts on a page. Posting, since each fetch is put on record."""
    grant, known, language = _grant(request, pk), elements(), get_language() or "zh-hans"
    if grant.form == "rows":
        headers = [known[code].name.in_(language) for code in grant.elements]
        rows = _lines(sharing.rows_under(grant, actor=request.user), grant.elements, known, language)
        return export(f"grant-{grant.pk}", headers, rows, "csv" if request.POST.get("as") == "csv" else "xlsx")
    counts = sharing.counts_under(grant, actor=request.user)
    tables = [
        (known[code], [(sharing.counted_as(known[code], value), count) for value, count in found])
        for code, found in counts.items()
    ]
    context = {"grant": grant, "tables": tables, "smallest": sharing.SMALLEST, "off_by": sharing.OFF_BY}
    return render(request, "datahub/grant_counts.html", context)


def _lines(
    given: Generator[tuple[Subject, dict[str, Seen]]], codes: list[str], known: dict[str, Element], language: str
) -> Iterator[list[str]]:
    with closing(given):
        for _subject, seen in given:
            yield [meaning(known[code], seen[code].value).in_(language) if code in seen else "" for code in codes]


@require_GET
def signature_check(request: HttpRequest) -> HttpResponse:
    """Whether something was signed by this site; open to anybody."""
    count_visitor(request)
    given, facts, bad = "".join(request.GET.get("signed", "")[:8_000].split()), {}, False
    if given:
        try:
            facts = verify(given)
        except BadSignature:
            bad = True
    context = {
        "given": given,
        "said": statements(facts),
        "fields": fields_of(facts),
        "bad": bad,
        "public_key": own_public_key(),
    }
    return render(request, "datahub/signature_check.html", context)
