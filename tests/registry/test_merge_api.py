"""Merging and closing over the API: the same doors, the same refusals, and what everybody may read."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qingzhuang.core.jobs import work
from qingzhuang.registry import actions
from qingzhuang.registry.models import Merge

from .merging import announced

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def call(client):
    """``call(person, "post", "/merges", {...})`` → (status, content)."""

    def make(person, method, path, content=None):
        if person is not None:
            client.force_login(person)
        given = {"data": json.dumps(content), "content_type": "application/json"} if content is not None else {}
        response = getattr(client, method)(f"/api/v1{path}", **given)
        return response.status_code, response.json()

    return make


@pytest.fixture
def pair(place, enter):
    big = enter(place.civil, name="网格通", facing="public", functions=["隐患上报"])
    return big, enter(place.civil, name="随手拍", facing="public", functions=["上报隐患", "地图标注"])


def test_a_merge_is_drafted_mapped_counted_and_rehearsed(place, pair, call, client):
    big, small = pair
    status, made = call(place.reviewer, "post", "/merges", {"survivor": big.pk, "parts": [small.pk], "basis": "3号"})
    assert status == 201
    part = made["parts"][0]
    assert {each["function"]: each["fate"] for each in part["fates"]} == {"上报隐患": "kept", "地图标注": "moved"}
    fates = {str(each["id"]): {"fate": each["fate"], "target": each["target"]} for each in part["fates"]}
    status, mapped = call(place.reviewer, "put", f"/merges/{made['id']}/fates", {"fates": fates})
    assert all(each["decided"] for each in mapped["parts"][0]["fates"])
    for each in part["tallies"]:
        said = {"side": "before", "count": 5, "source": "后台"}
        assert call(place.reviewer, "put", f"/merges/counts/{each['id']}", said)[0] == 200
    users = next(each["id"] for each in part["tallies"] if each["thing"] == "users")
    listed = SimpleUploadedFile("用户.csv", "编号\nA1\nA2\n".encode())
    assert client.post(f"/api/v1/merges/counts/{users}/lists", {"side": "before", "file": listed}).status_code == 202
    assert call(place.reviewer, "post", f"/merges/{made['id']}/rehearse")[0] == 202
    work(once=True)
    status, found = call(place.reviewer, "get", f"/merges/{made['id']}")
    assert (status, found["report"]["after"]) == (200, 2)
    assert next(each for each in found["parts"][0]["tallies"] if each["id"] == users)["before"] == 2


def test_refusals_are_problem_documents_and_other_areas_find_nothing(place, pair, call):
    big, small = pair
    merge = actions.draft_merge(big, actor=place.reviewer, parts=[small], basis="3号")
    status, refusal = call(place.reviewer, "post", f"/merges/{merge.pk}/announce", {})
    assert (status, refusal["type"]) == (409, "urn:qingzhuang:problem:registry.merge_unrehearsed")
    status, refusal = call(place.reviewer, "post", "/merges", {"survivor": small.pk, "parts": [big.pk], "basis": "3号"})
    assert refusal["type"].endswith("merge_circle")
    assert call(place.stranger, "get", f"/merges/{merge.pk}")[0] == 404
    assert call(place.stranger, "get", "/merges")[1]["count"] == 0
    assert call(place.health_officer, "post", f"/merges/{merge.pk}/rehearse")[0] == 404
    assert Merge.objects.get().report is None


def test_a_closure_is_planned_and_no_step_is_jumped(place, pair, call):
    asset = pair[0].pk
    plan = {"asset": asset, "basis": "3号", "reason": "停用", "instead": "政务网"}
    status, made = call(place.civil_officer, "post", "/closures", plan)
    assert (status, made["next_step"]) == (201, "announced")
    status, refusal = call(place.civil_officer, "post", f"/closures/{made['id']}/steps", {"step": "offline"})
    assert (status, refusal["type"]) == (409, "urn:qingzhuang:problem:registry.closure_order")
    status, taken = call(place.civil_officer, "post", f"/closures/{made['id']}/steps", {"step": "announced"})
    assert (status, [each["step"] for each in taken["facts"]]) == (200, ["announced"])
    assert call(place.civil_officer, "get", "/closures")[1]["count"] == 1


def test_announcements_are_for_everybody_and_tell_public_things_only(place, pair, call, client):
    big, small = pair
    announced(big, [small], place.reviewer)
    client.logout()
    status, found = call(None, "get", "/announcements")
    assert (status, found["count"]) == (200, 1)
    assert found["items"][0]["title"]["en"] == "“随手拍” merges into “网格通”"
    assert set(found["items"][0]) == {"id", "title", "words", "published_at", "until", "ended_on", "withdrawn_on"}
    assert client.get("/api/v1/merges").status_code == 401
