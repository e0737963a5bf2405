"""Sealing personal values, and finding a subject by a value without holding that value in the clear.

Seals are AES-256-GCM, or SM4-GCM (GB/T 32907) where a site must use the commercial ciphers; each is bound to the row
it stands in, so that a seal moved to another row does not open. The blind index is HMAC-SHA-256 under a key of its
own for each use, cut to 128 bits: equal values have equal indexes, and nothing else can be learnt from one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from django.conf import settings

NONCE, TAG, INDEX = 12, 16, 16
# The first byte of a seal names its cipher and thereby its key.
AES, SM4 = b"\x01", b"\x02"


class BrokenSeal(Exception):
    """A seal that does not open: another key, another row, or changed bytes."""


def seal(values: Mapping[str, Any] | Sequence[Any], row: str) -> bytes | None:
    """Seal ``values`` (what JSON takes) for the row named ``row``; nothing to seal gives ``None``."""
    if not values:
        return None
    return seal_bytes(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode(), row)


def unseal(sealed: bytes | memoryview | None, row: str) -> Any:
    """What was sealed for the row named ``row``, ``{}`` when nothing was; raises :class:`BrokenSeal`."""
    return json.loads(unseal_bytes(sealed, row)) if sealed else {}


def seal_bytes(plain: bytes, place: str) -> bytes:
    """Seal bytes for the one place where they stand."""
    nonce, name = os.urandom(NONCE), place.encode()
    if settings.HUB_CIPHER == "sm4":
        sealer = Cipher(algorithms.SM4(_key("sm4", 16)), modes.GCM(nonce)).encryptor()
        sealer.authenticate_additional_data(SM4 + name)
        return SM4 + nonce + sealer.update(plain) + sealer.finalize() + sealer.tag
    return AES + nonce + _aes().encrypt(nonce, plain, AES + name)


def unseal_bytes(sealed: bytes | memoryview, place: str) -> bytes:
    """Open a seal of ``place``; raises :class:`BrokenSeal`."""
    data, name = bytes(sealed), place.encode()
    nonce, body = data[1 : 1 + NONCE], data[1 + NONCE :]
    try:
        if data[:1] == SM4:
            opener = Cipher(algorithms.SM4(_key("sm4", 16)), modes.GCM(nonce, body[-TAG:])).decryptor()
            opener.authenticate_additional_data(SM4 + name)
            return opener.update(body[:-TAG]) + opener.finalize()
        return _aes().decrypt(nonce, body, AES + name)
    except InvalidTag:
        raise BrokenSeal(place) from None


def blind(use: str, *parts: str) -> bytes:
    """The blind index of some words for one use, 16 bytes."""
    return hmac.digest(_key(f"index {use}", 32), "\x1f".join(parts).encode(), "sha256")[:INDEX]


def alias(use: str, number: int) -> str:
    """A name for a number that is the same every time for one use, unlike under any other, and leads back only here
    (AES-SIV, RFC 5297)."""
    return AESSIV(_key("alias", 32)).encrypt(number.to_bytes(8), [use.encode()]).hex()


def number_of(use: str, name: str) -> int:
    """The number that :func:`alias` named; raises :class:`BrokenSeal` for any other text."""
    try:
        return int.from_bytes(AESSIV(_key("alias", 32)).decrypt(bytes.fromhex(name), [use.encode()]))
    except (InvalidTag, ValueError):
        raise BrokenSeal(use) from None


@lru_cache(maxsize=4)
def _aes() -> AESGCM:
    return AESGCM(_key("aes", 32))


@lru_cache(maxsize=64)
def _key(use: str, size: int) -> bytes:
    """A key for one use, drawn from the site's key (HKDF-Expand, RFC 5869, one block)."""
    return hmac.digest(settings.HUB_KEY, use.encode() + b"\x01", hashlib.sha256)[:size]
