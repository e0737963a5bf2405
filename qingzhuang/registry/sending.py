"""Sending a signed message to an address that somebody else named, without being led astray.

The name is resolved once, every address it has must be allowed, and the connection goes to one of those very
addresses; redirects are not followed; little of the answer is read. Private, loopback and link-local addresses are
refused unless the site allows their network (``QZ_WEBHOOK_NETWORKS``).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

# Seconds for each answer of the network, and for all of it: an address that drips must not hold a worker.
TIMEOUT, LONGEST = 10.0, 30.0
READ_AT_MOST = 1024
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotSent(Exception):
    """Nothing was sent, or no answer came; the message says why."""


@dataclass(frozen=True)
class Answer:
    status: int
    milliseconds: int

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300


def address_fault(url: str) -> str:
    """What is wrong with an address as it is written, as a word of the API; empty when nothing is. What its name
    stands for is seen when something is sent."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "malformed"
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.WEBHOOK_NETWORKS):
        return "scheme"
    if not parts.hostname or parts.username or parts.password or parts.fragment or port == 0:
        return "malformed"
    with contextlib.suppress(ValueError):
        if not _allowed(ipaddress.ip_address(parts.hostname)):
            return "private"
    return ""


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """``v1=`` and the hexadecimal HMAC-SHA-256 of ``timestamp.body``."""
    return "v1=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def send(url: str, secret: str, event: str, identity: str, content: dict[str, Any]) -> Answer:
    """POST a message; raises :class:`NotSent`. An answer outside 200–299 is returned, not raised."""
    if fault := address_fault(url):
        raise NotSent(f"address: {fault}")
    parts = urlsplit(url)
    host, secure = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    timestamp = int(time.time())
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Qingzhuang-Webhook/1",
        "X-Qingzhuang-Event": event,
        "X-Qingzhuang-Delivery": identity,
        "X-Qingzhuang-Timestamp": str(timestamp),
        "X-Qingzhuang-Signature": signature(secret, timestamp, body),
    }
    started = time.monotonic()
    try:
        connection = _connect(host, port, secure)
        end = threading.Timer(LONGEST, _cut, [connection.sock])
        end.start()
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, headers)
            answer = connection.getresponse()
            answer.read(READ_AT_MOST)
        finally:
            end.cancel()
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotSent(f"{type(error).__name__}: {error}"[:300]) from error
    return Answer(answer.status, int((time.monotonic() - started) * 1000))


def _cut(sock: socket.socket) -> None:
    """End a conversation from outside; whoever reads from it is told that it is over."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _connect(host: str, port: int, secure: bool) -> http.client.HTTPConnection:
    """A connection to one of the addresses that were looked at; the certificate is checked for the name."""
    address = allowed_addresses(host, port)[0]
    plain = socket.create_connection((str(address), port), timeout=TIMEOUT)
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
    return connection


def allowed_addresses(host: str, port: int) -> list[Address]:
    """What a name stands for; raises :class:`NotSent` if any of its addresses is not allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent(f"{host}: {error}"[:300]) from error
    addresses = [ipaddress.ip_address(entry[4][0].partition("%")[0]) for entry in found]
    for address in addresses:
        if not _allowed(address):
            raise NotSent(f"{host}: {address} is not a public address")
    return addresses


def _allowed(address: Address) -> bool:
    inner = _within(address)
    if any(inner in ipaddress.ip_network(network) for network in settings.WEBHOOK_NETWORKS):
        return True
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def _within(address: Address) -> Address:
    """The IPv4 address that an IPv6 one only carries, or the address itself."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        carried = address.ipv4_mapped or address.sixtofour
        if carried:
            return carried
        if address.teredo:
            return address.teredo[1]
    return address
