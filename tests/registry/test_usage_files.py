"""Files of use: csv and Parquet, the same once, hostile ones refused, a killed reading goes on where it stopped."""

import datetime

import duckdb
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.jobs import work
from qingzhuang.registry.models import UsageReport, UsageUpload
from tests.crashing import RECOVER


def day(ago):
    return timezone.localdate() - datetime.timedelta(days=ago)


def parquet(folder, rows):
    file = folder / "use.parquet"
    with duckdb.connect() as database:
        database.execute("CREATE TABLE told (asset VARCHAR, day DATE, uses BIGINT, users BIGINT)")
        database.executemany("INSERT INTO told VALUES (?, ?, ?, ?)", rows)
        database.execute(f"COPY told TO '{file}' (FORMAT parquet)")
    return file.read_bytes()


@pytest.fixture
def bring(db, client, place, own_files, own_state):
    """Upload as the civil affairs bureau and let the worker read it."""
    client.force_login(place.civil_officer)

    def send(data, name="use.csv"):
        answer = client.post(reverse("registry:usage-uploads"), {"file": SimpleUploadedFile(name, data)})
        work(once=True)
        return UsageUpload.objects.get(pk=answer.url.split("/")[-2])

    return send


@pytest.fixture
def app(place, enter):
    return enter(place.civil, name="民情通", number="QZ-1", functions=["走访"])


def test_a_chinese_sheet_is_read_and_bad_rows_are_shown(bring, app, client):
    text = f"编号,日期,使用次数,人数\nQZ-1,{day(1)},5,2\nQZ-1,{day(-1)},5,2\n{app.pk},{day(2)},0,0\nQZ-9,{day(2)},1,1\n"
    upload = bring(text.encode("gb18030"))
    assert (upload.step, upload.accepted, upload.refused) == ("done", 2, 2)
    page = client.get(upload.get_absolute_url()).content.decode()
    assert "这一天还没有到" in page
    assert "没有这一条目" in page
    assert "<td>日期</td>" in page
    assert UsageReport.objects.get().refused[0]["row"] == 3


def test_the_same_file_twice_is_one(bring, app):
    data = f"asset,day,uses\nQZ-1,{day(1)},5\n".encode()
    first, second = bring(data), bring(data, "copy.csv")
    assert first == second
    assert UsageReport.objects.count() == 1


def test_parquet_is_read(bring, app, tmp_path):
    upload = bring(parquet(tmp_path, [("QZ-1", day(1), 5, 2), ("QZ-1", day(2), 3, 9)]), "use.parquet")
    assert (upload.step, upload.accepted, upload.refused) == ("done", 1, 1)
    assert UsageReport.objects.get().rows == [[app.pk, day(1).isoformat(), 5, 2, None, None]]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"PAR1" + b"\0" * 200, "use.parquet", "损坏"),
        (b"MZ\x90\0", "use.csv", "没有"),
        (b"name,day\nx,2026-01-01\n", "use.csv", "asset"),
        (b"\x89PNG\r\n", "use.xlsx", ""),
    ],
)
def test_what_is_no_file_of_use_is_refused_with_what_to_do(bring, app, client, data, name, said):
    upload = bring(data, name)
    assert upload.step == "failed"
    assert said in client.get(upload.get_absolute_url()).content.decode()
    assert not UsageReport.objects.exists()


def test_a_parquet_file_cannot_make_us_read_another(bring, app, tmp_path):
    """A name that looks like a pattern or a query stays a name."""
    data = parquet(tmp_path, [("QZ-1", day(1), 5, 2)])
    upload = bring(data, "*.parquet'; DROP TABLE x;--.parquet")
    assert (upload.step, upload.accepted) == ("done", 1)


def test_another_unit_does_not_see_the_file(bring, app, client, place):
    upload = bring(f"asset,day,uses\nQZ-1,{day(1)},5\n".encode())
    client.force_login(place.health_officer)
    assert client.get(upload.get_absolute_url()).status_code == 404
    client.force_login(place.reviewer)
    assert client.get(upload.get_absolute_url()).status_code == 200


SETUP = """
from pathlib import Path
from qingzhuang.core.actions import System
from qingzhuang.identity.models import Appointment, Organisation, Person, Post
from qingzhuang.registry.actions import register_asset, upload_usage
since = datetime.date(2024, 1, 1)
county = Organisation.add_root(code="519901", name="云岭县", level="county", nature="area", valid_from=since)
person = Person.objects.create(username="reviewer", name="审核员")
post = Post.objects.create(organisation=county, title="审核", roles=["reviewer"], valid_from=since)
Appointment.objects.create(person=person, post=post, valid_from=since)
for n in range(20):
    register_asset(county, actor=System, kind="app", values={"name": f"应用{n}"}, sponsor=county, number=f"QZ-{n}")
upload_usage(county, actor=person, name="use.parquet", data=Path("FILE").read_bytes())
"""
COUNTED = "SELECT step, reached, accepted, (SELECT sum(accepted) FROM registry_usagereport) FROM registry_usageupload"
ROWS = 20 * 600


def test_a_killed_reading_goes_on_where_it_stopped(site, tmp_path):
    file = tmp_path / "in.parquet"
    with duckdb.connect() as database:
        made = (
            f"SELECT 'QZ-' || (n % 20) AS asset, DATE '{datetime.date.today()}' - (n // 20 + 1)::INT AS day, n AS uses"
        )
        database.execute(f"COPY ({made} FROM range({ROWS}) t(n)) TO '{file}' (FORMAT parquet)")
    site.finish(SETUP.replace("FILE", str(file)))
    site.kill_when("work(once=True)", "SELECT 1 FROM registry_usageupload WHERE step = 'reading' AND reached > 0")
    ((step, reached, accepted, stored),) = site.ask(COUNTED)
    assert step == "reading"
    assert 0 < reached == accepted == stored < ROWS
    site.finish(RECOVER)
    assert site.ask(COUNTED) == [("done", ROWS, ROWS, ROWS)]
