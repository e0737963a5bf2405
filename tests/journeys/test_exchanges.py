"""A department hands data to a system that will not connect, makes a field form, and everybody sees what was given."""

import re
import zipfile

import pytest

from qingzhuang.demo.exchanges import PURPOSE

from .walking import assert_accessible, assert_fits, send

pytestmark = pytest.mark.browser
TEMPLATE = "姓名,性别(1男2女)\r\n".encode("gb18030")


def test_a_template_is_registered_confirmed_and_filled(visit, tmp_path):
    page = visit("liufang")
    page.goto("/data/layouts/")
    page.locator("summary", has_text="登记模板").click()
    page.fill("#f-system", "市困难群众系统")
    page.set_input_files("input[type=file]", {"name": "导入.csv", "mimeType": "text/csv", "buffer": TEMPLATE})
    page.get_by_role("button", name="读取").click()
    page.wait_for_url(re.compile(r"/layouts/\d+/$"))
    assert_accessible(page)
    send(page, page.get_by_role("button", name="确认各列"))
    # The grants of one place: those of another are for another file.
    for label in page.locator("label.check", has_text=PURPOSE).all():
        label.locator("input[name=grant]").check()
    page.fill("#f-purpose", "市级困难群众比对")
    page.get_by_role("button", name="生成文件").click()
    page.wait_for_url(re.compile(r"/handovers/\d+/$"))
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="下载文件和回执").click(timeout=60_000)
    archive = zipfile.ZipFile(download.value.path())
    assert archive.read("导入.csv").startswith(TEMPLATE)
    assert archive.read("导入.csv").count(b"\r\n") > 50
    send(page, page.get_by_role("link", name="核验回执"))
    assert "未被改动" in page.inner_text("main")


@pytest.mark.parametrize(
    "path",
    [
        "/data/exchanges/",
        "/data/layouts/",
        "/data/layouts/1/",
        "/data/handovers/1/",
        "/data/field-forms/",
        "/data/grants/1/",
    ],
)
def test_the_pages_are_accessible_and_fit_a_phone(visit, path):
    page = visit("liufang", 360, "en-GB")
    assert page.goto(path).status == 200
    assert_fits(page)
    assert_accessible(page)
