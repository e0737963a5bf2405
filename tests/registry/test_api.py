"""The register as JSON: scoped, paged, without secrets."""

import pytest
from django.test import override_settings
from django.urls import path
from ninja import NinjaAPI

from qingzhuang.registry.api.assets import router

pytestmark = pytest.mark.django_db
api = NinjaAPI(urls_namespace="registry-test", docs_url=None, openapi_url=None)
api.add_router("/assets", router)


@pytest.fixture
def ask(client, place):
    """Ask the router, mounted alone at /api/v1/."""
    from config.urls import urlpatterns

    class Addresses:
        pass

    Addresses.urlpatterns = [path("api/v1/", api.urls), *urlpatterns]

    def get(person, address):
        if person is not None:
            client.force_login(person)
        with override_settings(ROOT_URLCONF=Addresses):
            return client.get(f"/api/v1/assets{address}")

    return get


def test_the_list_is_scoped_filtered_and_paged(place, enter, ask):
    for number in range(3):
        enter(place.civil, name=f"网格巡查{number}")
    enter(place.health, "group", name="卫健群")
    page = ask(place.reviewer, "?kind=app&size=2&sort=name").json()
    assert (page["count"], [item["name"] for item in page["items"]]) == (3, ["网格巡查0", "网格巡查1"])
    assert [i["name"] for i in ask(place.reviewer, "?kind=app&size=2&sort=name&page=2").json()["items"]] == [
        "网格巡查2"
    ]
    assert ask(place.stranger, "").json()["count"] == 0
    assert ask(place.reviewer, "?size=1000").status_code == 422


def test_search_finds_two_characters(place, enter, ask):
    enter(place.civil, name="网格巡查通")
    assert [item["name"] for item in ask(place.reviewer, "/search?q=巡查").json()] == ["网格巡查通"]


def test_one_entry_without_its_secrets(place, enter, ask):
    asset = enter(place.civil, name="甲", handler_phone="13800000000", functions=["查询"], people=5)
    detail = ask(place.civil_officer, f"/{asset.pk}").json()
    assert (detail["functions"], detail["answers"]["people"], detail["status"]) == (["查询"], 5, "running")
    assert detail["events"][0]["verb"] == "found"
    assert "13800000000" not in str(detail)
    assert ask(place.stranger, f"/{asset.pk}").status_code == 404


def test_strangers_are_sent_away(place, ask):
    assert ask(None, "").status_code == 401
