"""Keys of systems: issued with the secret shown once, revoked at any time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.models import ApiKey, Organisation, Person
from qingzhuang.identity.scopes import scopes as known

LONGEST = timedelta(days=366)
NOTED_EVERY = timedelta(minutes=5)


def digest_of(token: str) -> str:
    """SHA-256 of a token, in hexadecimal; the token is 256 random bits, so no slower hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


@action("identity.key.issue", Text("发放接口密钥", "Issue an API key"))
def issue_key(
    organisation: Organisation,
    *,
    actor: Any,
    name: str,
    scopes: Sequence[str],
    expires_on: date,
    only: models.Model | None = None,
) -> ApiKey:
    """A key whose ``token`` stands on the returned object this once and is stored nowhere.

    ``only`` limits it to one thing. Refused: no name, no scope or one that does not apply, an end not within a year.
    """
    today = timezone.localdate()
    if not name.strip():
        raise Refused("identity.missing", where={"field": "name"})
    if not scopes or any(code not in known or (only and not known.get(code).per_thing) for code in scopes):
        raise Refused("identity.key_scopes", where={"field": "scopes"})
    if not today < expires_on <= today + LONGEST:
        raise Refused("identity.key_dates", where={"field": "expires_on"})
    prefix = secrets.token_hex(6)
    account = Person(username=f"key:{prefix}", name=name.strip()[:60])
    account.set_unusable_password()
    account.save()
    about = journal.Reference.to(only)
    token = f"qz_{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        name=name.strip(),
        organisation=organisation,
        actor=account,
        prefix=prefix,
        digest=digest_of(token),
        scopes=sorted(set(scopes)),
        only_type=about.type,
        only_id=about.id,
        only_label=about.label,
        issued_by=actor if isinstance(actor, Person) else None,
        expires_on=expires_on,
    )
    journal.detail(organisation=organisation.code, scopes=key.scopes, only=about.label, expires_on=expires_on)
    key.token = token
    return key


@action("identity.key.revoke", Text("停用接口密钥", "Revoke an API key"))
def revoke_key(key: ApiKey, *, actor: Any) -> ApiKey:
    """It opens nothing from now on; revoking again changes nothing."""
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
    return key


def note_use(key: ApiKey) -> None:
    """When a key was last used, to the few minutes: no act of anybody, so the journal has no line for it."""
    now = timezone.now()
    due = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - NOTED_EVERY)
    if key.last_used_at is None or key.last_used_at < now - NOTED_EVERY:
        ApiKey.objects.filter(due, pk=key.pk).update(last_used_at=now)
