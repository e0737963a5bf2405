"""Signing in to an app with our identity: the whole protocol over HTTP, and everything that must not pass."""

import base64
import datetime
import json
import urllib.parse

import pytest
from allauth.idp.oidc.models import Token
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from qingzhuang.core.actions import System
from qingzhuang.identity.actions import forget_tokens, issue_key
from qingzhuang.identity.scopes import scopes
from qingzhuang.registry import actions
from qingzhuang.registry.actions.usage import next_to_write, write_usage
from qingzhuang.registry.models import UsageReport
from tests.signing_in import App, answer_in, challenge_of

pytestmark = pytest.mark.django_db
BACK = "https://grid.example.cn/back?from=us"


class InProcess(App):
    """The same app where a server cannot see this test's own transaction."""

    def ask(self, address, said=None, token=None):
        path = urllib.parse.urlsplit(address)._replace(scheme="", netloc="").geturl()
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        answer = Client().post(path, said, headers=headers) if said is not None else Client().get(path, headers=headers)
        return answer.status_code, json.loads(answer.content or b"null")


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.USAGE_STORE = str(tmp_path)


@pytest.fixture
def site(db):
    """A server on this test's own connection, or none: the journal cannot be flushed, so the test is rolled back."""
    if not (connection.vendor == "sqlite" and connection.is_in_memory_db()):
        yield None
        return
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def grid(place, enter):
    return enter(place.civil, name="网格通", facing="grassroots")


@pytest.fixture
def register(place, grid):
    def make(asset=grid, **said):
        said = {"name": "后台", "addresses": [BACK], **said}
        return actions.register_client(asset, actor=place.civil_officer, **said)

    return make


@pytest.fixture
def connect(site):
    """The app of a registered client."""

    def make(kept, comes_back_to=BACK):
        sort = App if site else InProcess
        return sort(site or "http://testserver", kept.client_id, kept.secret, comes_back_to)

    return make


@pytest.fixture
def signed_in(client, place):
    """A browser in which somebody is signed in to us."""
    client.force_login(place.township)
    return client


def path_of(address):
    return urllib.parse.urlsplit(address)._replace(scheme="", netloc="").geturl()


def agreed(browser, address, answer="agree"):
    """Where the browser is led on to after the question was answered."""
    response = browser.post(path_of(address), {"answer": answer})
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def counted():
    return UsageReport.objects.filter(source="sign_in").count()


def test_somebody_signs_in_and_the_app_learns_what_it_may_and_no_more(connect, register, signed_in, place, grid):
    app = connect(register())
    question = signed_in.get(path_of(app.begin()))
    shown = question.content.decode()
    assert question.status_code == 200
    assert "网格通" in shown
    assert place.civil.name in shown
    assert "form-action 'self' https://grid.example.cn" in question["Content-Security-Policy"]
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
    assert list(grid.usage.get().days.values()) == [[1, 1, None]]


def test_only_what_was_asked_for_is_told(connect, register, signed_in):
    app = connect(register())
    came_back = agreed(signed_in, app.begin(scope="openid"))
    assert set(app.finish(came_back)) == {"sub"}


def test_each_client_knows_a_person_by_another_number_and_always_by_the_same(connect, register, signed_in):
    one, other = connect(register()), connect(register())
    numbers = [app.finish(agreed(signed_in, app.begin(scope="openid")))["sub"] for app in (one, one, other)]
    assert numbers[0] == numbers[1] != numbers[2]


def test_who_agreed_is_not_asked_again_until_they_sign_out(connect, register, signed_in, place):
    app = connect(register())
    agreed(signed_in, app.begin(scope="openid"))
    again = signed_in.get(path_of(app.begin(scope="openid")))
    assert app.finish(again["Location"])["sub"]
    assert signed_in.get(path_of(app.begin(scope="openid profile"))).status_code == 200
    signed_in.logout()
    signed_in.force_login(place.township)
    assert signed_in.get(path_of(app.begin(scope="openid"))).status_code == 200


def test_an_app_may_look_silently_whether_somebody_agreed(connect, register, signed_in, client):
    app, other = connect(register()), connect(register())
    agreed(signed_in, other.begin())
    silent = {"prompt": "none"}
    assert answer_in(signed_in.get(path_of(app.begin(**silent)))["Location"])["error"] == "consent_required"
    agreed(signed_in, app.begin())
    assert app.finish(signed_in.get(path_of(app.begin(**silent)))["Location"])
    signed_in.logout()
    assert answer_in(client.get(path_of(app.begin(**silent)))["Location"])["error"] == "login_required"


