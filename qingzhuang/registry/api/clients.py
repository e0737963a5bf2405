"""Sign-in clients of an app as JSON: what its page shows, for systems that keep many."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema, Status

from qingzhuang.core.policies import ensure
from qingzhuang.identity.bearer import signed_in
from qingzhuang.registry import actions
from qingzhuang.registry.models import Asset, SignInClient

router = Router(tags=["sign-in clients"], auth=signed_in("clients.manage"))


class ClientChange(Schema):
    """``addresses`` are those to come back to (redirect URIs), compared to the letter."""

    name: str = Field(max_length=80)
    addresses: list[str] = Field(max_length=50)


class ClientIn(ClientChange):
    """``public`` is for what runs in browsers or phones alone; it has no secret."""

    public: bool = False


class ClientOut(Schema):
    """``client_id`` is what the app sends; ``off`` says that nobody can sign in by it now, for whatever reason."""

    id: int
    client_id: str
    name: str
    addresses: list[str]
    public: bool
    off: bool
    registered_at: datetime.datetime

    @staticmethod
    def resolve_name(client: SignInClient) -> str:
        return client.client.name

    @staticmethod
    def resolve_addresses(client: SignInClient) -> list[str]:
        return client.client.get_redirect_uris()

    @staticmethod
    def resolve_off(client: SignInClient) -> bool:
        return client.refusal is not None


class ClientMade(ClientOut):
    """``secret`` is told this once; empty for a public client."""

    secret: str


@router.get("/{int:pk}/clients", response=list[ClientOut], summary="Clients by which people sign in to an app")
def clients(request: HttpRequest, pk: int) -> Any:
    return _asset(request, pk).clients.with_asset()


@router.post("/{int:pk}/clients", response={201: ClientMade}, summary="Register a sign-in client")
def register(request: HttpRequest, pk: int, given: ClientIn) -> Status:
    """People sign in with code and PKCE; see ``/.well-known/openid-configuration``."""
    return Status(201, actions.register_client(_asset(request, pk), actor=request.user, **given.dict()))


@router.put("/{int:pk}/clients/{int:client}", response=ClientOut, summary="Change its name and addresses")
def change(request: HttpRequest, pk: int, client: int, given: ClientChange) -> SignInClient:
    return actions.change_client(_client(request, pk, client), actor=request.user, **given.dict())


@router.post(
    "/{int:pk}/clients/{int:client}/renew", response=ClientMade, summary="Another secret instead of the old one"
)
def renew(request: HttpRequest, pk: int, client: int) -> SignInClient:
    return actions.renew_client(_client(request, pk, client), actor=request.user)


@router.post("/{int:pk}/clients/{int:client}/off", response=ClientOut, summary="Let nobody sign in by it")
def off(request: HttpRequest, pk: int, client: int) -> SignInClient:
    return actions.switch_client_off(_client(request, pk, client), actor=request.user)


@router.post("/{int:pk}/clients/{int:client}/on", response=ClientOut, summary="Let people sign in by it again")
def on(request: HttpRequest, pk: int, client: int) -> SignInClient:
    return actions.switch_client_on(_client(request, pk, client), actor=request.user)


def _asset(request: HttpRequest, pk: int) -> Asset:
    asset = Asset.objects.select_related("sponsor", "keeper").get_or_404_for(request.user, pk=pk)
    ensure(request.user, "registry.client.register", asset)
    return asset


def _client(request: HttpRequest, pk: int, client: int) -> SignInClient:
    found = _asset(request, pk).clients.with_asset().filter(pk=client).first()
    if found is None:
        raise Http404
    return found
