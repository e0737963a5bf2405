"""Changes told to other systems: signed, in order, again until taken, never to a private address, none lost."""

import hashlib
import hmac
import json
import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import enqueue, work
from qingzhuang.core.models import Job, JournalEntry
from qingzhuang.core.policies import Denied, can
from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todos_for
from qingzhuang.identity.actions import issue_key
from qingzhuang.registry import actions
from qingzhuang.registry.actions.webhooks import JOB, tell_next
from qingzhuang.registry.models import Delivery, Webhook
from qingzhuang.registry.queries.webhooks import event_codes
from qingzhuang.registry.sending import NotSent, allowed_addresses, send
from tests.conftest import _person


@pytest.fixture
def receiver(settings):
    """A server on this machine that keeps what it gets; ``answers`` are the codes it gives, the last one again."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]

    class Keeper(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.got.append((dict(self.headers), body))
            code = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
            self.send_response(code)
            if 300 <= code < 400:
                self.send_header("Location", f"http://127.0.0.1:{server.server_port}/elsewhere")
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Keeper)
    server.got, server.answers = [], [200]
    server.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def integrator(place):
    return _person("integrator", place.civil, "integrator")


@pytest.fixture
def hook(place, integrator, receiver):
    return actions.subscribe(place.civil, actor=integrator, url=receiver.url)


def tell():
    """What the minute's tick does, and what it queues."""
    Webhook.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    enqueue("registry.webhook.collect")
    work(once=True)


def test_a_change_is_told_with_a_signature_that_proves_itself(place, enter, hook, receiver):
    asset = enter(place.civil, name="低保通")
    enter(place.health, name="健康通")
    tell()
    ((headers, body),) = receiver.got
    told = json.loads(body)
    assert told["event"] == headers["X-Qingzhuang-Event"] == "registry.asset.register"
    assert told["subject"] == {
        "type": "asset",
        "id": str(asset.pk),
        "name": "低保通",
        "url": f"/api/v1/assets/{asset.pk}",
    }
    stamped = f"{headers['X-Qingzhuang-Timestamp']}.".encode() + body
    expected = hmac.new(hook.secret.encode(), stamped, hashlib.sha256).hexdigest()
    assert headers["X-Qingzhuang-Signature"] == f"v1={expected}"
    assert headers["X-Qingzhuang-Delivery"] == told["id"] == str(Delivery.objects.get().pk)
    tell()
    assert len(receiver.got) == 1


def test_what_is_not_taken_is_told_again_in_order_under_the_same_id(place, enter, hook, receiver):
    receiver.answers = [500, 302, 200]
    for name in ("甲", "乙"):
        enter(place.civil, name=name)
    tell()
    hook.refresh_from_db()
    assert (len(receiver.got), hook.failures) == (1, 1)
    assert hook.next_at > timezone.now() + timedelta(seconds=5)
    tell()
    assert len(receiver.got) == 2
    tell()
    hook.refresh_from_db()
    bodies = [json.loads(body) for _headers, body in receiver.got]
    assert [each["subject"]["name"] for each in bodies] == ["甲", "甲", "甲", "乙"]
    assert len({each["id"] for each in bodies[:3]}) == 1
    assert hook.failures == 0
    assert list(Delivery.objects.order_by("seq").values_list("state", "attempts")) == [
        ("delivered", 3),
        ("delivered", 1),
    ]


def test_nothing_is_lost_while_it_is_stopped_and_its_owner_is_asked(place, enter, hook, receiver, integrator, settings):
    settings.WEBHOOK_FAILURES = 3
    receiver.answers = [503]
    enter(place.civil, name="甲")
    for _ in range(5):
        tell()
    hook.refresh_from_db()
    assert (len(receiver.got), bool(hook.stopped_at)) == (3, True)
    assert JournalEntry.objects.filter(verb="registry.webhook.stop").count() == 1
    assert any(todo.url == hook.get_absolute_url() for todo in todos_for(integrator))
    enter(place.civil, name="乙")
    receiver.answers = [204]
    tell()
    assert len(receiver.got) == 3
    actions.change_webhook(hook, actor=integrator, go_on=True)
    tell()
    assert [json.loads(body)["subject"]["name"] for _h, body in receiver.got[3:]] == ["甲", "乙"]


