"""A campaign as the office and a sponsor see it, and what a citizen asks of a thing."""

import re

import pytest

from .walking import assert_accessible, assert_fits, send

pytestmark = pytest.mark.browser


def test_a_sponsor_decides_everything_on_one_page_of_a_phone(visit):
    page = visit("chenwei", 360)
    page.goto("/register/campaigns/")
    assert_fits(page)
    assert_accessible(page)
    send(page, page.locator("main a[href*='/campaigns/decide/']").first)
    assert_fits(page)
    assert_accessible(page)
    for keep in page.locator("input[name^=decision-][value=keep]").all():
        keep.check()
    for because in page.locator("input[name^=because-]").all():
        because.fill("法定职责需要，已排期检测。")
    send(page, page.locator("button[name=submit]"))
    assert page.locator("button[name=submit]").count() == 0
    assert "法定职责需要" in page.inner_text("main")


@pytest.mark.parametrize("path", ["/register/campaigns/", "/register/campaigns/new/", "/register/campaigns/1/",
                                  "/register/campaigns/2/"])  # fmt: skip
def test_the_office_sees_progress_figures_and_rebounds(visit, path):
    page = visit("zhoumin", 360, "zh-CN")
    assert page.goto(path).status == 200
    assert_fits(page)
    assert_accessible(page)


def test_a_citizen_looks_a_thing_up_and_complains_without_signing_in(visit):
    page = visit(None, 360, "en-GB")
    page.goto("/is-official/?q=青溪政务")
    assert_fits(page)
    assert_accessible(page)
    send(page, page.locator("main th a").first)
    assert_fits(page)
    assert_accessible(page)
    send(page, page.get_by_role("link", name="Complain or suggest"))
    assert_fits(page)
    assert_accessible(page)
    page.locator("textarea[name=text]").fill("打不开")
    send(page, page.get_by_role("button", name="Send"))
    assert re.search(r"/official/receipts/\w+/$", page.url)
    assert_fits(page)
    assert_accessible(page)
