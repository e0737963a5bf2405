"""A small app that signs people in with us, as an integrator would write it: nothing but HTTP and a check of signatures."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import urllib.error
import urllib.parse
import urllib.request

import jwt
from django.test import Client

from qingzhuang.registry.models import UsageReport

SCOPES = "openid profile posts"
# Where the app is led back to; a parameter of its own must survive.
BACK = "https://grid.example.cn/back?from=us"


class App:
    """One client at one site; ``begin`` gives the address to lead a person to, ``finish`` takes what came back."""

    def __init__(self, site, client_id, secret, comes_back_to):
        self.site, self.client_id, self.secret, self.comes_back_to = site, client_id, secret, comes_back_to
        self.there = self.ask("/.well-known/openid-configuration")[1]

    def begin(self, **changes):
        """The address of the question; ``changes`` replace a parameter, ``None`` leaves it out."""
        self.state, self.nonce, self.verifier = (secrets.token_urlsafe(32) for _ in range(3))
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.comes_back_to,
            "scope": SCOPES,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
            **changes,
        }
        said = urllib.parse.urlencode({name: value for name, value in asked.items() if value is not None})
        return f"{self.there['authorization_endpoint']}?{said}"

    def exchange(self, code, **changes):
        """``(status, answer)`` of the exchange of a code."""
        said = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.comes_back_to,
            "client_id": self.client_id,
            "client_secret": self.secret,
            "code_verifier": self.verifier,
            **changes,
        }
        return self.ask(self.there["token_endpoint"], {name: value for name, value in said.items() if value})

    def renew(self, refresh_token):
        said = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        said |= {"client_id": self.client_id, "client_secret": self.secret}
        return self.ask(self.there["token_endpoint"], said)

    def read(self, id_token):
        """What an ID token says, once its signature, issuer, audience and nonce are checked."""
        keys = self.ask(self.there["jwks_uri"])[1]["keys"]
        wanted = jwt.get_unverified_header(id_token)["kid"]
        key = jwt.PyJWK(next(each for each in keys if each["kid"] == wanted))
        said = jwt.decode(id_token, key, algorithms=["RS256"], audience=self.client_id, issuer=self.there["issuer"])
        assert said["nonce"] == self.nonce
        return said

    def userinfo(self, access_token):
        return self.ask(self.there["userinfo_endpoint"], token=access_token)

    def finish(self, came_back):
        """Who it is: from the address a person came back to, over the exchange, to what userinfo says."""
        said = answer_in(came_back)
        assert said["state"] == self.state
        status, told = self.exchange(said["code"])
        assert status == 200, told
        who = self.read(told["id_token"])
        status, more = self.userinfo(told["access_token"])
        assert (status, more["sub"]) == (200, who["sub"])
        return more

    def ask(self, address, said=None, token=None):
        """``(status, JSON)``; posts when there is something to say."""
        body = urllib.parse.urlencode(said).encode() if said is not None else None
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        request = urllib.request.Request(urllib.parse.urljoin(self.site, address), body, headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")


class InProcess(App):
    """The same app where a server cannot see this test's own transaction."""

    def ask(self, address, said=None, token=None):
        path = urllib.parse.urlsplit(address)._replace(scheme="", netloc="").geturl()
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        answer = Client().post(path, said, headers=headers) if said is not None else Client().get(path, headers=headers)
        return answer.status_code, json.loads(answer.content or b"null")


def challenge_of(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def answer_in(address):
    """The parameters of an address."""
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))


def path_of(address):
    """An address without the site, for a browser that is none."""
    return urllib.parse.urlsplit(address)._replace(scheme="", netloc="").geturl()


def agreed(browser, address, answer="agree"):
    """Where the browser is led on to after the question was answered."""
    response = browser.post(path_of(address), {"answer": answer})
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def counted():
    """How many sign-ins were counted."""
    return UsageReport.objects.filter(source="sign_in").count()
