"""The addresses apps and browsers come to: what the provider can do, the question to the person, and the exchange."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc import app_settings
from allauth.idp.oidc import views as provided
from allauth.idp.oidc.internal.oauthlib.server import get_server
from allauth.idp.oidc.internal.oauthlib.utils import extract_headers
from allauth.idp.oidc.models import Client
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET
from oauthlib.oauth2.rfc6749 import errors
from oauthlib.openid.connect.core import exceptions as openid

from qingzhuang.core.problems import Refused
from qingzhuang.core.throttling import spend
from qingzhuang.identity.openid.claims import CLAIMS, SCOPES
from qingzhuang.identity.openid.extension import Party, party_of

# What a person agreed to is kept in the session and ends with it: no table says who uses which app.
AGREED = "openid_agreed"


@require_GET
def configuration(request: HttpRequest) -> JsonResponse:
    """OpenID Connect Discovery 1.0: what is there, and nothing that is not."""

    def at(name: str) -> str:
        return request.build_absolute_uri(reverse(f"idp:oidc:{name}"))

    found = {
        "issuer": request.build_absolute_uri("/").rstrip("/"),
        "authorization_endpoint": at("authorization"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "revocation_endpoint": at("revoke"),
        "jwks_uri": at("jwks"),
        "scopes_supported": list(SCOPES),
        "claims_supported": list(CLAIMS),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none"],
        "ui_locales_supported": ["zh-Hans", "en"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }
    return JsonResponse(found, headers={"Access-Control-Allow-Origin": "*"})


@method_decorator(never_cache, name="dispatch")
class Authorize(View):
    """The question whether an app may be told who is there; asked by ``GET``, answered by ``POST`` to the same address.

    What cannot be led back to the app safely is refused on a page: an unknown client, another address than registered,
    a client that may not ask. Everything else goes back to the app as OAuth says.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        silent = "none" in request.GET.get("prompt", "").split()
        if not request.user.is_authenticated and not silent:
            return redirect_to_login(request.get_full_path())
        client, party = _asking(request)
        try:
            scopes = _checked(request, client)
            if silent and not request.user.is_authenticated:
                raise openid.LoginRequired
            if set(scopes) <= set(request.session.get(AGREED, {}).get(client.pk, ())):
                return _granted(request, scopes)
            if silent:
                raise openid.ConsentRequired
        except errors.OAuth2Error as error:
            return _back(request, error)
        return _question(request, party, scopes)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        client, _party = _asking(request)
        try:
            scopes = _checked(request, client)
            if request.POST.get("answer") != "agree":
                raise errors.AccessDeniedError
            request.session[AGREED] = {**request.session.get(AGREED, {}), client.pk: scopes}
            return _granted(request, scopes)
        except errors.OAuth2Error as error:
            return _back(request, error)


def _asking(request: HttpRequest) -> tuple[Client, Party]:
    """The client of a request and who stands behind it; refused on a page, since nothing else in it can be believed."""
    client_id = request.GET.get("client_id", "")
    client = Client.objects.filter(pk=client_id).first() if client_id.isalnum() else None
    party = party_of(client.pk) if client else None
    if client is None or party is None:
        raise Refused("identity.client_unknown")
    # To the letter: the library would let further parameters and, on this machine, other ports pass.
    if (address := request.GET.get("redirect_uri", "")) not in client.get_redirect_uris():
        raise Refused("identity.client_address", name=party.name, address=address[:300])
    if party.refusal:
        raise party.refusal
    return client, party


def _checked(request: HttpRequest, client: Client) -> list[str]:
    """The scopes asked for; every client proves by PKCE that it is the one that asked, whatever its sort."""
    if not request.GET.get("code_challenge"):
        raise errors.MissingCodeChallengeError
    if request.GET.get("code_challenge_method") != "S256":
        raise errors.UnsupportedCodeChallengeMethodError
    scopes, _told = get_server().validate_authorization_request(*_plain(request))
    if "openid" not in scopes:
        raise errors.InvalidScopeError(description="The scope openid is needed.")
    return scopes


def _granted(request: HttpRequest, scopes: list[str]) -> HttpResponse:
    headers, _body, _status = get_server().create_authorization_response(
        *_plain(request), scopes=scopes, credentials={"user": request.user}
    )
    return HttpResponseRedirect(headers["Location"])


def _plain(request: HttpRequest) -> tuple[str, str, str, dict[str, str]]:
    """The request as the library reads it: in one encoding, and without ``prompt``, which is answered here, since the
    library would take what was agreed with any client for an agreement with all."""
    asked = request.GET.copy()
    asked.pop("prompt", None)
    return f"{request.path}?{asked.urlencode()}", "GET", "", extract_headers(request)


def _back(request: HttpRequest, error: errors.OAuth2Error) -> HttpResponse:
    error.state = request.GET.get("state")
    return HttpResponseRedirect(error.in_uri(request.GET["redirect_uri"]))


def _question(request: HttpRequest, party: Party, scopes: list[str]) -> HttpResponse:
    told = [SCOPES[each] for each in SCOPES if each in scopes]
    context = {"party": party, "told": told, "address": request.get_full_path()}
    response = render(request, "identity/authorize.html", context)
    # A browser holds a form to the addresses it may lead to, and counts where it is led on from there: the app's own
    # (which is not https where something is tried out), and wherever the app then leads.
    to = urlsplit(request.GET["redirect_uri"])
    response._csp_update = {"form-action": ["https:", f"{to.scheme}://{to.netloc}"]}  # type: ignore[attr-defined]
    return response


def _for_apps(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An address apps call: counted by where they call from; what they say stands in the body, as OAuth wants it.

    The library takes a query that is not of its form, a resource that is none, and a NUL for faults of the site.
    """

    @csrf_exempt
    @never_cache
    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        spend(f"sign-in:{request.META.get('REMOTE_ADDR', '')}", settings.SIGN_IN_REQUESTS_PER_MINUTE)
        broken = "resource" in request.POST or any("\0" in each for each in request.POST.values())
        if broken or request.META.get("QUERY_STRING"):
            return _refused("invalid_request")
        return view(request, *args, **kwargs)

    return run


@_for_apps
def token(request: HttpRequest) -> HttpResponse:
    """A code, or what renews, for an ID token and an access token. A code is good for one attempt, whatever came of it:
    two that come at once could both be served otherwise."""
    code = request.POST.get("code", "")
    if code and not cache.add(
        f"code-tried:{hashlib.sha256(code.encode()).hexdigest()}", 1, timeout=app_settings.AUTHORIZATION_CODE_EXPIRES_IN
    ):
        return _refused("invalid_grant")
    return provided.token(request)


def _refused(error: str) -> JsonResponse:
    return JsonResponse({"error": error}, status=400)


userinfo = _for_apps(provided.user_info)
revoke = _for_apps(provided.revoke)
