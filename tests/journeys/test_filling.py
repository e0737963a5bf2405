"""A village clerk drops the county's sheet, sees where each cell comes from, puts a caption right, says which of two
people of one name is meant, and takes the file home."""

import io
import re
from collections import Counter

import pytest
from openpyxl import Workbook, load_workbook

from .walking import assert_accessible, assert_fits, send

pytestmark = pytest.mark.browser


def drop(page, rows, name):
    book = Workbook()
    book.active.append(["低保核查表"])
    book.active.merge_cells("A1:E1")
    for row in [["序号", "姓名", "性别", "联系电话", "家底厚薄"], *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    page.goto("/data/fill/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("#f-file", {"name": name, "mimeType": kind, "buffer": out.getvalue()})
    page.fill("#f-purpose", "低保核查通知")
    send(page, page.locator("main form button.primary"))
    filled(page)


def filled(page):
    """The page asks how far it is and opens itself when it is done: to reload it as well would race with that."""
    page.locator("#about").wait_for(timeout=60_000)
    page.wait_for_load_state()


def names_of(page):
    return [text.splitlines()[0].split()[0] for text in page.locator(".grid tbody td:nth-child(3) a").all_inner_texts()]


def test_from_the_dropped_sheet_to_the_file(visit):
    page = visit("lilan", 360)
    drop(page, [[None] * 5], "空表.xlsx")
    assert_fits(page)
    assert_accessible(page)
    names = Counter()
    for _ in range(3):
        names.update(re.sub(r"[A-Z]$", "", each) for each in names_of(page))
        if page.locator(".pager a[rel=next]").count() == 0:
            break
        send(page, page.locator(".pager a[rel=next]"))
    twice = next(name for name, count in names.most_common() if count == 2)
    drop(page, [[1, twice, None, None, None]], "核查表.xlsx")
    assert_fits(page)
    assert_accessible(page)
    offered = page.locator("#questions button")
    assert offered.count() == 2
    assert "****" in offered.first.inner_text()
    send(page, offered.first)
    filled(page)
    assert page.locator("#questions").count() == 0
    page.locator(".grid td[class*=tint-] a").first.click()
    page.locator("#about dd", has_text="全员人口信息库").wait_for()
    page.locator(".grid .caption-cell a", has_text="家底厚薄").click()
    page.locator("#about select").select_option("household.income_per_head")
    send(page, page.locator("#about form", has=page.locator("select")).locator("button"))
    filled(page)
    page.locator(".grid .caption-cell a", has_text="家底厚薄").click()
    page.locator("#about button", has_text="撤回").wait_for()
    assert_accessible(page)
    with page.expect_download() as download:
        page.locator("a.btn.primary", has_text="下载").click()
    row = [cell.value for cell in load_workbook(io.BytesIO(download.value.path().read_bytes())).active[3]]
    assert row[1] == twice
    assert row[2] in ("男", "女")
    assert row[4] is not None
