"""The addresses an app may lead people back to after they signed in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from django.conf import settings

from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text

MOST, LONGEST = 10, 300
# Only this machine reaches them: good for trying out, never for people.
HERE = ("localhost", "127.0.0.1")
# What an address may be written with (RFC 3986), but for the star, by which some mean "anything".
_WRITTEN = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()+,;=%#]+")


def checked_addresses(given: Sequence[str]) -> list[str]:
    """The addresses as they were given, each once. Raises ``registry.client_addresses`` with every one that will not do."""
    wanted = list(dict.fromkeys(each.strip() for each in given if each.strip()))
    faults = [(address, fault) for address in wanted if (fault := _fault(address))]
    if not wanted or len(wanted) > MOST:
        faults.append(("", Text(f"要有 1 至 {MOST} 个地址", f"between 1 and {MOST} addresses are needed")))
    if faults:
        told = Text(
            "；".join(f"{address[:80]} {fault.zh}".strip() for address, fault in faults),
            "; ".join(f"{address[:80]} {fault.en}".strip() for address, fault in faults),
        )
        raise Refused("registry.client_addresses", count=len(faults), faults=told)
    return wanted


def origins_of(addresses: Iterable[str]) -> list[str]:
    """Scheme, host and port of addresses, each once."""
    return list(dict.fromkeys(f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, addresses)))


def _fault(address: str) -> Text | None:
    if "*" in address:
        return Text("不能用通配符，要写完整地址", "has a wildcard; write the whole address")
    if len(address) > LONGEST or not _WRITTEN.fullmatch(address):
        return Text("不是网址，或过长", "is no web address, or is too long")
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return Text("不是网址，或过长", "is no web address, or is too long")
    if not host or parts.username is not None or "#" in address:
        return Text("只能写主机、路径和参数", "may hold a host, a path and parameters, nothing else")
    trying = parts.scheme == "http" and host in HERE and (settings.DEMO or settings.DEBUG)
    if parts.scheme != "https" and not trying:
        return Text("须以 https:// 开头", "must begin with https://")
    return None
