"""Who may call the API: a person with a session, or a system with a key. Every router asks ``signed_in``."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth

from qingzhuang.core.problems import Refused
from qingzhuang.core.throttling import spend
from qingzhuang.identity.actions.keys import digest_of, note_use
from qingzhuang.identity.models import ApiKey, Person
from qingzhuang.identity.scopes import scopes


def signed_in(scope: str) -> list[Callable[[HttpRequest], Any]]:
    """The ``auth`` of a router or address: a key with this scope, or a session. ``request.user`` is who acts."""
    return [KeyAuth(scope), Session()]


class Session(SessionAuth):
    """A signed-in person in a browser. Who has neither key nor session is told so, and not of a page's token."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else None


class KeyAuth(HttpBearer):
    """``Authorization: Bearer qz_…``. A wrong key is refused with 401 and is never taken for a session."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Person:
        key = _find(token)
        if key is None or not key.in_force(timezone.localdate()):
            raise Refused("identity.key_invalid")
        spend(f"key:{key.pk}", settings.API_REQUESTS_PER_MINUTE)
        if self.scope not in key.scopes:
            raise Refused("identity.key_scope", scope=scopes.get(self.scope).label)
        note_use(key)
        request.user = actor_of(key)
        return request.user


def actor_of(key: ApiKey) -> Person:
    """The service account, acting by this key: for its unit, within its scopes."""
    actor = key.actor
    actor.limit = key
    return actor


def _find(token: str) -> ApiKey | None:
    parts = token.split("_", 2)
    if len(parts) != 3 or parts[0] != "qz":
        return None
    key = ApiKey.objects.filter(prefix=parts[1]).select_related("actor", "organisation").first()
    return key if key and hmac.compare_digest(key.digest, digest_of(token)) else None
