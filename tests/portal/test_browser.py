"""The look in a real Chromium: no sideways scroll, axe clean, keyboard, theme, and working without script."""

import os
import shutil

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from qingzhuang.gate.actions import draft_proposal
from qingzhuang.identity.models import Installation

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
playwright = pytest.importorskip("playwright.sync_api", reason="needs the browser packages: ./qz test --all")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the browser packages: ./qz test --all")


@pytest.fixture(scope="module")
def chromium():
    # Playwright keeps an event loop in this thread; the tests' own database reads are still synchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(db):
    """A server on this test's own connection: the journal cannot be flushed, so the test is rolled back instead."""
    if not (connection.vendor == "sqlite" and connection.is_in_memory_db()):
        pytest.skip("the look is the same on every database; it is shown on the embedded one")
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def demo(db, monkeypatch):
    monkeypatch.setattr(settings, "DEMO", True)
    Installation.objects.create(demo=True)


@pytest.fixture
def open_page(chromium, site, client):
    """Open a path as a person (or a stranger) at a width, in a theme and a language."""
    contexts = []

    def open_(path, person=None, width=1280, theme="light", language="zh-CN", script=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme=theme, locale=language, java_script_enabled=script
        )
        contexts.append(context)
        if person:
            client.force_login(person)
            context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])
        page = context.new_page()
        page.troubles = []
        page.on("console", lambda message: page.troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.goto(site.url + path)
        return page

    yield open_
    for context in contexts:
        context.close()


def sideways(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(360, "light", "zh-CN"), (360, "dark", "en"), (640, "dark", "zh-CN"), (1280, "light", "en")],
)
def test_the_style_page_fits_and_axe_finds_nothing(open_page, demo, width, theme, language):
    page = open_page("/style", width=width, theme=theme, language=language)
    assert sideways(page) == 0
    assert axe.Axe().run(page).response["violations"] == []
    assert page.troubles == []


@pytest.mark.parametrize("path", ["/", "/search?q=巡查"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_first_page_and_the_search_fit_and_axe_finds_nothing(open_page, place, path, width):
    draft_proposal(place.bureau, actor=place.officer, kind="app", raw={"name": "平安巡查通"})
    page = open_page(path, place.officer, width)
    assert sideways(page) == 0
    assert axe.Axe().run(page).response["violations"] == []
    assert page.troubles == []


def test_the_keyboard_walks_the_rows_and_opens_one(open_page, place):
    for name in ("平安巡查通", "河湖巡查"):
        draft_proposal(place.bureau, actor=place.officer, kind="app", raw={"name": name})
    page = open_page("/search?q=巡查", place.officer)
    row = page.locator('tr[aria-current="true"]')
    page.locator("h1").click()
    page.keyboard.press("j")
    first = row.inner_text()
    page.keyboard.press("j")
    assert row.count() == 1
    assert row.inner_text() != first
    page.keyboard.press("k")
    assert row.inner_text() == first
    target = row.locator("a").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{target}**")


def test_a_slash_goes_to_the_search_and_letters_typed_there_stay_letters(open_page, place):
    page = open_page("/", place.officer)
    page.keyboard.press("/")
    page.keyboard.type("jk/")
    assert page.locator("[data-search]").input_value() == "jk/"


def test_the_first_tab_offers_to_skip_to_the_content(open_page, place):
    page = open_page("/", place.officer)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_chosen_theme_is_there_before_the_page_is_drawn(open_page, place):
    page = open_page("/", place.officer)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    button = page.locator("[data-theme-button]")
    button.click()
    assert button.get_attribute("aria-label") == "配色：浅色"
    button.click()
    dark = page.evaluate(ground)
    assert dark != light
    page.reload(wait_until="commit")
    page.wait_for_selector("body")
    assert page.evaluate(ground) == dark
    button.click()
    assert page.evaluate(ground) == light


def test_a_dialog_takes_the_focus_and_gives_it_back(open_page, demo):
    page = open_page("/style")
    opener = page.locator('[data-dialog="d-a"]')
    opener.click()
    assert page.locator("dialog#d-a").is_visible()
    assert page.evaluate("document.activeElement.closest('dialog').id") == "d-a"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.dialog") == "d-a"


def test_a_phone_has_a_bar_of_four_with_large_targets(open_page, place):
    page = open_page("/", place.officer, width=360)
    targets = page.locator(".bar4 > a, .bar4 > details > summary")
    assert targets.count() == 4
    assert all(targets.nth(at).bounding_box()["height"] >= 44 for at in range(4))
    assert not page.locator(".rail").is_visible()
    targets.nth(3).click()
    assert page.locator(".bar4 .drop a").first.is_visible()


def test_everything_can_be_reached_without_script(open_page, place):
    page = open_page("/", place.officer, script=False)
    page.locator(".account summary").click()
    assert page.locator(".account form button").is_visible()
    page.fill("[data-search]", "巡查")
    page.locator("[data-search]").press("Enter")
    assert "巡查" in page.locator("h1").inner_text()
    page.locator('button[name="language"]').click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert not page.locator("[data-theme-button]").is_visible()


def test_print_leaves_the_frame_away_and_stays_light(open_page, place):
    page = open_page("/", place.officer, theme="dark")
    page.emulate_media(media="print")
    assert not page.locator(".rail").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
