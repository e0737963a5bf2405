"""Signatures of the hub: what it gave, to whom and when can be proven later, without asking it.

Ed25519 (RFC 8032). The key is made once beside the site's data; production keeps it in a key store. A signed text is
``payload.signature``, both base64url, short enough for a QR code; anybody with the public key can check it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


class BadSignature(ValueError):
    """A signed text that was changed, or was signed by another site."""


def sign(facts: Mapping[str, Any]) -> str:
    """Sign facts (what JSON takes); keys are put in order so that equal facts have equal payloads."""
    payload = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return f"{_text(payload)}.{_text(_key(_path()).sign(payload))}"


def verify(signed: str, public_key: str | None = None) -> dict[str, Any]:
    """Return the facts of a signed text; raises :class:`BadSignature`. ``public_key`` is another site's, as text."""
    payload, _, signature = signed.strip().partition(".")
    try:
        key = Ed25519PublicKey.from_public_bytes(_bytes(public_key or own_public_key()))
        key.verify(_bytes(signature), _bytes(payload))
        return json.loads(_bytes(payload))
    except (InvalidSignature, ValueError) as error:
        raise BadSignature(str(error)) from error


def own_public_key() -> str:
    """This site's public key, base64url: published, so that anybody can check what it signed."""
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return _text(_key(_path()).public_key().public_bytes(*raw))


def _path() -> Path:
    return Path(settings.STATE) / "signing_key"


@lru_cache(maxsize=2)
def _key(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_text(Ed25519PrivateKey.generate().private_bytes_raw()))
        path.chmod(0o600)
    return Ed25519PrivateKey.from_private_bytes(_bytes(path.read_text()))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
