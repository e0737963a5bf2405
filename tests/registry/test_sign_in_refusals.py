"""What must not pass when an app signs people in: to whom, by what, how often, and after what was ended."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.identity.actions import issue_key
from qingzhuang.identity.scopes import scopes
from qingzhuang.registry import actions
from tests.signing_in import BACK, agreed, answer_in, counted, path_of

pytestmark = pytest.mark.django_db


def test_an_answer_needs_the_token_of_our_own_page(connect, sign_in_client, place):
    app, browser = connect(sign_in_client()), Client(enforce_csrf_checks=True)
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
def test_what_cannot_be_led_back_safely_is_refused_on_a_page(connect, sign_in_client, signed_in, changes):
    address = path_of(connect(sign_in_client()).begin(**changes))
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
def test_what_the_protocol_does_not_allow_goes_back_to_the_app(connect, sign_in_client, signed_in, changes, error):
    app = connect(sign_in_client())
    address = path_of(app.begin(**changes))
    for response in (signed_in.get(address), signed_in.post(address, {"answer": "agree"})):
        assert response["Location"].startswith("https://grid.example.cn/back")
        came_back = answer_in(response["Location"].replace("#", "&"))
        assert "code" not in came_back
        assert (came_back["error"], came_back["state"]) == (error, app.state)


def test_a_code_is_good_once_for_its_client_with_its_verifier(connect, sign_in_client, signed_in):
    one, other = connect(sign_in_client()), connect(sign_in_client())

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
def test_nothing_but_a_code_or_a_renewal_is_exchanged(connect, sign_in_client, said):
    app = connect(sign_in_client())
    status, told = app.ask(
        app.there["token_endpoint"], {"client_id": app.client_id, "client_secret": app.secret, **said}
    )
    assert status in (400, 401)
    assert "access_token" not in told


@pytest.mark.parametrize("how", ["off", "closed", "person"])
def test_what_was_switched_off_or_closed_gets_nothing_any_more(connect, sign_in_client, signed_in, place, how):
    kept = sign_in_client()
    app = connect(kept)
    address = path_of(app.begin())
    assert signed_in.get(address).status_code == 200
    code = answer_in(agreed(signed_in, address))["code"]
    _status, told = app.exchange(answer_in(agreed(signed_in, app.begin()))["code"])
    verifier, before = app.verifier, counted()
    if how == "off":
        actions.switch_client_off(kept, actor=place.civil_officer)
    elif how == "closed":
        actions.close_asset(kept.asset, actor=place.reviewer, basis="县发3号")
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


def test_switched_on_again_it_works_with_the_same_secret_but_not_by_old_tokens(
    connect, sign_in_client, signed_in, place
):
    kept = sign_in_client()
    app = connect(kept)
    _status, told = app.exchange(answer_in(agreed(signed_in, app.begin()))["code"])
    actions.switch_client_on(actions.switch_client_off(kept, actor=place.civil_officer), actor=place.civil_officer)
    assert app.userinfo(told["access_token"])[0] == 401
    assert app.finish(agreed(signed_in, app.begin()))


def test_tokens_open_no_api_and_keys_open_no_userinfo(connect, sign_in_client, signed_in, place):
    app = connect(sign_in_client())
    _status, told = app.exchange(answer_in(agreed(signed_in, app.begin()))["code"])
    for token in (told["access_token"], told["id_token"], told["refresh_token"]):
        assert app.ask("/api/v1/assets", token=token)[0] == 401
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    key = issue_key(place.civil, actor=System, name="all", scopes=[each.code for each in scopes], expires_on=tomorrow)
    assert app.userinfo(key.token)[0] == 401
    assert app.userinfo(told["id_token"])[0] == 401


def test_a_token_that_was_given_back_opens_nothing(connect, sign_in_client, signed_in):
    app = connect(sign_in_client())
    _status, told = app.exchange(answer_in(agreed(signed_in, app.begin()))["code"])
    said = {"token": told["access_token"], "client_id": app.client_id, "client_secret": app.secret}
    app.ask(app.there["revocation_endpoint"], said)
    assert app.userinfo(told["access_token"])[0] == 401


def test_apps_are_counted_by_the_address_they_call_from(connect, sign_in_client, settings):
    app = connect(sign_in_client())
    settings.SIGN_IN_REQUESTS_PER_MINUTE = 0
    assert app.renew("x")[0] == 429
