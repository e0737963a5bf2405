"""Merging and closing in a real browser: prepared on a phone by a sponsor, decided by the office, read by everybody."""

import re

import pytest

from .walking import assert_accessible, assert_fits, send

pytestmark = pytest.mark.browser


def opened(page, name):
    """The address of the merge whose survivor is called so."""
    page.goto("/register/merges/")
    send(page, page.get_by_role("link", name=name).first)
    return page.url


def find(page, name):
    page.goto(f"/register/?q={name}")
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_url(re.compile(r"/register/\d+/$"))
    return re.search(r"(\d+)/$", page.url)[1]


def test_the_office_drafts_a_merge_corrects_it_counts_it_and_has_it_rehearsed(visit, tmp_path):
    page = visit("zhoumin")
    forest, river = find(page, "森林防火通"), find(page, "河湖巡查")
    page.goto(f"/register/merges/new/?asset={forest}&asset={river}")
    assert_accessible(page)
    page.locator(f"[name=survivor][value='{forest}']").check()
    page.fill("[name=basis]", "县治理办〔2026〕6号")
    send(page, page.get_by_role("button", name="起草整合"))
    address = page.url
    row = page.locator("tr", has_text="巡河签到")
    assert row.locator("select").input_value() == "dropped"
    assert "OP-07" in row.locator("input[name^=reason]").input_value()
    send(page, page.get_by_role("button", name="保存对应"))
    listed = tmp_path / "用户.csv"
    listed.write_text("用户编号\nU1\nU2\nU3\n", encoding="utf-8")
    for thing in ("用户", "在办事项", "数据记录"):
        page.goto(address)
        send(page, page.locator("#counts").get_by_role("link", name=thing))
        if thing == "用户":
            page.set_input_files("[name=file]", listed)
            send(page, page.get_by_role("button", name="清点这份名单"))
        else:
            page.get_by_text("没有名单，直接填数目").first.click()
            page.fill("[name=count]", "0")
            page.fill("[name=source]", "后台")
            send(page, page.get_by_role("button", name="填报").first)
    page.goto(address)
    page.get_by_role("button", name="演练").click()
    page.locator("#rehearsal").wait_for(timeout=60_000)
    assert "不再提供：巡河签到" in page.inner_text("#rehearsal")
    assert "3" in page.locator("#counts tr", has_text="用户").inner_text()
    assert_accessible(page)


def test_a_sponsor_sees_on_a_phone_what_becomes_of_its_app_and_who_decides(visit):
    page = visit("chenwei", 360)
    opened(page, "青溪网格")
    assert_fits(page)
    assert_accessible(page)
    text = page.inner_text("main")
    assert "安全生产巡查" in text
    assert "须由本地治理办" in text
    assert page.get_by_role("button", name="公告").count() == 0
    page.locator("select[name^=fate]").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name.startsWith('target-')")


def test_everybody_reads_what_ends_and_is_led_on_without_signing_in(visit):
    page = visit(None, 360, "en-GB")
    page.goto("/register/announcements/")
    assert_fits(page)
    assert_accessible(page)
    send(page, page.get_by_role("link", name="青溪随手办"))
    assert_fits(page)
    assert_accessible(page)
    assert page.locator("a[href='https://zw.qingxi.example.cn']").count() == 1
    answer = page.request.get("/register/where/?address=https://SSB.qingxi.example.cn/")
    assert answer.url == page.url
    assert "<feed" in page.request.get("/register/announcements/feed/").text()


@pytest.mark.parametrize("path", ["/register/merges/", "/register/merges/?view=over", "/register/merges/2/", "/register/closures/",
                                  "/register/closures/1/", "/register/closures/2/", "/register/counts/1/"])  # fmt: skip
def test_pages_are_accessible_and_fit_a_phone(visit, path):
    page = visit("zhoumin", 360, "zh-CN")
    assert page.goto(path).status == 200
    assert_fits(page)
    assert_accessible(page)
