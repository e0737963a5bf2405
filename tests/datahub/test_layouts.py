"""A system that will not connect gets its own import file, with a receipt that proves it, and its errors find their rows."""

import datetime
import hashlib
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import work
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.actions import answer_request, make_agreement, make_handover, request_data, revoke_grant
from qingzhuang.datahub.jobs.handovers import forget_files
from qingzhuang.datahub.models import AccessedSubject, Exchange, Grant, Handover, Layout
from qingzhuang.datahub.signing import verify
from tests.datahub.conftest import number, person, table

TEMPLATE = "序号,姓名,公民身份号码,性别(1男2女),出生日期(YYYY/MM/DD)\r\n".encode("gb18030")
CODES = ("person.name", "person.id_number", "person.sex", "person.birth_date")


@pytest.fixture
def granted(hub, take_in):
    take_in(*[person(f"村民{n}", number("519901", "1970-01-01", n), 性别="男" if n % 2 else "女") for n in range(1, 7)])
    for code in CODES:
        make_agreement(hub.county, actor=System, element=code, steward=hub.place.civil)
    grants = request_data(
        hub.place.health,
        actor=hub.place.health_officer,
        area=hub.county,
        codes=CODES,
        purpose="健康档案补录",
        basis="国家基本公共卫生服务规范",
        until=timezone.localdate() + datetime.timedelta(days=30),
        form="rows",
    )
    return answer_request(grants[0], actor=hub.place.civil_officer, grant_it=True, answer="同意")


@pytest.fixture
def layout(hub, granted, client):
    """Registered and confirmed in the browser, as the health officer does."""
    client.force_login(hub.place.health_officer)
    client.post(
        reverse("datahub:layouts"), {"system": "省健康档案系统", "file": SimpleUploadedFile("档案导入.csv", TEMPLATE)}
    )
    found = Layout.objects.get()
    page = client.get(found.get_absolute_url()).content.decode()
    assert "GB18030" in page
    columns = {f"c{n}": found.bindings[each["key"]] for n, each in enumerate(found.columns)}
    assert list(columns.values()) == ["record.sequence", *CODES]
    client.post(found.get_absolute_url(), columns)
    found.refresh_from_db()
    return found


def test_from_the_template_to_the_file_its_receipt_and_the_errors(hub, granted, layout, client):
    made = client.post(
        reverse("datahub:handover-make", args=[layout.pk]), {"grant": [granted.pk], "purpose": "首次建档导入"}
    )
    assert "正在生成" in client.get(made.url).content.decode()
    work(once=True)
    handover = Handover.objects.get()
    archive = zipfile.ZipFile(io.BytesIO(b"".join(client.get(f"{made.url}download/").streaming_content)))
    content = archive.read("档案导入.csv")
    assert content.startswith(TEMPLATE)
    rows = content[len(TEMPLATE) :].decode("gb18030").split("\r\n")
    assert rows[0] == f"1,村民1,{number('519901', '1970-01-01', 1)},1,1970/01/01"
    assert len(rows) == 7
    receipt = json.loads(archive.read("receipt.json"))
    facts = verify(receipt["signed"], receipt["public_key"])
    assert facts == receipt["facts"]
    assert facts["sha256"] == hashlib.sha256(content).hexdigest()
    assert facts["sha256"] in archive.read("receipt.txt").decode()
    exchange = Exchange.objects.get()
    assert (exchange.channel, exchange.subjects, exchange.digest) == ("file", 6, facts["sha256"])
    assert AccessedSubject.objects.count() == 6
    errors = SimpleUploadedFile("错误清单.csv", "行号,失败原因\n4,档案已存在\n99,未知\n".encode())
    client.post(made.url, {"file": errors})
    page = client.get(made.url).content.decode()
    assert "档案已存在" in page
    assert [(each.row, str(each.subject)) for each in handover.rejections.all()] == [(4, "村民3"), (99, "None")]
    client.force_login(hub.place.civil_officer)
    for address in (made.url, layout.get_absolute_url(), f"{made.url}download/"):
        assert client.get(address).status_code == 404


