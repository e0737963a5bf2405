"""What every page's frame needs: sections, person, post, language, theme, demo ribbon."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from qingzhuang.domain.text import Text
from qingzhuang.identity.queries import appointments_of
from qingzhuang.portal import nav

OTHER = {
    "zh": {"code": "en", "tag": "en", "name": "English"},
    "en": {"code": "zh-hans", "tag": "zh-Hans", "name": "中文"},
}
ACCOUNT = [(Text("我的岗位与语言", "My posts and language"), "identity:me")]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``shell`` for ``base.html``, worked out only when a page is really drawn."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "nav": nav.entries(request) if signed_in else [],
        "person": str(user) if signed_in else "",
        "post": _post(user) if signed_in else "",
        "demo": settings.DEMO,
        "other_language": OTHER["en" if (get_language() or "").startswith("en") else "zh"],
        "language_url": address("identity:language"),
        "sign_in_url": address("account_login"),
        "sign_out_url": address("account_logout"),
        "search_url": address("portal:search"),
        "account_links": [(label, url) for label, name in ACCOUNT if (url := address(name))],
    }


def address(name: str) -> str:
    """The address of a named page, empty while its room is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _post(person: Any) -> Text | str:
    """The post a person is here as: the substantive one first."""
    held = appointments_of(person)
    if not held:
        return ""
    title, unit = held[0].post.title, held[0].post.organisation.label
    return Text(f"{title} · {unit.zh}", f"{title} · {unit.en}")