def test_the_next_attempt_waits_for_its_own_time_and_going_on_for_none(place, enter, hook, receiver, integrator):
    receiver.answers = [503, 204]
    enter(place.civil, name="甲")
    tell()
    hook.refresh_from_db()
    again = Job.objects.get(name=JOB, state="queued")
    assert again.run_at == hook.next_at
    actions.change_webhook(hook, actor=integrator, go_on=True)
    work(once=True)
    assert [each.state for each in Delivery.objects.all()] == ["delivered"]


def test_no_event_is_offered_that_is_never_told(place, enter, integrator, receiver):
    offered = event_codes()
    assert {"registry.asset.close", "registry.merge.execute", "registry.closure.step", "registry.import.run"} <= {
        *offered
    }
    assert not {"registry.filter.save", "registry.tally.upload", "registry.webhook.subscribe"} & {*offered}
    old = actions.subscribe(place.civil, actor=integrator, url=receiver.url)
    Webhook.objects.update(events=["registry.filter.save"])
    assert actions.change_webhook(old, actor=integrator, go_on=True).events == ["registry.filter.save"]


def test_a_step_of_a_closure_is_told_as_a_change_of_the_entry(place, enter, hook, receiver):
    asset = enter(place.civil, name="低保通")
    other = enter(place.health, name="健康通")
    for each, officer in ((asset, place.civil_officer), (other, place.health_officer)):
        actions.plan_closure(each, actor=officer, reason="已并入", basis="整合", instead="", personal_data=False)
    tell()
    told = [json.loads(body) for _headers, body in receiver.got][-1]
    assert told["event"] == "registry.closure.plan"
    assert told["subject"] == {
        "type": "asset", "id": str(asset.pk), "name": "低保通", "url": f"/api/v1/assets/{asset.pk}"
    }  # fmt: skip
    assert len(receiver.got) == 2


def test_two_workers_do_not_tell_the_same_subscriber_at_once(place, enter, hook, receiver):
    enter(place.civil, name="甲")
    tell()
    enter(place.civil, name="乙")
    enqueue("registry.webhook.collect")
    Webhook.objects.update(next_at=timezone.now() + timedelta(minutes=5))
    work(once=True)
    assert not tell_next(hook.pk, System)
    assert len(receiver.got) == 1


def test_only_the_events_asked_for(place, enter, integrator, receiver):
    actions.subscribe(place.civil, actor=integrator, url=receiver.url, events=["registry.asset.close"])
    asset = enter(place.civil, name="低保通")
    actions.close_asset(asset, actor=place.civil_officer, basis="整合")
    tell()
    assert [json.loads(body)["event"] for _h, body in receiver.got] == ["registry.asset.close"]
    with pytest.raises(Refused):
        actions.subscribe(place.civil, actor=integrator, url=receiver.url, events=["gate.proposal.accept"])


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.8", "169.254.169.254", "192.168.1.1", "0.0.0.0", "100.64.0.1", "::1", "fe80::1", "fc00::1",
     "::ffff:10.0.0.8", "64:ff9b::a00:8", "2002:a00:8::1", "224.0.0.1", "localhost"],
)  # fmt: skip
def test_inner_addresses_are_never_called(host, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *_a, **_k: pytest.fail("connected"))
    with pytest.raises(NotSent):
        allowed_addresses(host, 443)


