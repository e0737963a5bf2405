"""A department officer proposes, learns, claims an exception, completes it; the reviewer accepts."""

import datetime
import os
import re
import tempfile
from pathlib import Path

import pytest

from .walking import assert_accessible, assert_fits, send

pytestmark = pytest.mark.browser
# The README's pictures are these tests' own: QZ_SCREENSHOTS=docs/images ./qz test --all tests/journeys
IMAGES = Path(os.environ.get("QZ_SCREENSHOTS") or tempfile.mkdtemp(prefix="qz-screens-"))
TEXTS = {
    "name": "汛期巡堤通", "audience": "巡堤人员", "people": "240", "platforms": "微信小程序", "handler_name": "陈伟",
    "handler_phone": "0990-5550101", "legal_basis": "县政府工作要点", "q_plan": "列入年度计划", "q_overlap": "已比对台账",
    "q_module": "暂不能", "q_cooperate": "已征求水利局", "q_data": "存政务云", "purpose": "巡堤人员每日打卡签到，按积分每周排名。",
    "functions": "隐患上报\n每日打卡签到\n积分排名", "forced_statement": "确认人员在位", "uses_per_year": "60", "complaint_reply_days": "3",
}  # fmt: skip
CHOICES = {
    "build": "new", "facing": "grassroots", "forced_functions": "present", "commercial": "no", "complaint_entry": "yes",
    "complaint_call_back": "yes", "shows_host": "yes", "entrance_linked": "yes", "identity_linked": "yes", "commitment": "yes",
}  # fmt: skip


def day(ahead):
    return (datetime.date.today() + datetime.timedelta(days=ahead)).isoformat()


def fill(page):
    for name, choice in CHOICES.items():
        page.locator(f"[name={name}][value={choice}]").check()
    for name, text in {**TEXTS, "starts_on": day(1), "ends_on": day(200)}.items():
        page.fill(f"[name={name}]", text)


def test_from_proposal_to_acceptance(visit):
    page = visit("chenwei")
    page.goto("/gate/new/")
    assert_accessible(page)
    page.click("button[value=mini_program]")
    fill(page)
    page.locator("[name=name]").blur()
    page.locator("#live-report", has_text="打卡").wait_for()
    assert_accessible(page)
    page.screenshot(path=IMAGES / "propose.png")

    page.locator("[name=exception_scene][value=emergency]").check()
    page.fill("[name=exception_basis]", "县防汛抗旱应急预案第12条")
    page.fill("[name=exception_scope]", "沿江6个乡镇巡堤人员")
    send(page, page.locator("button[value=submit]"))
    refusal = page.inner_text("#refused")
    assert "截止日期" in refusal
    assert "OP-07" in refusal

    page.fill("[name=exception_ends_on]", day(90))
    page.fill("[name=merge_decision]", "汛期结束后并入青溪网格")
    page.click("button[value=submit]")
    page.wait_for_url(re.compile(r"/gate/\d+/$"))
    assert "例外" in page.inner_text("#findings")
    address = page.url

    reviewer = visit("zhoumin")
    reviewer.goto(address + "review/")
    assert_accessible(reviewer)
    reviewer.locator("[name=outcome][value=accept_with_exception]").check()
    for box in reviewer.locator("input[name^=overrule-]").all():
        box.fill("经现场核实")
    reviewer.fill("[name=reason]", "同意，汛期结束即停用。")
    send(reviewer, reviewer.locator("main form button.primary"))
    assert reviewer.url == address
    assert "已受理" in reviewer.inner_text("h1")
    number = re.search(r"QZ-\d{4}-\d{4}", reviewer.inner_text("main"))
    assert number
    reviewer.goto("/register/?q=巡堤通")
    assert "汛期巡堤通" in reviewer.inner_text("main")


def test_the_report_reads_on_one_screen_in_both_languages_and_widths(visit):
    for language, code in (("zh-CN", "zh"), ("en-GB", "en")):
        for width in (1280, 360):
            page = visit("zhoumin", width, language)
            page.goto("/gate/1/")
            assert_fits(page)
            assert_accessible(page)
            page.screenshot(path=IMAGES / f"report-{width}-{code}.png", full_page=True)
            if (width, code) == (1280, "zh"):
                page.screenshot(path=IMAGES / "report.png")


@pytest.mark.parametrize("path", ["/", "/gate/", "/gate/check/", "/gate/rules/", "/gate/rules/R08/", "/gate/admitted/",
                                  "/gate/calendar/", "/register/", "/people/me/", "/people/organisations/", "/gate/1/review/"])  # fmt: skip
def test_pages_are_accessible_and_fit_a_phone(visit, path):
    page = visit("zhoumin", 360, "zh-CN")
    assert page.goto(path).status == 200
    assert_fits(page)
    assert_accessible(page)


def test_checking_a_text_and_switching_the_language_keeps_the_page(visit):
    # The choice of a language is kept with the person: one whom no other walk needs in Chinese.
    page = visit("gaojie", 360, "zh-CN")
    page.goto("/gate/check/")
    page.fill("[name=text]", "各村干部每天必须在群里打卡接龙，并上传走访照片。")
    send(page, page.locator("main form button.primary"))
    assert "须" in page.inner_text("main")
    assert "打卡" in page.inner_text("main q >> nth=0")
    page.goto("/gate/rules/R36/")
    send(page, page.get_by_text("English").first)
    assert page.url.endswith("/gate/rules/R36/")
    assert page.locator("html").get_attribute("lang") == "en"


def test_what_is_sent_while_it_is_being_saved_waits_for_the_save(visit):
    page = visit("chenwei", 360)
    page.goto("/gate/new/")
    page.click("button[value=mini_program]")
    fill(page)
    slow = {"offline": False, "latency": 1500, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.fill("[name=name]", "巡堤慢网")
    page.locator("[name=name]").blur()
    page.locator("[data-saving][data-state=busy]").wait_for()
    page.fill("[name=purpose]", "汛期巡堤，上报险情。")
    send(page, page.locator("button[value=save]"))
    assert page.locator("#refused").count() == 0
    assert page.input_value("[name=purpose]") == "汛期巡堤，上报险情。"
