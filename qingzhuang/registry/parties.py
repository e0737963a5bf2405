"""The register as identity's keeper of clients: who stands behind one, and that a sign-in is a use of the thing."""

from __future__ import annotations

from qingzhuang.identity.models import Person
from qingzhuang.identity.openid.extension import Keeper, Party, keepers
from qingzhuang.registry.actions.usage import note_sign_in
from qingzhuang.registry.models import SignInClient


def _client(client_id: str) -> SignInClient | None:
    return SignInClient.objects.with_asset().filter(client=client_id).first()


def party(client_id: str) -> Party | None:
    """The thing a client belongs to, as the person who is asked sees it."""
    found = _client(client_id)
    if found is None:
        return None
    asset = found.asset
    runs = asset.sponsor_label if asset.sponsor_shown else asset.keeper.label
    return Party(asset.name, runs, found.refusal)


def signed_in(client_id: str, person: Person) -> None:
    """Count it as use of the thing, on this day, without saying who it was."""
    found = _client(client_id)
    if found is not None:
        note_sign_in(found.asset, person)


keepers.register(Keeper("registry", party, signed_in))
