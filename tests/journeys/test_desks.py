"""The owner answers what the office asked and the verdict follows; similar things are compared and decided on."""

import re

import pytest

from .walking import assert_accessible, assert_fits, send

pytestmark = pytest.mark.browser


def test_an_owner_answers_from_the_first_page_and_the_office_sees_a_zombie(visit):
    owner = visit("chenwei")
    waiting = owner.locator("main li", has_text="还在用吗").filter(has_text="安全生产巡查")
    waiting.locator("a").first.click()
    owner.wait_for_url(re.compile(r"/register/questions/\d+/$"))
    assert "天无活动" in owner.inner_text("main")
    owner.locator("[name=answer][value=close]").check()
    assert_accessible(owner)
    owner.locator("main form button.primary").click()
    owner.wait_for_url(re.compile(r"/register/closures/new/"))

    reviewer = visit("zhoumin")
    reviewer.goto("/register/liveness/?verdict=zombie")
    row = reviewer.locator("tr", has_text="安全生产巡查")
    assert "去关停" in row.inner_text()
    reviewer.goto("/register/liveness/?verdict=unclear&kind=account")
    reviewer.locator("input[name=asset]").first.check()
    send(reviewer, reviewer.locator("main form button.primary"))
    send(reviewer, reviewer.get_by_text("发出 1 问"))
    assert "已发出 1 问" in reviewer.inner_text("main")


def test_similar_things_stand_side_by_side_and_a_decision_takes_them_off_the_desk(visit):
    page = visit("zhoumin")
    page.goto("/register/similar/?kind=mini_program")
    send(page, page.locator("#main tbody a", has_text="青溪政务").first)
    assert page.locator("mark", has_text="投诉建议").count() == 2
    page.locator("[name=decision][value=different]").check()
    page.fill("[name=because]", "一个面向群众，一个面向窗口")
    page.locator("#decide button.primary").click()
    page.wait_for_url(re.compile(r"/register/similar/$"))
    page.goto("/register/similar/?kind=mini_program")
    assert page.locator("#main tbody a", has_text="青溪政务").count() == 0
    page.goto("/register/similar/?kind=mini_program&view=different")
    send(page, page.locator("#main tbody a", has_text="青溪政务").first)
    assert "一个面向群众，一个面向窗口" in page.inner_text("main")


@pytest.mark.parametrize(
    "path",
    ["/register/liveness/", "/register/questions/4/", "/register/usage/", "/register/similar/", "/register/similar/1/",
     "/register/3/", "/register/hosting/", "/register/hosting/apps/", "/register/groups/", "/register/self-checks/",
     "/register/2/filing-pack/", "/official/2/", "/official/2/poster/"],
)  # fmt: skip
def test_the_desks_are_accessible_and_fit_a_phone(visit, path):
    page = visit("zhoumin", 360, "en-GB")
    assert page.goto(path).status == 200
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize(
    "path",
    ["/data/overlaps/", "/data/overlaps/?view=pairs", "/data/overlaps/facts/1/", "/data/overlaps/forms/1/"],
)
def test_repeated_facts_are_accessible_and_fit_a_phone(visit, path):
    page = visit("linwen", 360, "zh-CN")
    assert page.goto(path).status == 200
    assert_fits(page)
    assert_accessible(page)
