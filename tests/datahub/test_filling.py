"""A clerk drops the county's sheet and gets it back filled from the hub, each cell's source shown."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from qingzhuang.core.jobs import enqueue, work
from qingzhuang.core.models import JournalEntry
from qingzhuang.datahub.models import AccessedSubject, CaptionMeaning, FilledSheet
from tests.datahub.conftest import number, person

WANG = number("519901", "1949-12-31", 2)
LI = number("519901", "1980-05-06", 11)


def sheet(*rows, captions=("序号", "姓名", "身份证号码", "性别", "联系电话", "备注说明")):
    book = Workbook()
    page = book.active
    page.append(["低保对象核查表"])
    page.merge_cells("A1:F1")
    page.append(list(captions))
    for row in rows or [[n] + [None] * (len(captions) - 1) for n in range(1, 6)]:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def drop(hub, client, take_in):
    take_in(
        person("王小明", WANG, 性别="男", 联系电话="13812345678"),
        person("李兰", LI, 性别="女", 联系电话="13912345678"),
        person("赵远", number("519901", "1990-01-01", 5), village="柳溪村", 联系电话="13700000000"),
    )

    def send(data, someone=None, purpose="低保核查通知", name="核查表.xlsx"):
        client.force_login(someone or hub.clerk)
        page = client.post(reverse("datahub:fillings"), {"file": SimpleUploadedFile(name, data), "purpose": purpose})
        work(once=True)
        return page

    return send


def rows_of(client, filled):
    content = b"".join(client.get(reverse("datahub:filling-download", args=[filled.pk])).streaming_content)
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.values]


def test_a_list_that_names_people_is_filled_from_the_hub(hub, drop, client):
    drop(sheet([1, "王小明", WANG, None, None, None], [2, "李兰", None, None, None, None]))
    filled = FilledSheet.objects.get()
    rows = rows_of(client, filled)
    assert rows[2][:5] == [1, "王小明", WANG, "男", "13812345678"]
    assert rows[3][:5] == [2, "李兰", LI, "女", "13912345678"]
    page = client.get(filled.get_absolute_url()).content.decode()
    assert "民政数据" in page
    assert "只按姓名匹配" in page
    assert AccessedSubject.objects.filter(access__purpose="低保核查通知").count() == 2


def test_an_empty_list_gets_everybody_of_ones_own_village_and_nobody_else(hub, drop, client):
    drop(sheet())
    names = [row[1] for row in rows_of(client, FilledSheet.objects.get())[2:] if row[1]]
    assert names == ["王小明", "李兰"]


def test_people_beyond_ones_area_are_not_found(hub, drop, client):
    drop(sheet([1, "赵远", None, None, None, None]))
    assert rows_of(client, FilledSheet.objects.get())[2][4] is None


def test_a_row_whose_number_is_wrong_is_not_filled_by_its_name(hub, drop, client):
    wrong = WANG[:17] + ("1" if WANG[17] != "1" else "2")
    drop(sheet([1, "王小明", wrong, None, None, None]))
    filled = FilledSheet.objects.get()
    assert rows_of(client, filled)[2][3:5] == [None, None]
    [finding] = [each for each in filled.report["findings"] if each["kind"] == "unknown"]
    assert "校验位不对" in finding["text"]["zh"]


def test_a_number_of_somebody_of_another_name_is_asked_about(hub, drop, client):
    drop(sheet([1, "孙志远", WANG, None, None, None], [2, "王晓明", WANG, None, None, None]))
    filled = FilledSheet.objects.get()
    assert [row[4] for row in rows_of(client, filled)[2:4]] == [None, "13812345678"]
    [finding] = [each for each in filled.report["findings"] if each["kind"] == "question"]
    assert "另一个姓名" in str(finding)


def test_two_of_one_name_are_asked_about(hub, drop, take_in, client):
    take_in(person("李兰", number("519901", "1955-02-03", 8), 联系电话="13600000000"), observed="2026-11-02")
    drop(sheet([1, "李兰", None, None, None, None]))
    filled = FilledSheet.objects.get()
    assert rows_of(client, filled)[2][4] is None
    assert "question" in {finding["kind"] for finding in filled.report["findings"]}


def test_values_stand_in_the_file_alone(hub, drop):
    drop(sheet([1, "王小明", WANG, None, None, None]))
    assert "13812345678" not in str(FilledSheet.objects.get().report)
    assert "13812345678" not in str(list(JournalEntry.objects.values_list("details", flat=True)))


def test_a_caption_put_right_once_is_remembered_for_the_family(hub, drop, client):
    data = sheet(
        [1, "王小明", WANG, None, None, None], captions=("序号", "姓名", "身份证号码", "性别", "找他打啥", "备注说明")
    )
    drop(data)
    filled = FilledSheet.objects.get()
    assert rows_of(client, filled)[2][4] is None
    [table] = filled.report["tables"]
    given = {"family": table["family"], "caption": "找他打啥", "element": "person.phone"}
    client.post(reverse("datahub:caption-confirm", args=[filled.pk]), given)
    work(once=True)
    filled.refresh_from_db()
    assert rows_of(client, filled)[2][4] == "13812345678"
    assert CaptionMeaning.objects.get().element == "person.phone"
    drop(data)
    assert rows_of(client, FilledSheet.objects.first())[2][4] == "13812345678"


def test_a_filled_sheet_is_its_owners_alone_and_goes_after_a_week(hub, drop, client, settings):
    drop(sheet([1, "王小明", WANG, None, None, None]))
    filled = FilledSheet.objects.get()
    client.force_login(hub.steward)
    for name in ("filling", "filling-download"):
        assert client.get(reverse(f"datahub:{name}", args=[filled.pk])).status_code == 404
    FilledSheet.objects.update(made_at="2026-01-01T00:00:00Z")
    enqueue("datahub.sheet.forget")
    work(once=True)
    assert not FilledSheet.objects.exists()
    assert not list((settings.MEDIA_ROOT / "fill").glob("*"))


def test_without_a_purpose_or_with_a_lying_file_nothing_is_kept(hub, drop):
    assert drop(sheet(), purpose=" ").status_code == 400
    assert drop(b"\x7fELF\x02\x01", name="a.xlsx").status_code == 400
    assert drop(sheet(), someone=hub.place.civil_officer).status_code == 404
    assert not FilledSheet.objects.exists()