def test_a_code_goes_into_a_layout_by_the_word_that_forms_use(hub, take_in, client):
    captions = ["姓名", "公民身份号码", "学历"]
    take_in(
        data=table({**person("王芳", number("519901", "1970-01-01", 1)), "学历": "普通高级中学教育"}, captions=captions)
    )
    codes = ("person.name", "person.education")
    for code in codes:
        make_agreement(hub.county, actor=System, element=code, steward=hub.place.civil, sharing="unconditional")
    [grant] = request_data(
        hub.place.health, actor=hub.place.health_officer, area=hub.county, codes=codes, form="rows",
        purpose="健康档案补录", basis="国家基本公共卫生服务规范", until=timezone.localdate() + datetime.timedelta(days=30),
    )  # fmt: skip
    client.force_login(hub.place.health_officer)
    template = SimpleUploadedFile("档案导入.csv", "姓名,学历\r\n".encode("gb18030"))
    client.post(reverse("datahub:layouts"), {"system": "省健康档案系统", "file": template})
    layout = Layout.objects.get()
    client.post(layout.get_absolute_url(), {f"c{n}": code for n, code in enumerate(codes)})
    client.post(reverse("datahub:handover-make", args=[layout.pk]), {"grant": [grant.pk], "purpose": "首次建档导入"})
    work(once=True)
    assert rows_in(client, Handover.objects.get())[1] == "王芳,高中"


def rows_in(client, handover):
    """The lines of the file that was handed over."""
    packed = b"".join(client.get(f"{handover.get_absolute_url()}download/").streaming_content)
    return zipfile.ZipFile(io.BytesIO(packed)).read("档案导入.csv").decode("gb18030").split("\r\n")


def test_nothing_is_handed_over_without_purpose_grant_or_cover(hub, granted, layout, client):
    officer = hub.place.health_officer

    def refused(code, **changed):
        with pytest.raises(Refused) as found:
            make_handover(layout, **{"actor": officer, "grants": [granted], "purpose": "补录档案", **changed})
        assert found.value.code == code

    refused("datahub.purpose_needed", purpose=" ")
    refused("datahub.grants_apart", grants=[])
    with pytest.raises(Denied):
        make_handover(layout, actor=hub.place.civil_officer, grants=[granted], purpose="补录档案")
    Grant.objects.update(elements=["person.name"])
    granted.refresh_from_db()
    refused("datahub.layout_not_covered")
    refusal = client.post(reverse("datahub:handover-make", args=[layout.pk]), {"grant": granted.pk, "purpose": "补录"})
    assert refusal.status_code == 400
    assert "性别" in refusal.content.decode()
    revoke_grant(granted, actor=hub.place.civil_officer, reason="已完成")
    granted.refresh_from_db()
    refused("datahub.grant_over")


def test_a_grant_taken_back_meanwhile_stops_the_file(hub, granted, layout):
    handover = make_handover(layout, actor=hub.place.health_officer, grants=[granted], purpose="补录档案")
    revoke_grant(granted, actor=hub.place.civil_officer, reason="已完成")
    work(once=True)
    handover.refresh_from_db()
    assert (handover.step, bool(handover.file), Exchange.objects.count()) == ("failed", False, 0)


def test_a_hostile_template_is_refused_where_it_was_dropped(hub, client, place):
    client.force_login(place.health_officer)
    for name, data in (
        ("a.csv", b"\xff\x81\xff\xff,"),
        ("a.xlsx", b"PK\x03\x04nothing"),
        ("a.csv", b"<html>"),
        ("a.csv", b""),
    ):
        answer = client.post(reverse("datahub:layouts"), {"system": "某系统", "file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 400, name
    assert not Layout.objects.exists()


def test_files_go_after_thirty_days_and_receipts_stay(hub, granted, layout, client):
    handover = make_handover(layout, actor=hub.place.health_officer, grants=[granted], purpose="补录档案")
    work(once=True)
    Handover.objects.update(made_at=timezone.now() - datetime.timedelta(days=31))
    assert forget_files(None) == {"files": 1}
    handover.refresh_from_db()
    assert (bool(handover.file), bool(handover.receipt), handover.order) == (False, True, [])
    assert "30 天" in client.get(handover.get_absolute_url()).content.decode()
