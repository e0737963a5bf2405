"""What anybody may read: only what faces the public, only public fields, paged, with editions, counted."""

import pytest

from qingzhuang.registry import actions

ASSETS = "/api/v1/public/assets"


@pytest.fixture
def shown(place, enter):
    return enter(
        place.civil,
        "account",
        name="云岭民政",
        facing="public",
        platform="wechat",
        functions=["办事指南"],
        owner_name="王强",
    )


def test_only_what_faces_the_public_and_only_public_fields(client, place, enter, shown):
    inner = enter(place.civil, name="低保巡查", facing="grassroots")
    enter(place.civil, "group", name="民政群", facing="public")
    enter(place.civil, name="拟建通", facing="public", events=(("proposed", shown.created_at.date(), ""),))
    told = client.get(ASSETS).json()
    assert [each["name"] for each in told["items"]] == ["云岭民政"]
    assert set(told["items"][0]) == {
        "id", "kind", "number", "name", "sponsor", "platform", "audience", "purpose", "functions", "running",
        "filed_on", "closed_on",
    }  # fmt: skip
    assert "王强" not in client.get(f"{ASSETS}/{shown.pk}").content.decode()
    assert client.get(f"{ASSETS}/{inner.pk}").status_code == 404


def test_search_and_pages(client, place, enter, shown):
    for number in range(4):
        enter(place.health, name=f"健康{number}号", facing="public")
    assert [each["name"] for each in client.get(ASSETS, {"q": "民政"}).json()["items"]] == ["云岭民政"]
    page = client.get(ASSETS, {"kind": "app", "size": 3, "page": 2}).json()
    assert (page["count"], len(page["items"])) == (4, 1)
    assert client.get(ASSETS, {"size": 1000}).status_code == 422


def test_an_unchanged_answer_is_not_sent_again(client, place, shown):
    for address in (ASSETS, f"{ASSETS}/{shown.pk}"):
        first = client.get(address)
        assert "max-age" in first["Cache-Control"]
        again = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
    actions.close_asset(shown, actor=place.civil_officer, basis="并入主账号")
    changed = client.get(ASSETS, HTTP_IF_NONE_MATCH=client.get(ASSETS)["ETag"] + "x")
    assert changed.json()["items"][0]["running"] is False
    assert client.get(f"{ASSETS}/{shown.pk}", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_too_many_questions_are_told_to_wait(client, db, settings):
    settings.PUBLIC_REQUESTS_PER_MINUTE = 0
    answer = client.get(ASSETS)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1
