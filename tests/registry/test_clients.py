"""Sign-in clients of an app: kept by those who may change it, gone with it, moved with it."""

import datetime

import pytest
from allauth.idp.oidc.models import Client
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import work
from qingzhuang.core.models import JournalEntry
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.identity.actions import issue_key
from qingzhuang.identity.openid.extension import party_of
from qingzhuang.registry import actions
from qingzhuang.registry.models import Move, SignInClient, Tally, UsageReport
from qingzhuang.registry.parties import signed_in
from tests.registry.merging import again, executed, fresh, rehearsed

pytestmark = pytest.mark.django_db
BACK = "https://grid.example.cn/back"


@pytest.fixture
def app(place, enter):
    return enter(place.civil, name="网格通", facing="grassroots")


@pytest.fixture
def register(place):
    def make(asset, **said):
        said = {"name": "后台", "addresses": [BACK], **said}
        return actions.register_client(asset, actor=place.civil_officer, **said)

    return make


def refusal(do, *args, **said):
    with pytest.raises(Refused) as refused:
        do(*args, **said)
    return refused.value


def test_a_secret_is_shown_once_kept_as_a_digest_and_named_in_no_journal(app, register):
    made = register(app)
    kept = SignInClient.objects.get()
    assert len(made.secret) >= 43
    assert kept.secret == ""
    assert kept.client.check_secret(made.secret)
    assert made.secret not in kept.client.secret
    entry = JournalEntry.objects.get(verb="registry.client.register")
    assert made.secret not in str(entry.details)
    assert entry.details["client"] == kept.client_id


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://grid.example.cn/back", "https"),
        ("http://localhost:8080/back", "https"),
        ("javascript:alert(1)", "地址"),
        ("app:/back", "路径"),
        ("https://*.example.cn/back", "通配符"),
        ("https://grid.example.cn/back#part", "路径"),
        ("https://li:secret@grid.example.cn/", "路径"),
        ("https://", "路径"),
        ("https://grid.example.cn:port/", "网址"),
        ("https://网格.cn/", "网址"),
        ("https://a.cn/ b", "网址"),
        ("https://a.cn\\@b.cn/", "网址"),
        (f"https://a.cn/{'a' * 300}", "网址"),
    ],
)
def test_each_address_that_will_not_do_is_named(app, register, address, told):
    refused = refusal(register, app, addresses=[BACK, address])
    assert refused.code == "registry.client_addresses"
    assert refused.values["count"] == 1
    assert address[:80] in refused.title.zh
    assert told in refused.title.zh
    assert not Client.objects.exists()


@pytest.mark.parametrize("addresses", [[], ["  "], [f"https://a.cn/{number}" for number in range(11)]])
def test_there_is_at_least_one_address_and_not_too_many(app, register, addresses):
    assert refusal(register, app, addresses=addresses).code == "registry.client_addresses"


@pytest.mark.parametrize("mode", ["DEMO", "DEBUG"])
def test_this_machine_may_be_led_back_to_where_something_is_tried_out(app, register, settings, mode):
    setattr(settings, mode, True)
    made = register(app, addresses=["http://localhost:8080/back", "http://127.0.0.1:9/"])
    assert len(made.client.get_redirect_uris()) == 2
    assert refusal(register, app, addresses=["http://10.0.0.1/"]).code == "registry.client_addresses"


def test_only_apps_in_use_have_clients_and_not_without_end(place, app, enter, register, monkeypatch):
    group = enter(place.civil, "group", name="工作群", facing="grassroots")
    planned = enter(place.civil, name="拟建", facing="public")
    planned.status = "proposed"
    planned.save()
    assert refusal(register, group).code == "registry.client_kind"
    assert refusal(register, planned).code == "registry.client_ended"
    assert refusal(register, app, name="  ").code == "registry.client_unnamed"
    monkeypatch.setattr("qingzhuang.registry.actions.clients.MOST", 1)
    register(app)
    assert refusal(register, app).code == "registry.client_many"


def test_a_public_client_has_no_secret_and_may_exchange_from_its_own_pages(app, register, place):
    made = register(app, public=True)
    assert made.secret == ""
    assert made.client.get_cors_origins() == ["https://grid.example.cn"]
    assert refusal(actions.renew_client, made, actor=place.civil_officer).code == "registry.client_public"


def test_the_old_secret_ends_with_the_new_one(app, register, place):
    made = register(app)
    old = made.secret
    new = actions.renew_client(made, actor=place.civil_officer).secret
    client = Client.objects.get()
    assert client.check_secret(new)
    assert not client.check_secret(old)


def test_only_those_who_may_change_the_app_keep_its_clients(app, register, place):
    made = register(app)
    for actor in (place.health_officer, place.stranger, place.township):
        with pytest.raises(Denied):
            actions.register_client(app, actor=actor, name="x", addresses=[BACK])
        for do in (actions.renew_client, actions.switch_client_off, actions.switch_client_on):
            with pytest.raises(Denied):
                do(made, actor=actor)
        with pytest.raises(Denied):
            actions.change_client(made, actor=actor, name="x", addresses=[BACK])
    actions.change_client(made, actor=place.reviewer, name="手机端", addresses=["https://m.example.cn/"])
    assert Client.objects.get().get_redirect_uris() == ["https://m.example.cn/"]


