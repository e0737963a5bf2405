"""Finding people and households, reading what is held with a purpose, and seeing who looked."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core import policies
from qingzhuang.core.problems import Refused
from qingzhuang.core.qrcodes import inline_code
from qingzhuang.datahub import actions
from qingzhuang.datahub.models import Subject
from qingzhuang.datahub.models.subjects import KINDS, RELATIONS
from qingzhuang.datahub.passes import last_day, subject_of
from qingzhuang.datahub.queries.desks import tabs_for
from qingzhuang.datahub.queries.subjects import (
    accesses_of,
    links_of,
    members_of,
    records_of,
    subject_beyond,
    subjects_named,
)
from qingzhuang.datahub.reading import READ, look
from qingzhuang.datahub.terms import elements
from qingzhuang.sheets.canonical import meaning

PAGE = 50
# So many digits are somebody's number, whole or mistyped, and no name.
LEAST_NUMBER = 7


@login_required
def subject_list(request: HttpRequest) -> HttpResponse:
    """Those of one's area, by name or number. The list shows no value but the name.

    What is looked for is posted: a resident number in an address would stay in histories and in the logs on the way.
    """
    policies.ensure(request.user, READ)
    if request.method == "POST":
        return _looked_for(request)
    q = request.GET.get("q", "").strip()[:60]
    kind = request.GET.get("kind", "")
    found = subjects_named(request.user, q, kind if kind in KINDS else "")
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "q": q,
        "kind": kind,
        "kinds": list(KINDS.items()),
        "nobody": "nobody" in request.GET,
        "tabs": tabs_for(request.user, "datahub:subjects"),
    }
    return render(request, "datahub/subject_list.html", context)


def _looked_for(request: HttpRequest) -> HttpResponse:
    """A number leads to the one it names, a name to the list of those who bear it."""
    q, kind = request.POST.get("q", "").strip()[:60], request.POST.get("kind", "")
    if sum(letter.isdigit() for letter in q) >= LEAST_NUMBER:
        named = subjects_named(request.user, q)[:2]
        if len(named) == 1:
            return redirect(named[0].get_absolute_url())
        return redirect(f"{reverse('datahub:subjects')}?nobody")
    return redirect(f"{reverse('datahub:subjects')}?{urlencode({'q': q, 'kind': kind})}")


def _subject(request: HttpRequest, pk: int) -> Subject:
    """The subject, if it is of the reader's area; else 404, and the attempt is written down."""
    if beyond := subject_beyond(request.user, pk):
        actions.note_beyond(beyond, actor=request.user, purpose=request.POST.get("purpose", ""))
    return Subject.objects.select_related("area").get_or_404_for(request.user, pk=pk)


@login_required
def subject_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One subject. What is held is shown only after a purpose was given; the read is logged before it is shown."""
    policies.ensure(request.user, READ)
    subject = _subject(request, pk)
    values, refused = None, None
    if request.method == "POST":
        try:
            known = elements()
            seen = look([subject], known.keys(), actor=request.user, purpose=request.POST.get("purpose", ""))
            values = [(known[code], meaning(known[code], each.value), each) for code, each in seen[subject.pk].items()]
            values.sort(key=lambda row: list(known).index(row[0].code))
        except Refused as refusal:
            refused = refusal
    context = {
        "subject": subject,
        "kind": KINDS[subject.kind],
        "values": values,
        "purpose": request.POST.get("purpose", ""),
        "refused": refused,
        "links": [(RELATIONS[link.relation], link.other) for link in links_of(subject)],
        "members": [link.subject for link in members_of(subject)[:PAGE]],
        "records": records_of(subject),
        "accesses": Paginator(accesses_of(subject), 20).get_page(request.GET.get("page")),
    }
    return render(request, "datahub/subject_detail.html", context, status=400 if refused else 200)


@login_required
@require_POST
def access_show(request: HttpRequest, pk: int) -> HttpResponse:
    """The code and the address with which the person concerned sees who looked, to print or to be taken from a screen."""
    subject = _subject(request, pk)
    code = actions.show_accesses(subject, actor=request.user)
    address = request.build_absolute_uri(reverse("datahub:looked", args=[code]))
    context = {"subject": subject, "address": address, "until": last_day(), "qr": inline_code(address, str(subject))}
    response = render(request, "datahub/access_show.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def looked(request: HttpRequest, code: str) -> HttpResponse:
    """Who looked at the data of the person who holds the code: unit, time, purpose and elements, never a value."""
    subject = subject_of(code)
    if subject is None:
        raise Http404
    known = elements()
    page = Paginator(accesses_of(subject.merged_into or subject), 20).get_page(request.GET.get("page"))
    rows = [(each.access, [known[code].name for code in each.access.elements if code in known]) for each in page]
    response = render(request, "datahub/looked.html", {"subject": subject, "page": page, "rows": rows})
    response["Cache-Control"] = "no-store"
    return response
