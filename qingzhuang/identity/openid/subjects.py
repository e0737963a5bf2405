"""The number by which an app knows a person (``sub``): opaque, another one for each client, and kept nowhere.

It is the person's key, sealed with AES-SIV (RFC 5297), which gives the same for the same, with the client bound in. So
no table says who uses which app, and two apps cannot find out that they serve the same person.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from qingzhuang.identity.models import Person

_WIDTH = 8


def subject_of(client_id: str, person: Person) -> str:
    """The number of a person for one client, in 32 characters."""
    sealed = _cipher().encrypt(person.pk.to_bytes(_WIDTH, "big"), [client_id.encode()])
    return base64.urlsafe_b64encode(sealed).decode()


def person_of(client_id: str, subject: str) -> Person | None:
    """Whom a client means by a number; ``None`` when it is no number of that client's, or the account is closed."""
    try:
        key = _cipher().decrypt(base64.urlsafe_b64decode(subject), [client_id.encode()])
    except (ValueError, InvalidTag):
        return None
    return Person.objects.filter(pk=int.from_bytes(key, "big"), is_active=True).first()


def _cipher() -> AESSIV:
    return AESSIV(hashlib.sha512(settings.SUBJECT_KEY).digest())
