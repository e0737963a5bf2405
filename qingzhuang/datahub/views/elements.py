"""The catalogue: what is held, from whom, how fresh, on what terms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.policies import can
from qingzhuang.core.scoping import key_of
from qingzhuang.datahub import actions
from qingzhuang.datahub.models import ProposedElement, Source
from qingzhuang.datahub.models.sources import SHARING
from qingzhuang.datahub.models.subjects import KINDS
from qingzhuang.datahub.queries.coverage import holdings_for
from qingzhuang.datahub.queries.desks import proposed_elements, tabs_for
from qingzhuang.datahub.reading import READ
from qingzhuang.datahub.terms import CONCEPTS, agreements_for, elements
from qingzhuang.domain.codelists import code_list
from qingzhuang.domain.elements import Element
from qingzhuang.domain.elements.representation import in_words
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Organisation
from qingzhuang.identity.queries import organisation_of

SENSITIVITY = {
    "none": Text("非个人信息", "not personal"),
    "personal": Text("个人信息", "personal"),
    "sensitive": Text("敏感个人信息", "sensitive"),
}


def _area(request: HttpRequest) -> Organisation:
    unit = organisation_of(request.user)
    if unit is None:
        raise Http404
    return unit.area


@login_required
@require_GET
def element_list(request: HttpRequest) -> HttpResponse:
    """Every element with what is held of it in the reader's area; narrowed by words."""
    area, q = _area(request), " ".join(request.GET.get("q", "").split())[:60]
    holdings, agreed = holdings_for(area), agreements_for(area)
    found = [each for each in elements().values() if _matches(each, q.casefold())]
    rows = [(each, holdings.get(each.code), agreed.get(each.code)) for each in found]
    # What is held or agreed answers the reader; all else waits behind its number, unless it was looked for.
    known = [row for row in rows if q or row[1] or row[2]]
    groups = [
        (
            KINDS[concept],
            [row for row in known if row[0].concept == concept],
            [row[0] for row in rows if row not in known and row[0].concept == concept],
        )
        for concept in CONCEPTS
    ]
    context = {
        "area": area,
        "exact": can(request.user, READ),
        "q": q,
        "groups": [(label, some, others) for label, some, others in groups if some or others],
        "tabs": tabs_for(request.user, "datahub:elements"),
        "proposed": proposed_elements()[:50],
        "may_propose": can(request.user, "datahub.element.propose"),
        "concepts": [(code, KINDS[code]) for code in CONCEPTS],
        "sensitivities": list(SENSITIVITY.items()),
    }
    return render(request, "datahub/element_list.html", context)


def _matches(element: Element, word: str) -> bool:
    return not word or any(
        word in text.casefold() for text in (element.code, element.name.zh, element.name.en, *element.synonyms)
    )


@login_required
@require_GET
def element_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One element: its definition, its code list, what is held of it, and what is agreed."""
    area, element = _area(request), _element(code)
    codes = code_list(element.datatype, element.code)
    agreement = agreements_for(area).get(code)
    context = {
        "area": area,
        "exact": can(request.user, READ),
        "element": element,
        "sensitivity": SENSITIVITY[element.sensitivity],
        "representation": in_words(element.datatype),
        "codes": codes,
        "holding": holdings_for(area, [code]).get(code),
        "agreement": agreement,
        "sources": [(str(each.pk), each.name) for each in Source.objects.visible_to(request.user)],
        "sharings": list(SHARING.items()),
        "may_agree": can(request.user, "datahub.agreement.make", area),
        "tabs": tabs_for(request.user, "datahub:elements"),
    }
    return render(request, "datahub/element_detail.html", context)


def _element(code: str) -> Element:
    try:
        return elements()[code]
    except KeyError:
        raise Http404 from None


@login_required
@require_POST
def agreement_make(request: HttpRequest, code: str) -> HttpResponse:
    area, element = _area(request), _element(code)
    source = Source.objects.visible_to(request.user).filter(pk=key_of(request.POST.get("source"))).first()
    days = request.POST.get("good_for_days", "").strip()
    actions.make_agreement(
        area,
        actor=request.user,
        element=element.code,
        steward=source.owner if source else organisation_of(request.user),
        source=source,
        good_for_days=int(days) if days.isdecimal() and len(days) < 6 else None,
        sharing=request.POST.get("sharing") if request.POST.get("sharing") in SHARING else "conditional",
        basis=request.POST.get("basis", "")[:300],
    )
    messages.success(request, _("Agreed."))
    return redirect("datahub:element", code)


@login_required
@require_POST
def element_propose(request: HttpRequest) -> HttpResponse:
    """Propose an element that the list lacks."""
    given: dict[str, Any] = {
        name: request.POST.get(name, "").strip()
        for name in ("code", "name_zh", "name_en", "concept", "datatype", "sensitivity", "reason")
    }
    actions.propose_element(_area(request), actor=request.user, **given)
    messages.success(request, _("Proposed; the data steward decides."))
    return redirect("datahub:elements")


@login_required
@require_POST
def element_decide(request: HttpRequest, pk: int) -> HttpResponse:
    proposed = ProposedElement.objects.select_related("area").get_or_404_for(request.user, pk=pk)
    accept = request.POST.get("accept") == "yes"
    actions.decide_element(proposed, actor=request.user, accept=accept, answer=request.POST.get("answer", ""))
    return redirect("datahub:elements")
