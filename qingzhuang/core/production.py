"""What a site that others reach must not be: checked before it starts, and told with what to set."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.checks import Error, run_checks
from django.core.exceptions import ImproperlyConfigured

# Names by which only this machine reaches itself.
HERE = {"localhost", "127.0.0.1", "[::1]"}
SHORTEST_SECRET, SHORTEST_KEY, SHORTEST_RSA = 50, 32, 2048


def safe_for_others(**_kwargs: Any) -> list[Error]:
    """System check: a site with a name that others can reach is not half open."""
    if HERE.issuperset(settings.ALLOWED_HOSTS):
        return []
    wrong = {
        "QZ_DEBUG shows secrets to visitors: leave it out": settings.DEBUG,
        "QZ_ALLOWED_HOSTS must name the site's own hosts, not *": "*" in settings.ALLOWED_HOSTS,
        # Of the fictional county nothing is secret, so it may be shown in a hall without a certificate.
        "set QZ_HTTPS=1 behind a proxy that speaks https, and QZ_PROXIES to how many proxies there are": not (
            settings.SESSION_COOKIE_SECURE or settings.DEMO
        ),
        f"QZ_SECRET_KEY needs {SHORTEST_SECRET} characters": len(settings.SECRET_KEY) < SHORTEST_SECRET,
        f"QZ_HUB_KEY needs {SHORTEST_KEY} bytes": len(settings.HUB_KEY) < SHORTEST_KEY,
        f"QZ_SUBJECT_KEY needs {SHORTEST_KEY} bytes": len(settings.SUBJECT_KEY) < SHORTEST_KEY,
        f"QZ_OIDC_KEY must be an RSA key of {SHORTEST_RSA} bits or more, in PEM": not _signs(
            settings.IDP_OIDC_PRIVATE_KEY
        ),
    }
    return [Error(text, id=f"core.E{number:03}") for number, (text, bad) in enumerate(wrong.items(), 2) if bad]


def _signs(pem: str) -> bool:
    """Whether this is a key by which sign-ins can be signed: or else the first person who signs in would find out."""
    try:
        key = load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return isinstance(key, RSAPrivateKey) and key.key_size >= SHORTEST_RSA


def refuse_unsafe() -> None:
    """Raise ``ImproperlyConfigured`` with every reason for which this site must not start."""
    if found := [each for each in run_checks() if each.is_serious()]:
        raise ImproperlyConfigured("; ".join(f"{each.id} {each.msg}" for each in found))