def test_who_is_not_signed_in_is_asked_to_first_and_who_refuses_is_led_back(connect, register, client, signed_in):
    app = connect(register())
    address = app.begin()
    came_back = answer_in(agreed(signed_in, address, "refuse"))
    assert (came_back["error"], came_back["state"]) == ("access_denied", app.state)
    signed_in.logout()
    for response in (client.get(path_of(address)), client.post(path_of(address), {"answer": "agree"})):
        assert response["Location"].startswith("/account/login/?next=/sign-in/authorize")
    assert counted() == 0


def test_an_answer_needs_the_token_of_our_own_page(connect, register, place):
    app, browser = connect(register()), Client(enforce_csrf_checks=True)
    browser.force_login(place.township)
    assert browser.post(path_of(app.begin()), {"answer": "agree"}).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example.cn/back"},
        {"redirect_uri": f"{BACK}&more=1"},
        {"redirect_uri": "https://grid.example.cn/back"},
        {"redirect_uri": None},
        {"client_id": "nobody"},
        {"client_id": "a\0b"},
        {"client_id": None},
    ],
)
def test_what_cannot_be_led_back_safely_is_refused_on_a_page(connect, register, signed_in, changes):
    address = path_of(connect(register()).begin(**changes))
    for response in (signed_in.get(address), signed_in.post(address, {"answer": "agree"})):
        assert response.status_code == 400
        assert "<html" in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"response_type": "token"}, "unauthorized_client"),
        ({"response_type": "id_token"}, "unauthorized_client"),
        ({"response_type": "code id_token"}, "unauthorized_client"),
        ({"scope": "openid email"}, "invalid_scope"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"claims": "no json"}, "invalid_request"),
    ],
)
def test_what_the_protocol_does_not_allow_goes_back_to_the_app(connect, register, signed_in, changes, error):
    app = connect(register())
    address = path_of(app.begin(**changes))
    for response in (signed_in.get(address), signed_in.post(address, {"answer": "agree"})):
        assert response["Location"].startswith("https://grid.example.cn/back")
        came_back = answer_in(response["Location"].replace("#", "&"))
        assert "code" not in came_back
        assert (came_back["error"], came_back["state"]) == (error, app.state)


def test_a_code_is_good_once_for_its_client_with_its_verifier(connect, register, signed_in):
    one, other = connect(register()), connect(register())

    def code():
        return answer_in(agreed(signed_in, one.begin()))["code"]

    first = code()
    assert one.exchange(first)[0] == 200
    assert one.exchange(first)[1]["error"] == "invalid_grant"
    assert one.exchange(code(), code_verifier="w" * 43)[1]["error"] == "invalid_grant"
    assert one.exchange(code(), code_verifier=None)[0] == 400
    assert one.exchange(code(), client_secret="wrong")[1]["error"] == "invalid_client"
    assert one.exchange(code(), client_secret=None)[1]["error"] == "invalid_client"
    assert one.exchange(code(), redirect_uri="https://grid.example.cn/other")[0] == 400
    stolen = code()
    other.verifier = one.verifier
    assert other.exchange(stolen)[1]["error"] == "invalid_grant"
    assert counted() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"grant_type": "password", "username": "township", "password": "x"},
        {"grant_type": "client_credentials"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "x"},
        {"grant_type": "authorization_code"},
        {"grant_type": "refresh_token", "refresh_token": "x"},
        {"grant_type": "authorization_code", "resource": "nowhere", "code": "x"},
        {"grant_type": "authorization_code", "code": "x\0"},
        {},
    ],
)
def test_nothing_but_a_code_or_a_renewal_is_exchanged(connect, register, said):
    app = connect(register())
    status, told = app.ask(
        app.there["token_endpoint"], {"client_id": app.client_id, "client_secret": app.secret, **said}
    )
    assert status in (400, 401)
    assert "access_token" not in told


def test_the_provider_says_what_it_does_and_offers_nothing_else(connect, register, client):
    there = connect(register()).there
    assert there["subject_types_supported"] == ["pairwise"]
    assert there["response_types_supported"] == ["code"]
    assert {"registration_endpoint", "device_authorization_endpoint", "introspection_endpoint"}.isdisjoint(there)
    (key,) = client.get("/.well-known/jwks.json").json()["keys"]
    assert {"d", "p", "q"}.isdisjoint(key)
    for address in ("sign-in/token?a=%zz", "sign-in/userinfo?a=%zz", "sign-in/revoke?a=%zz"):
        assert client.post(f"/{address}").status_code == 400
    assert client.get("/sign-in/userinfo").status_code == 401


