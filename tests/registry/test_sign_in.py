"""Signing in to an app with our identity: the whole protocol over HTTP, and what is told, counted and forgotten."""

import base64
import html
import re
from pathlib import Path

import pytest
from allauth.idp.oidc import app_settings
from allauth.idp.oidc.models import Token
from django.conf import settings
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.identity.actions import forget_tokens, set_password
from qingzhuang.identity.openid.claims import CLAIMS, SCOPES
from qingzhuang.registry.actions.usage import next_to_write, write_usage
from qingzhuang.registry.models import UsageReport
from tests.signing_in import BACK, agreed, answer_in, challenge_of, counted, path_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.USAGE_STORE = str(tmp_path)


def test_somebody_signs_in_and_the_app_learns_what_it_may_and_no_more(connect, sign_in_client, signed_in, place):
    kept = sign_in_client()
    app = connect(kept)
    question = signed_in.get(path_of(app.begin()))
    shown = question.content.decode()
    assert question.status_code == 200
    assert "网格通" in shown
    assert place.civil.name in shown
    assert "form-action 'self' https: https://grid.example.cn" in question["Content-Security-Policy"]
    who = app.finish(agreed(signed_in, app.begin()))
    town = {"code": place.town.code, "name": place.town.name}
    assert {key: value for key, value in who.items() if key != "sub"} == {
        "name": "township",
        "organisation": town,
        "posts": [{"title": "township", "organisation": town}],
    }
    assert str(place.township.pk) != who["sub"]
    assert counted() == 1
    while (upto := next_to_write()) is not None:
        write_usage(None, actor=System, upto=upto)
    assert list(kept.asset.usage.get().days.values()) == [[1, 1, None]]


def test_only_what_was_asked_for_is_told(connect, sign_in_client, signed_in):
    app = connect(sign_in_client())
    came_back = agreed(signed_in, app.begin(scope="openid"))
    assert set(app.finish(came_back)) == {"sub"}


def test_each_client_knows_a_person_by_another_number_and_always_by_the_same(connect, sign_in_client, signed_in):
    one, other = connect(sign_in_client()), connect(sign_in_client())
    numbers = [app.finish(agreed(signed_in, app.begin(scope="openid")))["sub"] for app in (one, one, other)]
    assert numbers[0] == numbers[1] != numbers[2]


def test_who_agreed_is_not_asked_again_until_they_sign_out(connect, sign_in_client, signed_in, place):
    app = connect(sign_in_client())
    agreed(signed_in, app.begin(scope="openid"))
    again = signed_in.get(path_of(app.begin(scope="openid")))
    assert app.finish(again["Location"])["sub"]
    assert signed_in.get(path_of(app.begin(scope="openid profile"))).status_code == 200
    signed_in.logout()
    signed_in.force_login(place.township)
    assert signed_in.get(path_of(app.begin(scope="openid"))).status_code == 200


def test_an_app_may_look_silently_whether_somebody_agreed(connect, sign_in_client, signed_in, client):
    app, other = connect(sign_in_client()), connect(sign_in_client())
    agreed(signed_in, other.begin())
    silent = {"prompt": "none"}
    assert answer_in(signed_in.get(path_of(app.begin(**silent)))["Location"])["error"] == "consent_required"
    agreed(signed_in, app.begin())
    assert app.finish(signed_in.get(path_of(app.begin(**silent)))["Location"])
    signed_in.logout()
    assert answer_in(client.get(path_of(app.begin(**silent)))["Location"])["error"] == "login_required"


def test_who_is_not_signed_in_is_asked_to_first_and_who_refuses_is_led_back(connect, sign_in_client, client, signed_in):
    app = connect(sign_in_client())
    address = app.begin()
    came_back = answer_in(agreed(signed_in, address, "refuse"))
    assert (came_back["error"], came_back["state"]) == ("access_denied", app.state)
    signed_in.logout()
    for response in (client.get(path_of(address)), client.post(path_of(address), {"answer": "agree"})):
        assert response["Location"].startswith("/account/login/?next=/sign-in/authorize")
    assert counted() == 0


