"""A township tries something and puts it up for promotion; another place reuses; a sponsor files a change and checks."""

import io

import docx
import pytest

from .test_gate import CHOICES, TEXTS, day
from .walking import assert_accessible, assert_fits, send

pytestmark = pytest.mark.browser
LASTING = {"q_plan", "q_module", "q_cooperate", "forced_statement"}


def test_a_township_tries_something_with_less_to_answer(visit):
    page = visit("yangjun")
    page.goto("/register/pilots/")
    assert_accessible(page)
    assert "云岭圩日通" in page.inner_text("main")
    page.goto("/gate/new/")
    page.click("button[value=mini_program]")
    page.locator("[name=build][value=pilot]").check()
    assert page.locator("[name=pilot_area]").is_visible()
    assert not page.locator("[name=q_plan]").is_visible()
    for name, choice in CHOICES.items():
        if name not in ("build", "forced_functions"):
            page.locator(f"[name={name}][value={choice}]").check()
    page.locator("[name=forced_functions][value=none]").check()
    texts = {name: text for name, text in TEXTS.items() if name not in LASTING}
    texts |= {
        "name": "河道清漂互助", "purpose": "村民相约清理河道漂浮物。", "functions": "活动报名\n工具借用", "starts_on": day(0),
        "ends_on": day(80), "pilot_area": "2 个村", "pilot_people": "60", "pilot_question": "每月清漂是否更快办完",
    }  # fmt: skip
    for name, text in texts.items():
        page.fill(f"[name={name}]", text)
    page.click("button[value=submit]")
    page.wait_for_url("**/gate/*/")
    assert "待审核" in page.inner_text("main")

    reviewer = visit("zhoumin")
    reviewer.goto(page.url)
    assert "R05" in reviewer.content()
    assert "R03" not in reviewer.inner_text("#findings .findings")


def test_a_pilot_is_put_up_for_promotion_filled_from_what_it_said(visit):
    page = visit("yangjun", width=360)
    page.goto("/register/pilots/")
    page.goto(page.locator("th a", has_text="云岭圩日通").get_attribute("href"))
    assert_accessible(page)
    assert_fits(page)
    page.click("button:has-text('提出转正')")
    page.wait_for_url("**/edit/")
    assert page.input_value("[name=functions]").split("\n") == ["摊位预约", "圩日公告"]
    assert page.locator("[name=build][value=new]").is_checked()


def test_another_place_asks_on_the_shelf_and_the_owner_agrees(visit):
    page = visit("chenwei")
    page.goto("/register/shelf/")
    assert_accessible(page)
    page.goto(page.locator("th a", has_text="独居老人敲敲门").get_attribute("href"))
    page.fill("[name=area]", "全县灾害信息员")
    page.fill("[name=people]", "30")
    page.fill("[name=why]", "汛期叫应独居老人")
    send(page, page.locator("main button.primary:has-text('申请复用')"))
    owner = visit("yangjun")
    owner.goto("/")
    assert owner.locator(".todo li", has_text="申请复用").count()
    owner.goto(page.url)
    row = owner.locator("li", has_text="全县灾害信息员")
    send(owner, row.locator("button.primary"))
    page.reload()
    send(page, page.locator("button:has-text('按此人数和区域加入')"))
    assert "已加入使用" in page.locator("#places li", has_text="全县灾害信息员").inner_text()


def test_a_sponsor_files_the_change_takes_the_form_out_and_checks(visit):
    page = visit("chenwei")
    page.goto("/")
    page.locator(".todo li", has_text="线上功能与备案不一致").locator("a").click()
    page.wait_for_url("**/change-filing/")
    assert_accessible(page)
    assert "OP-07" in page.inner_text("main")
    page.fill("[name=reason]", "企业自查登记已上线；打卡将下线。")
    send(page, page.locator("main button.primary"))
    reviewer = visit("zhoumin")
    reviewer.goto(page.url)
    send(reviewer, reviewer.locator("button[value=accept]"))
    assert "R08" in reviewer.inner_text("#refused")
    reviewer.fill("[name=answer]", "请先删去打卡。")
    send(reviewer, reviewer.locator("button[value=return]"))
    assert "请先删去打卡" in reviewer.inner_text("main")

    page.goto(page.url.replace("change-filing", "filing-pack"))
    assert_accessible(page)
    with page.expect_download() as download:
        page.click("button:has-text('导出 docx')")
    paper = docx.Document(io.BytesIO(download.value.path().read_bytes()))
    assert len(paper.tables) == 8

    page.goto("/register/self-checks/")
    assert_accessible(page)
    send(page, page.locator("button:has-text('没有变化，确认勾选的')"))
    assert "已确认" in page.inner_text("#messages")
