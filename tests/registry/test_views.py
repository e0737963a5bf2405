"""The pages: what one sees, what one may not, and that lists cost the same at any length."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qingzhuang.core.jobs import work
from qingzhuang.core.models import JournalEntry
from qingzhuang.gate.models import Proposal
from qingzhuang.registry.models import Asset, ImportBatch, SavedFilter
from qingzhuang.sheets.reading import read_records
from qingzhuang.sheets.safety import open_upload

from .ledgers import csv_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


def test_the_list_shows_what_one_may_see_and_filters_it(place, enter, browse):
    enter(place.civil, name="网格巡查通", facing="grassroots", ends_on="2026-12-31")
    enter(place.health, "group", name="卫健工作群")
    page = browse(place.reviewer).get(reverse("registry:assets")).content.decode()
    assert "网格巡查通" in page
    assert "卫健工作群" in page
    narrowed = browse(place.reviewer).get("/register/?kind=group&q=工作").content.decode()
    assert "网格巡查通" not in narrowed
    assert "卫健工作群" in narrowed
    by_day = browse(place.reviewer).get("/register/?ends_before=2026-12-31&status=alive").content.decode()
    assert "网格巡查通" in by_day
    assert "卫健工作群" not in by_day


def test_unknown_words_in_the_address_are_dropped(place, enter, browse):
    enter(place.civil, name="网格巡查通")
    url = "/register/?kind=x&status=y&facing=z&sponsor=9999999999999999999999&ends_before=soon&sort=;drop&page=99"
    response = browse(place.reviewer).get(url)
    assert response.status_code == 200
    assert "网格巡查通" in response.content.decode()


def test_the_list_costs_the_same_number_of_queries_at_any_length(place, enter, browse):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get("/register/").status_code == 200
        return len(captured)

    client = browse(place.reviewer)
    enter(place.civil, name="甲0")
    cost()
    few = cost()
    for number in range(1, 30):
        enter(place.civil, name=f"甲{number}")
    assert cost() == few
    assert few <= 14


def test_others_things_are_not_found(place, enter, browse):
    asset = enter(place.civil, name="内部助手", facing="internal")
    addresses = [reverse(f"registry:{name}", args=[asset.pk]) for name in ("asset", "asset-change")]
    for person in (place.stranger, place.health_officer):
        for address in addresses:
            assert browse(person).get(address).status_code == 404
        assert browse(person).post(reverse("registry:life-step", args=[asset.pk, "close"])).status_code == 404
    assert browse(place.civil_officer).get(addresses[0]).status_code == 200


def test_without_signing_in_there_is_only_the_door(place, enter, client):
    asset = enter(place.civil, name="甲")
    for address in ("/register/", asset.get_absolute_url(), "/register/imports/"):
        response = client.get(address)
        assert response.status_code == 302
        assert "login" in response["Location"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_kind_has_its_page_and_its_form(place, enter, browse, language, settings):
    settings.LANGUAGE_CODE = language
    for kind in ("app", "mini_program", "account", "group"):
        asset = enter(place.civil, kind, name=f"{kind} 甲", functions=["查询"], purpose="用途", handler_phone="138")
        detail = browse(place.civil_officer).get(asset.get_absolute_url())
        assert detail.status_code == 200
        form = browse(place.civil_officer).get(reverse("registry:asset-change", args=[asset.pk])).content.decode()
        assert all(f'name="{field.code}"' in form for field in asset.definition.fields)


def test_a_change_is_made_in_the_browser_and_shown_in_the_history(place, enter, browse):
    asset = enter(place.civil, name="甲")
    address = reverse("registry:asset-change", args=[asset.pk])
    wrong = browse(place.civil_officer).post(address, {"name": "乙", "ends_on": "明年"})
    assert wrong.status_code == 400
    assert "明年" in wrong.content.decode()
    done = browse(place.civil_officer).post(
        address, {"name": "乙", "ends_on": "2027年1月1日", "seen": asset.updated_at.isoformat(), "basis": "更名通知"}
    )
    assert done.status_code == 302
    page = browse(place.civil_officer).get(asset.get_absolute_url()).content.decode()
    assert "更名通知" in page
    assert "2027-01-01" in page


def test_closing_in_the_browser(place, enter, browse):
    asset = enter(place.civil, name="甲")
    address = reverse("registry:life-step", args=[asset.pk, "close"])
    assert browse(place.civil_officer).post(address, {"basis": "x", "on": "昨天"}).status_code == 400
    assert browse(place.civil_officer).post(address, {"basis": "停用通知", "on": ""}).status_code == 302
    assert Asset.objects.get(pk=asset.pk).status == "closed"


def test_filters_are_saved_and_dropped(place, browse):
    client = browse(place.reviewer)
    response = client.post("/register/filters/", {"name": "群", "query": "kind=group&evil=<script>"})
    assert response["Location"] == "/register/?kind=group"
    saved = SavedFilter.objects.get()
    assert browse(place.township).post(f"/register/filters/{saved.pk}/delete/").status_code == 404
    assert browse(place.reviewer).post(f"/register/filters/{saved.pk}/delete/").status_code == 302


def test_an_export_is_harmless_written_down_and_can_be_brought_in_again(place, enter, browse):
    enter(place.civil, name='=HYPERLINK("http://x")', functions=["@x", "查询"], handler_phone="13800000000", people=12)
    enter(place.health, "group", name="他群")
    for form in ("csv", "xlsx"):
        response = browse(place.reviewer).post("/register/export/", {"query": "kind=app", "form": form})
        data = b"".join(response.streaming_content)
        records = read_records(open_upload(data, f"x.{form}"))
        assert len(records.rows) == 1
        assert records.rows[0].values["名称"] == '\'=HYPERLINK("http://x")'
        assert records.rows[0].values["涉及基层人数"] == "12"
        assert "13800000000" not in str(records.rows[0].values)
    assert JournalEntry.objects.filter(verb="registry.asset.export").count() == 2


def test_a_ledger_is_brought_in_step_by_step_without_script(place, browse):
    client = browse(place.reviewer)
    data = csv_of([["甲群", "工作群", "青山镇"], ["", "工作群", "青山镇"]], ["群名称", "类别", "单位"])
    response = client.post("/register/imports/", {"file": SimpleUploadedFile("群.csv", data)})
    batch = ImportBatch.objects.get()
    address = reverse("registry:import", args=[batch.pk])
    assert response["Location"] == address
    page = client.get(address).content.decode()
    assert "群名称" in page
    assert "甲群" in page
    assert client.post(address, {"c0": "name", "c1": "kind", "c2": "sponsor", "kind": ""}).status_code == 302
    assert client.get(address).status_code == 200
    assert f'hx-get="{address}"' in client.get(address).content.decode()
    work(once=True)
    checked = client.get(address).content.decode()
    assert "A3" in checked
    assert "hx-get" not in checked
    client.post(f"{address}confirm/")
    work(once=True)
    assert Asset.objects.get().name == "甲群"
    assert client.get(address).status_code == 200
    errors = client.get(f"{address}errors/")
    rows = read_records(open_upload(b"".join(errors.streaming_content), "e.xlsx")).rows
    assert [row.values["原行号"] for row in rows] == ["3"]
    client.post(f"{address}undo/")
    assert not Asset.objects.exists()
    assert client.get(address).status_code == 200
    assert client.get("/register/imports/").status_code == 200


def test_a_bad_mapping_and_a_bad_file_stay_on_the_page(place, browse):
    client = browse(place.reviewer)
    refused = client.post("/register/imports/", {"file": SimpleUploadedFile("坏.xlsx", b"PK\x03\x04 nothing")})
    assert refused.status_code == 400
    assert "坏.xlsx" in refused.content.decode()
    assert client.post("/register/imports/", {}).status_code == 400
    data = csv_of([["甲群", "工作群"]], ["群名称", "类别"])
    client.post("/register/imports/", {"file": SimpleUploadedFile("群.csv", data)})
    wrong = client.post(reverse("registry:import", args=[ImportBatch.objects.get().pk]), {"c0": "name", "c1": "name"})
    assert wrong.status_code == 400


def test_imports_of_another_area_are_not_found(place, browse):
    browse(place.reviewer).post(
        "/register/imports/", {"file": SimpleUploadedFile("群.csv", csv_of([["甲"]], ["群名"]))}
    )
    address = reverse("registry:import", args=[ImportBatch.objects.get().pk])
    for person in (place.stranger, place.civil_officer):
        assert browse(person).get(address).status_code == 404
        assert browse(person).post(f"{address}confirm/").status_code == 404
    assert browse(place.civil_officer).post("/register/imports/", {"file": io.BytesIO(b"x")}).status_code == 404


def test_hostile_names_are_shown_as_text(place, enter, browse):
    asset = enter(place.civil, name="<script>alert(1)</script>", purpose="<img src=x onerror=y>")
    for address in ("/register/", asset.get_absolute_url()):
        page = browse(place.civil_officer).get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_proposal_behind_an_entry_is_linked_for_those_who_may_read_it(place, enter, browse):
    asset = enter(place.health, name="健康通", facing="grassroots")
    proposal = Proposal.objects.create(kind="app", name="健康通", sponsor=place.health, proposer=place.health_officer)
    Asset.objects.filter(pk=asset.pk).update(proposal=proposal)
    Proposal.objects.filter(pk=proposal.pk).update(state="accepted")
    for person, may in ((place.reviewer, True), (place.civil_officer, False)):
        seen = browse(person)
        assert (proposal.get_absolute_url() in seen.get(asset.get_absolute_url()).content.decode()) is may
        assert seen.get(proposal.get_absolute_url()).status_code == (200 if may else 404)
