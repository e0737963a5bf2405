"""One-click sign-in as a person of the fictional county. Exists in demo mode, on a demo database, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login, logout
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from qingzhuang.domain.text import Text
from qingzhuang.identity.models import Installation, Person
from qingzhuang.identity.queries import appointments_of
from qingzhuang.identity.roles import roles

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class DemoPerson:
    username: str
    name: str
    role: Text
    meaning: Text
    post: str


def allowed() -> bool:
    """Both the mode and the database must say that this is the demo."""
    return bool(settings.DEMO) and Installation.objects.filter(demo=True).exists()


def people() -> list[DemoPerson]:
    """Whom a visitor may be, in the order of the roles."""
    if not allowed():
        return []
    order = roles.codes()
    found = []
    for person in Person.objects.filter(is_demo=True, is_active=True):
        for held in appointments_of(person)[:1]:
            role = roles.get(held.post.roles[0])
            found.append(
                (
                    order.index(role.code),
                    DemoPerson(person.username, person.name, role.label, role.meaning, str(held.post)),
                )
            )
    return [person for _rank, person in sorted(found, key=lambda pair: pair[0])]


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of :func:`people`; 404 for anything else."""
    if not allowed():
        raise Http404
    person = Person.objects.filter(username=request.POST.get("username", ""), is_demo=True, is_active=True).first()
    if person is None:
        raise Http404
    # Whoever was here leaves first, and the journal says so.
    logout(request)
    request.means = "demo"  # type: ignore[attr-defined]
    login(request, person, backend=BACKEND)
    return redirect("/")


def ensure_demo_allowed() -> None:
    """Refuse to start in demo mode on a database that holds a real installation."""
    if settings.DEMO and (Person.objects.exists() or Installation.objects.exists()) and not allowed():
        raise ImproperlyConfigured("QZ_DEMO is set, but this database is not the demo's; use another QZ_DATABASE_URL.")
