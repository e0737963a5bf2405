"""A township dissolves its groups, a system reads the register with a key, the office decides what a patrol found and
does one thing to many entries."""

import re

import pytest

from .walking import assert_accessible, assert_fits, send

pytestmark = pytest.mark.browser


def test_a_township_decides_on_its_prefilled_list_in_one_go(visit):
    page = visit("yangjun")
    page.locator("main a", has_text="个工作群建议解散").click()
    page.wait_for_url(re.compile(r"/groups/dissolve/$"))
    rows = page.locator("tbody tr")
    proposed = rows.count()
    kept = rows.first.locator("th a").inner_text()
    rows.first.locator("select").select_option("keep")
    send(page, page.locator("button[form=dissolve]"))
    assert "须写明理由" in page.inner_text("[role=alert]")
    rows.first.locator("input[maxlength]").fill("防汛值守常备")
    send(page, page.locator("button[form=dissolve]"))
    shown = page.inner_text("main")
    assert "没有建议解散的群" in shown
    page.goto("/register/groups/")
    send(page, page.get_by_role("link", name=kept, exact=True).first)
    assert "防汛值守常备" in page.inner_text("#groups")
    assert proposed > 1


def test_an_integrator_issues_a_key_that_reads_the_register(visit):
    page = visit("xuyang")
    page.goto("/register/interfaces/")
    send(page, page.get_by_role("link", name="接口密钥"))
    page.fill("#f-name", "指挥调度平台")
    page.locator("input[value='register.read']").check()
    page.fill("#f-expires", page.get_attribute("#f-expires", "max"))
    send(page, page.locator("main form button.primary"))
    token = page.inner_text("#new-key")
    assert_accessible(page)
    stranger = visit()
    told = stranger.request.get("/api/v1/assets?kind=app", headers={"Authorization": f"Bearer {token}"})
    assert told.status == 200
    assert told.json()["count"] >= 1
    page.goto("/people/keys/")
    assert page.locator("#new-key").count() == 0
    send(page, page.locator("tr", has_text="指挥调度平台").get_by_role("button", name=re.compile("停用")))
    assert stranger.request.get("/api/v1/assets", headers={"Authorization": f"Bearer {token}"}).status == 401


def test_the_office_decides_once_what_a_patrol_found(visit):
    page = visit("zhoumin")
    page.locator("main a", has_text="微信公众平台").first.click()
    page.wait_for_url(re.compile(r"/patrols/\d+/"))
    send(page, page.locator("main nav a, main .tabs a", has_text="未登记").first)
    page.locator("tr", has_text="青溪夜市").locator("input[name=reason]").fill("商会自办，不属政务账号")
    send(page, page.locator("tr", has_text="青溪夜市").locator("button[value=dismiss]"))
    assert page.locator("tr", has_text="青溪夜市").count() == 0
    send(page, page.locator("tr", has_text="青溪交警微提示").locator("button[value=register]"))
    page.goto("/register/?q=青溪交警微提示")
    assert page.locator("tbody tr", has_text="青溪交警微提示").count() == 1


def test_many_entries_are_previewed_done_and_taken_back(visit):
    page = visit("zhoumin")
    page.goto("/register/?kind=mini_program&status=running")
    send(page, page.get_by_role("link", name="批量办理"))
    page.locator("#end_date summary").click()
    page.fill("#f-end_date-ends_on", "2031-12-31")
    page.fill("#f-end_date-basis", "统一到期")
    send(page, page.locator("#end_date button"))
    assert "2031-12-31" in page.locator("tbody tr").first.inner_text()
    assert_accessible(page)
    send(page, page.locator("main ~ * button.primary, button.primary").last)
    back = page.get_by_role("button", name="撤回")
    back.wait_for(timeout=60_000)
    send(page, back)
    assert page.locator("tbody tr").count() > 0


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("zhoumin", "/register/groups/"),
        ("yangjun", "/register/groups/dissolve/"),
        ("zhoumin", "/register/groups/files/1/"),
        ("zhoumin", "/register/groups/new/"),
        ("zhoumin", "/register/patrols/"),
        ("zhoumin", "/register/patrols/1/"),
        ("xuyang", "/register/interfaces/"),
        ("xuyang", "/people/keys/"),
        ("zhoumin", "/register/bulk/?query=kind%3Daccount"),
    ],
)
def test_the_pages_are_accessible_and_fit_a_phone(visit, who, path):
    page = visit(who, 360, "en-GB")
    assert page.goto(path).status == 200
    assert_fits(page)
    assert_accessible(page)