def test_a_public_client_signs_in_by_its_verifier_alone(connect, register, signed_in):
    app = connect(register(public=True))
    assert app.secret == ""
    code = answer_in(agreed(signed_in, app.begin()))["code"]
    assert app.exchange(code, code_verifier="w" * 43)[1]["error"] == "invalid_grant"
    assert app.finish(agreed(signed_in, app.begin()))["name"] == "township"


def test_a_renewal_is_no_sign_in_and_goes_once(connect, register, signed_in):
    app = connect(register())
    _status, told = app.exchange(answer_in(agreed(signed_in, app.begin()))["code"])
    UsageReport.objects.filter(source="sign_in").delete()
    status, renewed = app.renew(told["refresh_token"])
    assert status == 200
    assert app.userinfo(renewed["access_token"])[0] == 200
    assert app.renew(told["refresh_token"])[1]["error"] == "invalid_grant"
    assert counted() == 0


@pytest.mark.parametrize("how", ["off", "closed", "person"])
def test_what_was_switched_off_or_closed_gets_nothing_any_more(connect, register, signed_in, place, grid, how):
    kept = register()
    app = connect(kept)
    address = path_of(app.begin())
    assert signed_in.get(address).status_code == 200
    code = answer_in(agreed(signed_in, address))["code"]
    _status, told = app.exchange(answer_in(agreed(signed_in, app.begin()))["code"])
    verifier, before = app.verifier, counted()
    if how == "off":
        actions.switch_client_off(kept, actor=place.civil_officer)
    elif how == "closed":
        actions.close_asset(grid, actor=place.reviewer, basis="县发3号")
    else:
        place.township.is_active = False
        place.township.save()
    if how != "person":
        for response in (signed_in.get(address), signed_in.post(address, {"answer": "agree"})):
            assert response.status_code == 403
            assert ("停用" if how == "off" else "已关停") in response.content.decode()
    assert app.exchange(code, code_verifier=verifier)[0] in (400, 401)
    assert app.renew(told["refresh_token"])[0] in (400, 401)
    assert app.userinfo(told["access_token"])[0] == 401
    assert counted() == before


def test_switched_on_again_it_works_with_the_same_secret_but_not_by_old_tokens(connect, register, signed_in, place):
    kept = register()
    app = connect(kept)
    _status, told = app.exchange(answer_in(agreed(signed_in, app.begin()))["code"])
    actions.switch_client_on(actions.switch_client_off(kept, actor=place.civil_officer), actor=place.civil_officer)
    assert app.userinfo(told["access_token"])[0] == 401
    assert app.finish(agreed(signed_in, app.begin()))


def test_tokens_open_no_api_and_keys_open_no_userinfo(connect, register, signed_in, place):
    app = connect(register())
    _status, told = app.exchange(answer_in(agreed(signed_in, app.begin()))["code"])
    for token in (told["access_token"], told["id_token"], told["refresh_token"]):
        assert app.ask("/api/v1/assets", token=token)[0] == 401
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    key = issue_key(place.civil, actor=System, name="all", scopes=[each.code for each in scopes], expires_on=tomorrow)
    assert app.userinfo(key.token)[0] == 401
    assert app.userinfo(told["id_token"])[0] == 401


def test_a_token_that_was_given_back_opens_nothing(connect, register, signed_in):
    app = connect(register())
    _status, told = app.exchange(answer_in(agreed(signed_in, app.begin()))["code"])
    said = {"token": told["access_token"], "client_id": app.client_id, "client_secret": app.secret}
    app.ask(app.there["revocation_endpoint"], said)
    assert app.userinfo(told["access_token"])[0] == 401


def test_a_secret_may_come_in_the_header_too(connect, register, signed_in, client):
    app = connect(register())
    code = answer_in(agreed(signed_in, app.begin()))["code"]
    basic = base64.b64encode(f"{app.client_id}:{app.secret}".encode()).decode()
    said = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": app.verifier}
    answer = client.post("/sign-in/token", said, headers={"Authorization": f"Basic {basic}"})
    assert answer.status_code == 200


def test_who_signed_in_where_is_forgotten_when_it_opens_nothing_any_more(connect, register, signed_in):
    app = connect(register())
    app.finish(agreed(signed_in, app.begin()))
    assert Token.objects.count() == 2
    assert forget_tokens(None, actor=System) == 0
    Token.objects.update(expires_at=timezone.now())
    assert forget_tokens(None, actor=System) == 2


def test_the_challenge_is_that_of_the_standard():
    """RFC 7636, appendix B: or else the helper would prove its own mistake."""
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
