"""Clients by which an app signs people in: registering, changing, a new secret, switching off and on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.identity.openid.claims import SCOPES
from qingzhuang.identity.openid.secrets import RandomSecretHasher
from qingzhuang.registry.actions.telling import person_of
from qingzhuang.registry.likeness import SORTS
from qingzhuang.registry.models import Asset, SignInClient
from qingzhuang.registry.models.clients import IN_USE

MOST = 20
MOST_ADDRESSES, LONGEST = 10, 300
# Only this machine reaches them: good for trying out, never for people.
HERE = ("localhost", "127.0.0.1")
# What an address may be written with (RFC 3986), but for the star, by which some mean "anything".
_WRITTEN = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()+,;=%#]+")


@action("registry.client.register", Text("登记登录接入端", "Register a sign-in client"))
def register_client(
    asset: Asset, *, actor: Any, name: str, addresses: Sequence[str], public: bool = False
) -> SignInClient:
    """Let an app in use sign people in. The ``secret`` stands on the returned object this once; ``public`` ones have none.

    Raises ``registry.client_kind``, ``registry.client_ended``, ``registry.client_many``, ``registry.client_unnamed``,
    ``registry.client_addresses`` naming every address that will not do.
    """
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    if SORTS[asset.kind] != "apps":
        raise Refused("registry.client_kind", kind=asset.definition.label)
    if asset.status not in IN_USE:
        raise Refused("registry.client_ended", name=asset.name, state=asset.state_label)
    if asset.clients.count() >= MOST:
        raise Refused("registry.client_many", name=asset.name, most=MOST)
    inner = Client(
        type=Client.Type.PUBLIC if public else Client.Type.CONFIDENTIAL,
        grant_types=f"{Client.GrantType.AUTHORIZATION_CODE}\n{Client.GrantType.REFRESH_TOKEN}",
    )
    inner.set_scopes(list(SCOPES))
    _describe(inner, name, addresses)
    secret = _renew(inner)
    inner.save()
    client = SignInClient.objects.create(asset=asset, first=asset, client=inner, registered_by=person_of(actor))
    client.secret = secret
    journal.detail(asset=asset.name, client=inner.pk, addresses=inner.get_redirect_uris(), public=public)
    return client


@action("registry.client.change", Text("修改登录接入端", "Change a sign-in client"))
def change_client(client: SignInClient, *, actor: Any, name: str, addresses: Sequence[str]) -> SignInClient:
    """Give it another name or other addresses. Raises as :func:`register_client` does for them."""
    _describe(client.client, name, addresses)
    client.client.save()
    journal.detail(asset=client.asset.name, client=client.client_id, addresses=client.client.get_redirect_uris())
    return client


@action("registry.client.renew", Text("换发登录接入端密钥", "Renew the secret of a sign-in client"))
def renew_client(client: SignInClient, *, actor: Any) -> SignInClient:
    """Another ``secret``, shown this once; from now on the old one and what it was given open nothing.

    Raises ``registry.client_public`` for one that has no secret.
    """
    if client.public:
        raise Refused("registry.client_public", name=client.client.name)
    client.secret = _renew(client.client)
    client.client.save()
    _forget(client)
    journal.detail(asset=client.asset.name, client=client.client_id)
    return client


@action("registry.client.switch_off", Text("停用登录接入端", "Switch a sign-in client off"))
def switch_client_off(client: SignInClient, *, actor: Any) -> SignInClient:
    """Nobody signs in by it from now on; switching it off again changes nothing."""
    if client.switched_off_at is None:
        client.switched_off_at = timezone.now()
        client.save(update_fields=["switched_off_at"])
        _forget(client)
    journal.detail(asset=client.asset.name, client=client.client_id)
    return client


@action("registry.client.switch_on", Text("启用登录接入端", "Switch a sign-in client on"))
def switch_client_on(client: SignInClient, *, actor: Any) -> SignInClient:
    """It works again, with the same secret and addresses."""
    client.switched_off_at = None
    client.save(update_fields=["switched_off_at"])
    journal.detail(asset=client.asset.name, client=client.client_id)
    return client


def _checked(given: Sequence[str]) -> list[str]:
    """The addresses as they were given, each once. Raises ``registry.client_addresses`` with every one that will not do."""
    wanted = list(dict.fromkeys(each.strip() for each in given if each.strip()))
    faults = [(address, fault) for address in wanted if (fault := _fault(address))]
    if not wanted or len(wanted) > MOST_ADDRESSES:
        faults.append(
            ("", Text(f"要有 1 至 {MOST_ADDRESSES} 个地址", f"between 1 and {MOST_ADDRESSES} addresses are needed"))
        )
    if faults:
        told = Text(
            "；".join(f"{address[:80]} {fault.zh}".strip() for address, fault in faults),
            "; ".join(f"{address[:80]} {fault.en}".strip() for address, fault in faults),
        )
        raise Refused("registry.client_addresses", count=len(faults), faults=told)
    return wanted


def _origins(addresses: Iterable[str]) -> list[str]:
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


def _describe(inner: Client, name: str, addresses: Sequence[str]) -> None:
    if not name.strip():
        raise Refused("registry.client_unnamed")
    inner.name = name.strip()[:80]
    inner.set_redirect_uris(_checked(addresses))
    # What runs in a browser exchanges its code from there; nothing else of ours answers other sites.
    inner.set_cors_origins(_origins(inner.get_redirect_uris()) if inner.type == Client.Type.PUBLIC else [])


def _renew(inner: Client) -> str:
    """Give the row another secret; that of a public client gets one too, which nobody ever learns. Returns it where it is
    of use."""
    secret = get_adapter().generate_client_secret()
    inner.secret = make_password(secret, hasher=RandomSecretHasher.algorithm)
    return "" if inner.type == Client.Type.PUBLIC else secret


def _forget(client: SignInClient) -> None:
    Token.objects.filter(client=client.client_id).delete()
