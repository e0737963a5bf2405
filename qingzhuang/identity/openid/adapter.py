"""How allauth's provider behaves here: who may be told what, by which number, and that a sign-in is told once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Literal

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client
from oauthlib.oauth2.rfc6749.errors import InvalidTokenError, UnauthorizedClientError

from qingzhuang.identity.models import Person
from qingzhuang.identity.openid.claims import claims_of
from qingzhuang.identity.openid.extension import note_signed_in, party_of
from qingzhuang.identity.openid.subjects import person_of, subject_of

# OAuth allows no other characters than ASCII in its errors; the page of the sign-in says it in words.
_SHUT = "The client is switched off, or the app it belongs to is not in use."


class Provider(DefaultOIDCAdapter):
    def generate_client_secret(self) -> str:
        return secrets.token_urlsafe(32)

    def get_user_sub(self, client: Client, user: Person) -> str:
        return subject_of(client.pk, user)

    def get_user_by_sub(self, client: Client, sub: str) -> Person | None:
        return person_of(client.pk, sub)

    def get_claims(
        self,
        purpose: Literal["id_token", "userinfo"],
        user: Person,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Everything that is ever told goes through here, so a client that may not ask gets nothing by an old token."""
        party = party_of(client.pk)
        if party is None or party.refusal:
            raise (InvalidTokenError if purpose == "userinfo" else UnauthorizedClientError)(description=_SHUT)
        return {"sub": subject_of(client.pk, user), **claims_of(user, scopes)}

    def populate_id_token(self, id_token: dict[str, Any], client: Client, scopes: Iterable[str], **kwargs: Any) -> None:
        """A code is exchanged once, at the end of a sign-in; a renewal makes such a token too, and is none."""
        person = person_of(client.pk, id_token["sub"])
        if person and self.request.POST.get("grant_type") == Client.GrantType.AUTHORIZATION_CODE:
            note_signed_in(client.pk, person)