def test_the_provider_says_what_it_does_and_offers_nothing_else(connect, sign_in_client, client):
    there = connect(sign_in_client()).there
    assert there["subject_types_supported"] == ["pairwise"]
    assert there["response_types_supported"] == ["code"]
    assert {"registration_endpoint", "device_authorization_endpoint", "introspection_endpoint"}.isdisjoint(there)
    (key,) = client.get("/.well-known/jwks.json").json()["keys"]
    assert {"d", "p", "q"}.isdisjoint(key)
    for address in ("sign-in/token?a=%zz", "sign-in/userinfo?a=%zz", "sign-in/revoke?a=%zz"):
        assert client.post(f"/{address}").status_code == 400
    assert client.get("/sign-in/userinfo").status_code == 401


def test_a_public_client_signs_in_by_its_verifier_alone(connect, sign_in_client, signed_in):
    app = connect(sign_in_client(public=True))
    assert app.secret == ""
    code = answer_in(agreed(signed_in, app.begin()))["code"]
    assert app.exchange(code, code_verifier="w" * 43)[1]["error"] == "invalid_grant"
    assert app.finish(agreed(signed_in, app.begin()))["name"] == "township"


def test_a_renewal_is_no_sign_in_and_goes_once(connect, sign_in_client, signed_in):
    app = connect(sign_in_client())
    _status, told = app.exchange(answer_in(agreed(signed_in, app.begin()))["code"])
    UsageReport.objects.filter(source="sign_in").delete()
    status, renewed = app.renew(told["refresh_token"])
    assert status == 200
    assert app.userinfo(renewed["access_token"])[0] == 200
    assert app.renew(told["refresh_token"])[1]["error"] == "invalid_grant"
    assert counted() == 0


def test_a_secret_may_come_in_the_header_too(connect, sign_in_client, signed_in, client):
    app = connect(sign_in_client())
    code = answer_in(agreed(signed_in, app.begin()))["code"]
    basic = base64.b64encode(f"{app.client_id}:{app.secret}".encode()).decode()
    said = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": app.verifier}
    answer = client.post("/sign-in/token", said, headers={"Authorization": f"Basic {basic}"})
    assert answer.status_code == 200


def test_what_runs_in_a_browser_exchanges_its_code_from_its_own_pages_alone(connect, sign_in_client, signed_in, client):
    app = connect(sign_in_client(public=True))
    opened = []
    for origin in ("https://grid.example.cn", "https://evil.example.cn"):
        code = answer_in(agreed(signed_in, app.begin()))["code"]
        said = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": app.verifier}
        said |= {"client_id": app.client_id}
        answer = client.post("/sign-in/token", said, headers={"Origin": origin})
        assert answer.status_code == 200
        opened.append(answer.headers.get("Access-Control-Allow-Origin"))
    assert opened == ["https://grid.example.cn", None]


def test_who_signed_in_where_is_forgotten_when_it_opens_nothing_any_more(connect, sign_in_client, signed_in):
    app = connect(sign_in_client())
    app.finish(agreed(signed_in, app.begin()))
    assert Token.objects.count() == 2
    assert forget_tokens(None, actor=System) == 0
    Token.objects.update(expires_at=timezone.now())
    assert forget_tokens(None, actor=System) == 2


def test_the_challenge_is_that_of_the_standard():
    """RFC 7636, appendix B: or else the helper would prove its own mistake."""
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_who_signs_in_with_a_password_first_is_led_on_to_the_question(connect, sign_in_client, client, place):
    set_password(place.township, actor=System, password="Qingxi-river-2026")
    address = path_of(connect(sign_in_client()).begin())
    page = client.get(client.get(address)["Location"]).content.decode()
    shown = html.unescape(re.findall(r'name="next" value="([^"]+)"', page)[-1])
    assert shown == address
    said = {"login": "township", "password": "Qingxi-river-2026", "next": shown}
    assert client.post("/account/login/", said)["Location"] == address
    assert client.get(address).status_code == 200


def test_the_how_to_says_what_there_is():
    page = Path("docs/how-to/sign-in-with-qingzhuang.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.M)) == set(SCOPES)
    assert all(f"`{claim}`" in page for claim in CLAIMS)
    written = Path("config/settings.py").read_text(encoding="utf-8")
    assert all(f'"{name}"' in written for name in re.findall(r"`QZ_(\w+)`", page))
    assert settings.IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN == 10 * 60
    assert settings.IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN == 12 * 3600
    assert app_settings.AUTHORIZATION_CODE_EXPIRES_IN == 60
