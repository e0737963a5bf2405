"""Where apps run: what is missing, old or belied by the cloud bill."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from qingzhuang.registry.models import Resource
from qingzhuang.registry.queries.placement import PlacementFilters, counts_by_list, placements_for, placements_of

pytestmark = pytest.mark.django_db


def ago(days):
    return (timezone.localdate() - datetime.timedelta(days=days)).isoformat()


@pytest.fixture
def apps(place, enter):
    tested = {"mlps_level": "3", "mlps_date": ago(30), "security_test_date": ago(20)}
    good = enter(place.civil, name="网格通", hosting="gov_cloud", network="extranet", **tested)
    Resource.objects.create(office=place.office, code="a", asset=good, latest="2026-10-01", state="used", processors=8)
    Resource.objects.create(office=place.office, code="b", asset=good, latest="2026-10-01", state="idle", processors=4)
    enter(place.civil, name="巡查通", hosting="gov_cloud", **tested | {"mlps_date": ago(800)})
    enter(place.civil, "mini_program", name="便民通", hosting="other", **tested | {"security_test_date": None})
    enter(place.civil, name="老平台")
    enter(place.civil, "group", name="工作群")


def gaps(person, name=""):
    found = placements_of(placements_for(person, PlacementFilters(name)))
    return {each.asset.name: [gap.en for gap in each.gaps] for each in found}


def test_each_gap_is_told_and_a_bill_belies_what_is_on_record(place, apps):
    assert gaps(place.civil_officer) == {
        "网格通": [],
        "巡查通": ["Protection grade missing or old", "Belied by the cloud bill"],
        "便民通": ["Not on the government cloud", "Security test missing or old"],
        "老平台": ["Hosting not told", "Protection grade missing or old", "Security test missing or old"],
    }
    counts = counts_by_list(place.civil_officer, "")
    assert counts == {"gaps": 3, "untold": 1, "elsewhere": 1, "grade": 2, "test": 2, "bill": 1, "fine": 1, "": 4}
    assert list(gaps(place.civil_officer, "fine")) == ["网格通"]


def test_sizes_are_those_that_bills_still_list(place, apps):
    Resource.objects.filter(code="b").update(state="released")
    found = {each.asset.name: each for each in placements_of(placements_for(place.reviewer, PlacementFilters("")))}
    assert found["网格通"].sizes.processors == 8
    assert found["老平台"].sizes is None


def test_the_page_and_its_file_cost_the_same_queries_at_any_length(place, apps, enter, client):
    client.force_login(place.civil_officer)
    page = reverse("registry:placements")
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert "老平台" in client.get(page).content.decode()
    for number in range(12):
        enter(place.civil, name=f"应用{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few)
    file = b"".join(client.get(f"{page}?list=elsewhere&format=csv")).decode("utf-8-sig")
    assert [line.split(",")[0] for line in file.splitlines()[1:]] == ["便民通"]


def test_how_others_are_protected_is_not_for_those_who_only_use_their_apps(place, apps, enter, client):
    enter(place.civil, name="网格通二号", facing="grassroots")
    client.force_login(place.township)
    assert "网格通" not in client.get(reverse("registry:placements") + "?list=").content.decode()
