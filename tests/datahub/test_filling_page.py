"""The filled sheet as a page: cells by source, namesakes chosen, captions put right and taken back, who goes in."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.comments import Comment
from stdnum.cn import uscc

from qingzhuang.core.jobs import work
from qingzhuang.core.models import JournalEntry
from qingzhuang.datahub.models import CaptionMeaning, FilledSheet, Subject
from qingzhuang.identity.actions import set_language
from tests.datahub.conftest import number, person, table
from tests.datahub.test_filling import LI, WANG, drop, rows_of, sheet  # noqa: F401

OTHER_LI = number("519901", "1955-02-03", 8)


def page_of(client, filled, **query):
    return client.get(filled.get_absolute_url(), query).content.decode()


def post(client, name, filled, **given):
    answer = client.post(reverse(f"datahub:{name}", args=[filled.pk]), given)
    work(once=True)
    filled.refresh_from_db()
    return answer


def test_the_sheet_is_shown_with_its_cells_and_one_explained(hub, drop, client):  # noqa: F811
    drop(sheet([1, "王小明", WANG, None, None, None]))
    filled = FilledSheet.objects.get()
    page = page_of(client, filled, cell="E3")
    assert "低保对象核查表" in page
    assert page.count("13812345678") >= 2
    about = page.split('id="about"')[1]
    assert "民政数据" in about
    assert "2026-11-01" in about
    [subject] = Subject.objects.filter(label="王小明")
    assert reverse("datahub:subject", args=[subject.pk]) in about


def test_one_of_two_namesakes_is_chosen_by_one_click_and_taken_back(hub, drop, take_in, client):  # noqa: F811
    take_in(person("李兰", OTHER_LI, 联系电话="13600000000"), observed="2026-11-02")
    drop(sheet([1, "李兰", None, None, None, None]))
    filled = FilledSheet.objects.get()
    page = page_of(client, filled)
    assert OTHER_LI not in page
    assert f"{OTHER_LI[:4]}**********{OTHER_LI[-4:]}" in page
    finding = next(each for each in filled.report["findings"] if each["kind"] == "question")
    place = f"0!{finding['cell']}"
    meant = next(key for key in _keys(page) if _chosen_phone(client, filled, place, key) == "13600000000")
    assert filled.chosen == {place: meant}
    post(client, "subject-choose", filled, place=place, subject="")
    assert rows_of(client, filled)[2][4] is None


def _keys(page):
    return {part.split('"')[0] for part in page.split('name="subject" value="')[1:]}


def _chosen_phone(client, filled, place, key):
    post(client, "subject-choose", filled, place=place, subject=key)
    return rows_of(client, filled)[2][4]


def test_somebody_who_is_no_candidate_cannot_be_chosen(hub, drop, take_in, client):  # noqa: F811
    take_in(person("李兰", OTHER_LI, 联系电话="13600000000"), observed="2026-11-02")
    drop(sheet([1, "李兰", None, None, None, None]))
    filled = FilledSheet.objects.get()
    far = Subject.objects.get(label="赵远").pk
    post(client, "subject-choose", filled, place="0!A3", subject=str(far))
    assert rows_of(client, filled)[2][4] is None


def test_a_caption_is_put_right_and_taken_back(hub, drop, client):  # noqa: F811
    drop(sheet([1, "王小明", WANG, None, None, None]))
    filled = FilledSheet.objects.get()
    page = page_of(client, filled, cell="E2")
    assert 'value="person.phone" selected' in page
    [table] = filled.report["tables"]
    given = {"family": table["family"], "caption": "联系电话"}
    post(client, "caption-confirm", filled, element="", **given)
    assert rows_of(client, filled)[2][4] is None
    assert reverse("datahub:caption-forget", args=[filled.pk]) in page_of(client, filled, cell="E2")
    post(client, "caption-forget", filled, **given)
    assert rows_of(client, filled)[2][4] == "13812345678"
    assert not CaptionMeaning.objects.exists()


def test_who_goes_into_an_empty_sheet_is_counted_then_filled(hub, drop, take_in, client):  # noqa: F811
    take_in(person("周低", number("519901", "1950-02-03", 8), 户号="7", 户主姓名="周低", 是否低保户="是"))
    drop(sheet())
    filled = FilledSheet.objects.get()
    asked = {"area": hub.village.pk, "person.age": "60"}
    assert "2 个" in page_of(client, filled, count="yes", **asked)
    post(client, "sheet-narrow", filled, **asked)
    assert [row[1] for row in rows_of(client, filled)[2:] if row[1]] == ["王小明", "周低"]
    post(client, "sheet-narrow", filled, **{"household.minimum_living_allowance": "true", "area": hub.other.pk})
    assert filled.who["area"] == hub.village.pk
    assert [row[1] for row in rows_of(client, filled)[2:] if row[1]] == ["周低"]
    entry = JournalEntry.objects.filter(verb="datahub.sheet.narrow").last()
    assert "household.minimum_living_allowance" in str(entry.details)


@pytest.mark.parametrize("how", ["comments", "sheet"])
def test_it_is_downloaded_with_its_sources(hub, drop, client, how):  # noqa: F811
    drop(sheet([1, "王小明", WANG, None, None, None]))
    url = reverse("datahub:filling-download", args=[FilledSheet.objects.get().pk])
    book = load_workbook(io.BytesIO(b"".join(client.get(url, {"with": how}).streaming_content)))
    said = book.worksheets[0]["E3"].comment.text if how == "comments" else str(list(book.worksheets[1].values))
    assert "民政数据" in said
    report = json.loads(b"".join(client.get(url, {"with": "report"}).streaming_content))
    assert report["summary"]["filled"] >= 2


def test_its_sources_are_told_in_the_readers_language(hub, drop, client):  # noqa: F811
    drop(sheet([1, "王小明", WANG, None, None, None]))
    url = reverse("datahub:filling-download", args=[FilledSheet.objects.get().pk])
    set_language(hub.clerk, actor=hub.clerk, language="en")
    book = load_workbook(io.BytesIO(b"".join(client.get(url, {"with": "sheet"}).streaming_content)))
    assert book.sheetnames[1] == "Sources"
    assert book.worksheets[1]["F1"].value == "Source"


def test_a_sheet_with_comments_of_its_own_keeps_them_and_says_so(hub, drop, client):  # noqa: F811
    book = load_workbook(io.BytesIO(sheet([1, "王小明", WANG, None, None, None])))
    book.active["B3"].comment = Comment("请本人核对", "镇里")
    out = io.BytesIO()
    book.save(out)
    drop(out.getvalue())
    filled = FilledSheet.objects.get()
    url = reverse("datahub:filling-download", args=[filled.pk])
    answer = client.get(url, {"with": "comments"})
    assert answer.status_code == 400
    assert "原来有批注" in answer.content.decode()
    whole = load_workbook(io.BytesIO(b"".join(client.get(url).streaming_content)))
    assert whole.active["B3"].comment.text == "请本人核对"
    assert "filled" not in filled.report


def test_several_files_are_each_taken_and_a_bad_one_keeps_none_out(hub, drop, client):  # noqa: F811
    client.force_login(hub.clerk)
    csv = "姓名,联系电话\n王小明,\n".encode()
    files = [
        SimpleUploadedFile("a.xlsx", sheet([1, "王小明", WANG, None, None, None])),
        SimpleUploadedFile("坏.xlsx", b"\x7fELF"),
        SimpleUploadedFile("b.csv", csv),
    ]
    page = client.post(reverse("datahub:fillings"), {"file": files, "purpose": "低保核查通知"})
    work(once=True)
    assert page.status_code == 400
    assert "坏.xlsx" in page.content.decode()
    assert set(FilledSheet.objects.values_list("file_name", "step")) == {("a.xlsx", "done"), ("b.csv", "done")}
    assert rows_of(client, FilledSheet.objects.get(file_name="b.csv"))[1][1] == "13812345678"


def test_nobody_else_decides_about_a_sheet(hub, drop, client):  # noqa: F811
    drop(sheet())
    filled = FilledSheet.objects.get()
    client.force_login(hub.steward)
    for name in ("subject-choose", "caption-forget", "sheet-narrow"):
        assert client.post(reverse(f"datahub:{name}", args=[filled.pk])).status_code == 404


def test_a_page_costs_the_same_at_any_size(hub, drop, take_in, client):  # noqa: F811
    drop(sheet([1, "王小明", WANG, None, None, None]))
    small = FilledSheet.objects.first()
    take_in(*[person(f"村民{n}", number("519901", "1970-01-01", n), 联系电话="13512345678") for n in range(100, 220)])
    rows = [[n, f"村民{n}", None, None, None, None] for n in range(100, 220)]
    drop(sheet(*rows))
    large = FilledSheet.objects.first()
    assert large.report["summary"]["filled"] > 200
    assert _queries(client, small) == _queries(client, large)


def _queries(client, filled):
    client.get(filled.get_absolute_url())
    with CaptureQueriesContext(connection) as seen:
        client.get(filled.get_absolute_url(), {"page": "1"})
    return len(seen)


def test_a_household_sheet_is_filled_by_the_household_number(hub, drop, take_in, client):  # noqa: F811
    take_in({"户号": "7", "户主姓名": "周大", "村（社区）": "桃源村", "是否低保户": "是"})
    drop(sheet(["7", None, None, None, None, None], captions=("户号", "户主姓名", "是否低保户", "甲", "乙", "丙")))
    filled = FilledSheet.objects.first()
    assert filled.report["kind"] == "household"
    assert rows_of(client, filled)[2][1:3] == ["周大", "是"]


def test_an_organisation_sheet_is_filled_by_the_credit_code(hub, drop, take_in, client):  # noqa: F811
    code = "91519901MA0000001"
    code += uscc.calc_check_digit(code)
    captions = ["统一社会信用代码", "单位名称", "村（社区）"]
    firm = {"统一社会信用代码": code, "单位名称": "桃源合作社", "村（社区）": "桃源村"}
    take_in(data=table(firm, captions=captions))
    drop(sheet([code, None, None, None, None, None], captions=("统一社会信用代码", "单位名称", "甲", "乙", "丙", "丁")))
    assert rows_of(client, FilledSheet.objects.first())[2][1] == "桃源合作社"