def test_the_pages_register_show_the_secret_once_change_renew_and_switch(app, place, client):
    client.force_login(place.civil_officer)
    page = client.get(app.get_absolute_url()).content.decode()
    assert f"/register/{app.pk}/clients/" in page
    said = {"name": "后台", "addresses": f"{BACK}\n", "sort": "confidential"}
    wrong = client.post(f"/register/{app.pk}/clients/", {**said, "addresses": "http://a.cn"})
    assert wrong.status_code == 400
    assert "http://a.cn" in wrong.content.decode()
    shown = client.post(f"/register/{app.pk}/clients/", said).content.decode()
    kept = SignInClient.objects.get()
    assert kept.client_id in shown
    assert 'id="new-secret"' in shown
    address = kept.get_absolute_url()
    assert 'id="new-secret"' not in client.get(address).content.decode()
    assert client.post(address, {**said, "addresses": "ftp://x"}).status_code == 400
    assert client.post(address, {**said, "name": "手机端"}).status_code == 302
    assert 'id="new-secret"' in client.post(f"{address}renew/").content.decode()
    assert client.post(f"{address}off/").status_code == 302
    assert "停用" in client.get(address).content.decode()
    assert client.post(f"{address}on/").status_code == 302
    assert SignInClient.objects.get().refusal is None
    assert "手机端" in client.get(app.get_absolute_url()).content.decode()


def test_a_system_of_the_sponsor_keeps_clients_by_the_api(app, register, place, client):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    def call(method, path="", said=None, unit=place.civil, scope="clients.manage"):
        key = issue_key(unit, actor=System, name="系统", scopes=[scope], expires_on=tomorrow)
        headers = {"Authorization": f"Bearer {key.token}"}
        address = f"/api/v1/assets/{app.pk}/clients{path}"
        answer = getattr(client, method)(address, said, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    status, made = call("post", said={"name": "后台", "addresses": [BACK]})
    assert status == 201
    assert Client.objects.get(pk=made["client_id"]).check_secret(made["secret"])
    one = f"/{made['id']}"
    assert call("put", one, {"name": "手机端", "addresses": [f"{BACK}/2"]})[1]["addresses"] == [f"{BACK}/2"]
    assert call("post", f"{one}/renew")[1]["secret"] not in ("", made["secret"])
    assert call("post", f"{one}/off")[1]["off"]
    assert not call("post", f"{one}/on")[1]["off"]
    (listed,) = call("get")[1]
    assert (listed["name"], listed["public"]) == ("手机端", False)
    assert "secret" not in listed
    assert call("post", said={"name": "后台", "addresses": ["http://a.cn"]})[0] == 400
    assert call("get", scope="register.read")[0] == 403
    assert call("get", unit=place.health)[0] == 404
    assert call("post", "/0/off")[0] == 404


def test_who_sees_an_entry_but_may_not_change_it_sees_no_client(app, register, place, client):
    made = register(app)
    client.force_login(place.township)
    page = client.get(app.get_absolute_url())
    assert page.status_code == 200
    assert 'id="clients"' not in page.content.decode()
    for address in (f"/register/{app.pk}/clients/", made.get_absolute_url()):
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "x", "addresses": BACK}).status_code == 404


def test_clients_move_with_a_merge_and_come_back(place, grid, register):
    big, small, other = grid
    moved, own = register(small), register(big)
    merge = executed(big, [small, other], place.reviewer)
    assert not Tally.objects.filter(part__merge=merge, thing="clients").exists()
    move = Move.objects.get(part__asset=small, movable="clients")
    assert (move.here_before, move.there_before, move.here_after, move.there_after) == (1, 1, 0, 2)
    held = SignInClient.objects.get(pk=moved.pk)
    assert (held.asset, held.first, held.client_id) == (big, small, moved.client_id)
    assert party_of(moved.client_id).name == big.name
    assert held.refusal is None
    signed_in(moved.client_id, place.township)
    assert [row[0] for row in UsageReport.objects.get(source="sign_in").rows] == [big.pk]
    actions.undo_merge(merge, actor=place.reviewer, reason="撤回")
    work(once=True)
    assert again(merge).step == "undone"
    assert SignInClient.objects.get(pk=moved.pk).asset == fresh(small)
    assert SignInClient.objects.get(pk=own.pk).asset == fresh(big)
    assert party_of(moved.client_id).refusal is None


def test_a_client_that_was_registered_after_the_rehearsal_asks_for_another_one(place, grid, register):
    big, small, other = grid
    merge = rehearsed(big, [small, other], place.reviewer)
    register(small)
    assert refusal(actions.announce_merge, merge, actor=place.reviewer).code == "registry.merge_stale"


def test_closing_an_app_shuts_its_clients_and_reopening_opens_them(app, register, place):
    made = register(app)
    actions.close_asset(app, actor=place.reviewer, basis="县发3号")
    assert party_of(made.client_id).refusal.code == "registry.client_ended"
    actions.reopen_asset(fresh(app), actor=place.reviewer, basis="误登")
    assert party_of(made.client_id).refusal is None


def test_a_client_of_nobody_is_no_party(db):
    stray = Client.objects.create(name="stray")
    assert party_of(stray.pk) is None
    assert signed_in(stray.pk, None) is None
