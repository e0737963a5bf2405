"""The organisation tree, one's own posts and language."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from qingzhuang.core.problems import Refused
from qingzhuang.domain.fieldtypes import BadValue, fieldtypes
from qingzhuang.identity import actions, queries
from qingzhuang.identity.middleware import OFFERED
from qingzhuang.identity.models import KINDS, LEVELS
from qingzhuang.identity.roles import roles


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Switch the language and come back to the same page."""
    language, target = request.POST.get("language", ""), request.POST.get("next", "/")
    if language not in OFFERED:
        raise Http404
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = redirect(target)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax", httponly=True)
    if request.user.is_authenticated:
        actions.set_language(request.user, actor=request.user, language=language)
    return response


@login_required
@require_GET
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The top of the tree as this person enters it: their own area."""
    own = queries.organisation_of(request.user)
    if own is None:
        raise Http404
    return redirect("identity:organisation", own.area.pk)


@login_required
@require_GET
def organisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: where it stands, what is below it, its posts and who holds them."""
    organisation = queries.organisation_by(pk)
    if organisation is None or not queries.roles_of(request.user):
        raise Http404
    page = Paginator(queries.children_of(organisation), 50).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "level": LEVELS[organisation.level],
        "ancestors": organisation.get_ancestors(),
        "page": page,
        "posts": [
            (post, held, [roles.get(code).label for code in post.roles])
            for post, held in queries.posts_of(organisation)
        ],
        "kinds": KINDS,
    }
    return render(request, "identity/organisation.html", context)


@login_required
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """My posts, who stands in for me, and my language."""
    return render(request, "identity/me.html", _me(request))


@login_required
@require_POST
def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    """Name somebody to stand in for one of my posts, or end it."""
    own = {each.pk: each for each in queries.appointments_of(request.user)}
    error = None
    try:
        if pk in own:
            _appoint(request, own[pk])
        else:
            _end(request, pk)
        return redirect("identity:me")
    except BadValue as bad:
        error = bad.text
    except Refused as refused:
        error = refused.title
    return render(request, "identity/me.html", {**_me(request), "error": error, "typed": request.POST}, status=400)


def _me(request: HttpRequest) -> dict:
    held = queries.appointments_of(request.user)
    return {
        "held": [(each, KINDS[each.kind], [roles.get(code).label for code in each.post.roles]) for each in held],
        "colleagues": queries.colleagues_of(request.user),
        "substitutes": queries.substitutes_of(request.user),
        "today": timezone.localdate(),
        "can_change_password": request.user.has_usable_password(),
        "keeps_keys": queries.keeps_keys(request.user),
    }


def _appoint(request: HttpRequest, appointment) -> None:
    day = fieldtypes.get("date").parse
    person = {str(each.pk): each for each in queries.colleagues_of(request.user)}.get(request.POST.get("person", ""))
    if person is None:
        raise Http404
    actions.appoint_substitute(
        appointment,
        actor=request.user,
        person=person,
        valid_from=datetime.date.fromisoformat(day(request.POST.get("valid_from", ""))),
        valid_until=datetime.date.fromisoformat(day(request.POST.get("valid_until", ""))),
    )


def _end(request: HttpRequest, pk: int) -> None:
    ending = {each.pk: each for each in queries.substitutes_of(request.user)}.get(pk)
    if ending is None:
        raise Http404
    actions.end_appointment(ending, actor=request.user, on=timezone.localdate() - datetime.timedelta(days=1))