def test_a_name_that_means_one_thing_when_looked_at_and_another_when_called_helps_nobody(monkeypatch, settings):
    """The connection goes to the address that was looked at, so that a second look-up cannot turn it inwards."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port, **_k: [(2, 1, 6, "", (each, port)) for each in next(answers)]
    )
    called = []

    def connect(address, **_k):
        called.append(address)
        raise OSError("enough")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotSent):
        send("https://example.org/hook", "s", "e", "1", {})
    assert called == [("93.184.216.34", 443)]


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "ftp://example.org/", "https://u:p@example.org/", "https:///x", "https://example.org:0/",
     "https://example.org:99999/", "javascript:alert(1)", "https://example.org/#x", "https://10.1.2.3/hook", "https://[::1]/hook"],
)  # fmt: skip
def test_addresses_of_another_shape_are_refused(place, integrator, url):
    with pytest.raises(Refused):
        actions.subscribe(place.civil, actor=integrator, url=url)


def test_who_may_subscribe(place, integrator, receiver):
    for person, may in ((integrator, True), (place.civil_officer, False), (place.reviewer, False)):
        assert can(person, "registry.webhook.subscribe", place.civil) is may
    with pytest.raises(Denied):
        actions.subscribe(place.health, actor=integrator, url=receiver.url)


def test_a_system_manages_its_subscription_with_its_key(client, place, enter, integrator, receiver):
    until = timezone.localdate() + timedelta(days=9)
    key = issue_key(place.civil, actor=integrator, name="系统", scopes=["webhooks.manage"], expires_on=until)
    other = issue_key(place.civil, actor=integrator, name="只读", scopes=["register.read"], expires_on=until)

    def call(method, address, body=None, token=key.token):
        return client.generic(
            method,
            f"/api/v1/webhooks{address}",
            json.dumps(body or {}),
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Bearer {token}",
        )

    made = call("POST", "", {"url": receiver.url})
    assert made.status_code == 201
    assert made.json()["secret"] == Webhook.objects.get().secret
    enter(place.civil, name="低保通")
    tell()
    pk = made.json()["id"]
    assert [each["state"] for each in call("GET", f"/{pk}/deliveries").json()] == ["delivered"]
    assert "secret" not in call("GET", "").json()[0]
    assert call("GET", "", token=other.token).status_code == 403
    assert call("DELETE", f"/{pk}").json()["ended_at"]
    enter(place.civil, name="救助通")
    tell()
    assert len(receiver.got) == 1
    assert call("POST", f"/{pk}/resume").status_code == 400


def test_the_pages_show_the_secret_once_and_the_log(client, place, enter, integrator, receiver):
    client.force_login(integrator)
    form = {"url": receiver.url, "organisation": place.civil.pk}
    shown = client.post("/register/interfaces/", form).content.decode()
    hook = Webhook.objects.get()
    assert hook.secret in shown
    assert hook.secret not in client.get("/register/interfaces/").content.decode()
    enter(place.civil, name="低保通")
    tell()
    assert "低保通" in client.get(hook.get_absolute_url()).content.decode()
    assert client.post("/register/interfaces/", {**form, "url": "http://"}).status_code == 400
    client.force_login(place.civil_officer)
    assert client.get("/register/interfaces/").status_code == 404
    assert client.get(hook.get_absolute_url()).status_code == 404


def test_the_log_lets_go_of_what_was_taken_long_ago(place, enter, hook, receiver):
    enter(place.civil, name="甲")
    tell()
    receiver.answers = [500]
    enter(place.civil, name="乙")
    tell()
    Delivery.objects.update(tried_at=timezone.now() - timedelta(days=91))
    enqueue("registry.webhook.tidy")
    work(once=True)
    assert [each.state for each in Delivery.objects.all()] == ["waiting"]


def test_a_key_for_one_entry_is_issued_from_its_page(client, place, enter, integrator):
    asset, other = enter(place.civil, name="低保通"), enter(place.health, name="健康通", facing="grassroots")
    client.force_login(integrator)
    assert f"/register/{asset.pk}/key/" in client.get(asset.get_absolute_url()).content.decode()
    until = str(timezone.localdate() + timedelta(days=30))
    form = {"name": "低保通", "scopes": ["register.read"], "expires_on": until}
    shown = client.post(f"/register/{asset.pk}/key/", form)
    assert b'id="new-key"' in shown.content
    assert client.post(f"/register/{asset.pk}/key/", {**form, "scopes": ["webhooks.manage"]}).status_code == 400
    assert client.get(f"/register/{other.pk}/key/").status_code == 404


def test_an_address_that_drips_does_not_hold_the_worker(settings, monkeypatch):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr("qingzhuang.registry.sending.LONGEST", 0.3)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip():
            taken, _address = listening.accept()
            with taken:
                while not over.wait(0.05):
                    try:
                        taken.sendall(b"H")
                    except OSError:
                        return

        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        with pytest.raises(NotSent):
            send(f"http://127.0.0.1:{listening.getsockname()[1]}/", "s", "e", "1", {})
        over.set()
        dripping.join(5)


@pytest.mark.django_db
def test_passwords_in_an_address_are_not_written_down(place, integrator):
    made = actions.subscribe(place.civil, actor=integrator, url="https://example.gov.cn/hook?token=geheim")
    assert made.url.endswith("geheim")
    assert "geheim" not in str(list(JournalEntry.objects.values_list("details", "subject_label")))
