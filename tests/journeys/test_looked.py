"""A clerk shows a villager who looked at their data; the villager reads it on a phone, without an account."""

import pytest

from .walking import assert_accessible, assert_fits, send

pytestmark = pytest.mark.browser


def test_the_person_concerned_reads_who_looked(visit):
    clerk = visit("lilan", 360, "en-GB")
    assert clerk.get_by_role("link", name="Have a sheet filled").is_visible()
    clerk.goto("/data/subjects/?kind=person")
    send(clerk, clerk.locator("main tbody a").first)
    clerk.fill("[name=purpose]", "Winter heating subsidy")
    send(clerk, clerk.get_by_role("button", name="Show what is held"))
    send(clerk, clerk.get_by_role("button", name="Show this to the person concerned"))
    assert_fits(clerk)
    assert_accessible(clerk)
    address = clerk.locator("main p a").get_attribute("href")

    villager = visit(width=360, language="en-GB")
    villager.goto(address)
    assert "Winter heating subsidy" in villager.inner_text("main")
    assert "李兰" not in villager.inner_text("main")
    assert_fits(villager)
    assert_accessible(villager)


@pytest.mark.parametrize("path", ["/data/", "/data/subjects/", "/data/doubts/", "/data/grants/", "/data/signature/"])
def test_the_pages_of_the_hub_are_accessible_and_fit_a_phone(visit, path):
    page = visit("linwen", 360, "en-GB")
    assert page.goto(path).status == 200
    assert_fits(page)
    assert_accessible(page)
