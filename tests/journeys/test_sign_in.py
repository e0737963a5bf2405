"""Whoever keeps an app registers a sign-in client, a village worker signs in to the app by it, and that shows as use."""

import http.server
import re
import threading
import time

import pytest
from django.utils import timezone

from tests.signing_in import App

from .conftest import free_port
from .walking import assert_accessible, assert_fits, send

pytestmark = pytest.mark.browser
NAME = "青溪教育"


@pytest.fixture
def small_app():
    """An app of somebody else's: greets whoever signed in. ``start(App)`` runs it; its address is known before."""
    port, servers = free_port(), []

    def start(app):
        class Pages(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path.startswith("/back"):
                    who = app.finish(self.path)
                    said = f"Welcome {who['name']}, {who['posts'][0]['title']}"
                    self._answer(200, {"Content-Type": "text/plain; charset=utf-8"}, said.encode())
                elif self.path == "/":
                    self._answer(302, {"Location": app.begin()})
                else:
                    self._answer(404, {})

            def _answer(self, status, headers, body=b""):
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_said):
                pass

        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", port), Pages))
        threading.Thread(target=servers[0].serve_forever, daemon=True).start()

    yield f"http://localhost:{port}", start
    for server in servers:
        server.shutdown()
        server.server_close()


def entry(page):
    page.goto(f"/register/?q={NAME}")
    page.get_by_role("link", name=NAME, exact=True).first.click()
    page.wait_for_url(re.compile(r"/register/\d+/$"))
    return page.url


def registered(page, address):
    """Register a client for the small app; returns its id and its secret."""
    send(page, page.locator("#clients").get_by_role("link", name="登记登录接入端"))
    page.fill("[name=name]", "家校后台")
    page.fill("[name=addresses]", "http://10.1.1.1/back")
    send(page, page.get_by_role("button", name="登记"))
    assert "须以 https:// 开头" in page.inner_text("[role=alert]")
    assert_accessible(page)
    page.fill("[name=addresses]", f"{address}/back")
    send(page, page.get_by_role("button", name="登记"))
    assert_accessible(page)
    return page.inner_text("#client-id"), page.inner_text("#new-secret")


def test_an_app_signs_somebody_in_and_that_shows_as_its_use(visit, county, small_app):
    address, start = small_app
    keeper = visit("zhoumin")
    home = entry(keeper)
    assert "从未有人告知" in keeper.inner_text("#use")
    client_id, secret = registered(keeper, address)
    start(App(county, client_id, secret, f"{address}/back"))

    worker = visit("lilan", 360, "en-GB")
    worker.goto(address)
    shown = worker.inner_text("main")
    assert NAME in shown
    assert "Your unit and your posts" in shown
    assert_fits(worker)
    assert_accessible(worker)
    send(worker, worker.get_by_role("button", name="Sign in"))
    assert "Welcome 李兰, 村文书" in worker.inner_text("body")
    worker.goto(address)
    assert "Welcome 李兰" in worker.inner_text("body")

    used, deadline = f"最近 {timezone.localdate()}", time.monotonic() + 150
    while used not in (told := keeper.goto(home) and keeper.inner_text("#use")) and time.monotonic() < deadline:
        time.sleep(2)
    assert used in told

    keeper.goto(home)
    keeper.locator("#clients a", has_text="家校后台").click()
    keeper.wait_for_url(re.compile(r"/register/clients/\d+/$"))
    assert keeper.locator("#new-secret").count() == 0
    send(keeper, keeper.get_by_role("button", name="停用"))
    worker.goto(address)
    assert "switched its sign-in off" in worker.inner_text("main")
    assert_accessible(worker)


def test_the_pages_fit_a_phone(visit):
    page = visit("zhoumin", 360, "en-GB")
    entry(page)
    send(page, page.locator("#clients").get_by_role("link", name="Register a sign-in client"))
    assert_fits(page)
    page.fill("[name=name]", "phone")
    page.fill("[name=addresses]", "https://jy.qingxi.example.cn/a/rather/long/address/to/come/back/to?with=parameters")
    page.locator("[name=sort][value=public]").check()
    send(page, page.get_by_role("button", name="Register it"))
    assert page.locator("#new-secret").count() == 0
    assert_fits(page)
    assert_accessible(page)
