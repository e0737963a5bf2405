"""Machines ask for data, read under a grant, hear of changes and deliver; every answer can be proven."""

import datetime
import hashlib
import json
import shlex
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import work
from qingzhuang.core.models import JournalEntry
from qingzhuang.datahub.actions import answer_correction, answer_request, make_agreement, revoke_grant
from qingzhuang.datahub.exchanging import digest_of
from qingzhuang.datahub.models import AccessedSubject, Correction, Exchange, Grant, Intake
from qingzhuang.datahub.signing import verify
from qingzhuang.identity.actions import issue_key, revoke_key
from qingzhuang.registry.actions.webhooks import collect, subscribe
from tests.conftest import _person
from tests.datahub.conftest import number, person

NUMBERS = [number("519901", "1970-01-01", n) for n in range(1, 21)]
UNTIL = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()


@pytest.fixture
def agreed(hub, take_in):
    take_in(
        *[
            person(f"村民{n}", NUMBERS[n - 1], 性别="男" if n % 2 else "女", 联系电话=f"1380000{n:04d}")
            for n in range(1, 21)
        ]
    )
    for element, sharing in (("person.sex", "unconditional"), ("person.phone", "conditional")):
        make_agreement(hub.county, actor=System, element=element, steward=hub.place.civil, sharing=sharing)
    return hub


@pytest.fixture
def integrator(place):
    """Who looks after the systems of the health office."""
    return _person("integrator", place.health, "integrator")


@pytest.fixture
def key(agreed, integrator):
    return issue_key(
        agreed.place.health,
        actor=integrator,
        name="随访系统",
        scopes=["data.read", "data.deliver"],
        expires_on=timezone.localdate() + datetime.timedelta(days=30),
    )


@pytest.fixture
def call(client, key):
    """``call("GET", "/grants")`` as the system of the health office; the status and the answer."""

    def ask(method, address, content=None, token=None):
        response = client.generic(
            method,
            f"/api/v1{address}",
            json.dumps(content) if content is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {token or key.token}", "Accept-Language": "zh-hans"},
        )
        return response.status_code, json.loads(response.content)

    return ask


@pytest.fixture
def grant(agreed, call):
    """Rows of sexes and telephones, granted by the civil affairs office."""
    given = {
        "elements": ["person.phone"],
        "purpose": "慢病随访电话核对",
        "basis": "基本公共卫生服务规范",
        "until": UNTIL,
    }
    status, [asked] = call("POST", "/data/grants", {**given, "form": "rows"})
    assert (status, asked["state"], asked["in_force"]) == (201, "requested", False)
    return answer_request(Grant.objects.get(), actor=agreed.place.civil_officer, grant_it=True, answer="同意")


def test_the_catalogue_says_what_is_shared_on_what_terms(agreed, call, client):
    status, page = call("GET", "/data/elements")
    assert {each["code"]: each["sharing"] for each in page["items"]} == {
        "person.sex": "unconditional",
        "person.phone": "conditional",
    }
    public = client.get("/api/v1/public/data-elements").json()
    assert (public["count"], "share" in public["items"][0]) == (2, False)
    assert status == 200


def test_how_much_is_held_of_people_is_told_without_counts(agreed, take_in, call):
    def told(area):
        page = call("GET", f"/data/elements?area={area.code}")[1]["items"]
        return {each["code"]: (each["share"], each["fresh_share"], each["newest"]) for each in page}

    # Twenty people are too few for a share that points at nobody.
    assert told(agreed.village) == {"person.sex": (None, None, ""), "person.phone": (None, None, "")}
    take_in(
        *[person(f"甲{n}", number("519901", "1980-01-01", n), 性别="男", 联系电话="13900000000" if n < 48 else "")
          for n in range(1, 101)]
    )  # fmt: skip
    # 67 of 120 telephones: in twentieths, and of too few to say how many are fresh.
    assert told(agreed.village) == {"person.sex": (1.0, 1.0, "2026-11-01"), "person.phone": (0.55, None, "2026-11-01")}
    assert told(agreed.other) == {"person.sex": (0.0, None, ""), "person.phone": (0.0, None, "")}


def test_rows_come_by_pages_and_prove_themselves(grant, call):
    body = {"purpose": "三季度随访", "size": 12}
    status, first = call("POST", f"/data/grants/{grant.pk}/read", body)
    assert (status, len(first["answer"]["items"])) == (200, 12)
    rest = call("POST", f"/data/grants/{grant.pk}/read", {**body, "cursor": first["answer"]["next"]})[1]["answer"]
    assert (len(rest["items"]), rest["next"]) == (8, None)
    for wrong in ("12", first["answer"]["next"][:-8] + "AAAAAAA="):
        assert call("POST", f"/data/grants/{grant.pk}/read", {**body, "cursor": wrong})[0] == 400
    names = {each["subject"] for each in (*first["answer"]["items"], *rest["items"])}
    assert len(names) == 20
    facts = verify(first["exchange"]["signed"])
    assert facts["digest"] == digest_of(first["answer"]) == first["exchange"]["digest"]
    assert facts["request"] == hashlib.sha256(json.dumps(body).encode()).hexdigest()
    assert (facts["purpose"], facts["subjects"], facts["elements"]) == ("三季度随访", 12, ["person.phone"])
    assert AccessedSubject.objects.count() == 20


def test_some_are_read_by_key_and_others_by_what_is_held(grant, call):
    asked = {"purpose": "随访", "subjects": [{"key": NUMBERS[4]}, {"key": number("519901", "1950-05-05", 9)}]}
    answer = call("POST", f"/data/grants/{grant.pk}/read", asked)[1]["answer"]
    assert [each["values"]["person.phone"]["value"] for each in answer["items"]] == ["13800000005"]
    assert answer["not_found"] == [1]
    assert AccessedSubject.objects.count() == 1
    narrowed = {"purpose": "随访", "where": {"person.phone": "13800000007"}}
    answer = call("POST", f"/data/grants/{grant.pk}/read", narrowed)[1]["answer"]
    assert len(answer["items"]) == 1
    assert call("POST", f"/data/grants/{grant.pk}/read", {"purpose": "随访", "subjects": [{"key": "12"}]})[0] == 400


@pytest.mark.parametrize(
    ("changed", "status", "reason"),
    [
        ({"purpose": " "}, 400, "purpose_needed"),
        ({"elements": ["person.phone", "person.id_number"]}, 404, "beyond_grant"),
        ({"where": {"person.sex": "1"}}, 404, "beyond_grant"),
    ],
)
def test_what_goes_beyond_is_refused_and_written_down(grant, call, changed, status, reason):
    got, problem = call("POST", f"/data/grants/{grant.pk}/read", {"purpose": "随访核对", **changed})
    assert got == status
    assert status == 404 or "R45" in problem["detail"]
    assert JournalEntry.objects.get(verb="datahub.exchange.refuse").details["reason"] == reason
    assert not Exchange.objects.exists()


def test_a_revoked_grant_says_why(agreed, grant, call, client):
    revoke_grant(grant, actor=agreed.place.civil_officer, reason="随访任务已结束")
    status, problem = call("POST", f"/data/grants/{grant.pk}/read", {"purpose": "随访核对"})
    assert (status, "随访任务已结束" in problem["title"]) == (409, True)
    assert call("GET", f"/data/grants/{grant.pk}/changes")[0] == 409


def test_counts_hide_the_small_ones_and_take_no_filter(agreed, call):
    given = {"elements": ["person.sex"], "purpose": "服务人数测算", "basis": "职责", "until": UNTIL}
    _, [grant] = call("POST", "/data/grants", given)
    assert grant["in_force"]
    _, read = call("POST", f"/data/grants/{grant['id']}/read", {"purpose": "测算"})
    told = {each["value"]: each["count"] for each in read["answer"]["counts"]["person.sex"]}
    assert set(told) == {"1", "2"}
    assert all(8 <= count <= 12 for count in told.values())
    assert call("POST", f"/data/grants/{grant['id']}/read", {"purpose": "测算", "area": "519901101201"})[0] == 409


def test_both_sides_see_the_log_and_nobody_else_does(agreed, grant, call, client):
    call("POST", f"/data/grants/{grant.pk}/read", {"purpose": "随访核对"})
    assert call("GET", "/data/exchanges?side=had")[1]["count"] == 1
    assert call("GET", "/data/exchanges?side=gave")[1]["count"] == 0
    client.force_login(agreed.place.civil_officer)
    gave = client.get("/api/v1/data/exchanges?side=gave").json()
    assert gave["items"][0]["by"] == "随访系统"
    signed = gave["items"][0]["signed"]
    client.force_login(agreed.place.stranger)
    assert client.get("/api/v1/data/exchanges").json()["count"] == 0
    assert client.get(f"/api/v1/data/grants/{grant.pk}").status_code == 404
    client.logout()
    assert client.get("/api/v1/data/grants").status_code == 401
    checked = client.post("/api/v1/public/signatures/verify", {"signed": signed}, content_type="application/json")
    assert checked.json()["facts"]["grant"] == grant.pk
    changed = signed[:-8] + "AAAAAAAA"
    checked = client.post("/api/v1/public/signatures/verify", {"signed": changed}, content_type="application/json")
    assert checked.json() == {"valid": False, "facts": None}


def test_a_change_is_told_without_values_and_read_under_the_grant(agreed, grant, call, integrator, take_in, settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    hook = subscribe(
        agreed.place.health, actor=integrator, url="http://127.0.0.1:9/x", events=["datahub.data.announce"]
    )
    stranger = subscribe(
        agreed.place.health, actor=integrator, url="http://127.0.0.1:9/y", events=["registry.asset.close"]
    )
    before = call("GET", f"/data/grants/{grant.pk}/changes")[1]["cursor"]
    take_in(person("村民3", NUMBERS[2], 联系电话="13911112222"), observed="2026-11-15")
    assert (collect(hook), collect(stranger)) == (1, 0)
    [told] = hook.deliveries.get().body["subject"]["grants"]
    assert (told["grant"], told["elements"]) == (grant.pk, ["person.phone"])
    assert "13911112222" not in json.dumps(hook.deliveries.get().body)
    changes = call("GET", told["url"].removeprefix("/api/v1"))[1]
    assert (changes["elements"], changes["cursor"] > before) == (["person.phone"], True)
    read = call("POST", f"/data/grants/{grant.pk}/read", {"purpose": "随访", "changed_after": before})[1]["answer"]
    assert [each["values"]["person.phone"]["value"] for each in read["items"]] == ["13911112222"]
    assert call("GET", f"/data/grants/{grant.pk}/changes?after={changes['cursor']}")[1]["elements"] == []


def test_a_delivery_is_taken_once_and_says_which_rows_are_wrong(agreed, call):
    rows = [
        {"person.id_number": NUMBERS[0], "person.phone": "13622223333"},
        {"person.id_number": "519901197001010010", "person.phone": "13622224444"},
        {"person.id_number": NUMBERS[1], "person.phone": "电话"},
    ]
    body = {"delivery": "随访-0001", "observed": "2026-11-10", "rows": rows}
    assert call("POST", "/data/sources/civil/deliveries", body)[0] == 404
    status, taken = call("POST", "/data/sources/health/deliveries", body)
    assert (status, taken["state"]) == (202, "running")
    work(once=True)
    status, again = call("POST", "/data/sources/health/deliveries", body)
    assert (status, again["id"], again["known"], again["wrong"]) == (200, taken["id"], 2, 1)
    assert {(each["row"], each["element"]) for each in again["remarks"]} >= {
        (2, "person.id_number"),
        (3, "person.phone"),
    }
    assert call("GET", f"/data/deliveries/{taken['id']}")[1] == again
    assert call("POST", "/data/sources/health/deliveries", {**body, "observed": "2026-11-11"})[0] == 409
    for wrong in (
        {"rows": [{"nothing.such": 1}]},
        {"delivery": " "},
        {"observed": "2027-13-01"},
        {"rows": [{"person.phone": "1"}]},
    ):
        assert call("POST", "/data/sources/health/deliveries", {**body, "delivery": "x", **wrong})[0] == 400, wrong
    assert Intake.objects.exclude(delivery="").count() == 1


def test_a_key_opens_only_its_scope_and_only_while_it_holds(agreed, integrator, key, call):
    other = issue_key(
        agreed.place.health,
        actor=integrator,
        name="只报数",
        scopes=["data.deliver"],
        expires_on=timezone.localdate() + datetime.timedelta(days=3),
    )
    assert call("GET", "/data/grants", token=other.token)[0] == 403
    assert call("GET", "/data/sources", token=other.token)[1] == [{"code": "health", "name": "卫健数据"}]
    revoke_key(key, actor=integrator)
    assert call("GET", "/data/grants")[0] == 401


def test_a_key_that_asks_too_often_waits(agreed, call, settings):
    settings.API_REQUESTS_PER_MINUTE = 2
    assert [call("GET", "/data/grants")[0] for _ in range(3)][-1] == 429


def test_the_description_holds_every_address(client, db):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for address in (
        "/data/elements", "/data/grants", "/data/grants/{pk}", "/data/grants/{pk}/read", "/data/grants/{pk}/changes",
        "/data/exchanges", "/data/exchanges/{pk}", "/data/grants/{pk}/corrections", "/data/corrections/{pk}", "/data/sources/{code}/deliveries", "/data/deliveries/{pk}",
        "/public/data-elements", "/public/signatures/verify", "/public/signatures/key",
    ):  # fmt: skip
        assert f"/api/v1{address}" in paths


def test_the_lines_of_the_how_to_work(agreed, call, client):
    """Every curl line of the page, asked in order as it is printed."""
    page = Path("docs/how-to/read-shared-data.md").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in page.splitlines() if line.startswith("curl ")]
    said = {"UNTIL": UNTIL, "SOURCE": "health", "SIGNED": "", "SUBJECT": ""}
    assert len(lines) == 11
    for line in lines:
        for word, value in said.items():
            line = line.replace(word, value)
        parts = shlex.split(line)
        address = next(part for part in parts if part.startswith("$QZ")).removeprefix("$QZ/api/v1")
        body = json.loads(parts[parts.index("-d") + 1]) if "-d" in parts else None
        status, answer = call("POST" if body else "GET", address, body)
        assert status < 300, (line, answer)
        if address.endswith("/read"):
            said["SUBJECT"] = answer["answer"]["items"][0]["subject"]
        if address == "/data/grants":
            said["GRANT"] = str(answer[0]["id"])
            grant = Grant.objects.get(pk=answer[0]["id"])
            answer_request(grant, actor=agreed.place.civil_officer, grant_it=True, answer="同意")
        if address.startswith("/data/exchanges"):
            said["SIGNED"] = answer["items"][0]["signed"]
        assert "verify" not in address or answer["valid"]


def test_what_is_wrong_is_said_at_the_source_and_comes_back_as_a_change(agreed, grant, call):
    items = call("POST", f"/data/grants/{grant.pk}/read", {"purpose": "随访"})[1]["answer"]["items"]
    name = items[4]["subject"]
    given = {"subject": name, "element": "person.phone", "value": "13911112222", "because": "本人说明"}
    address = f"/data/grants/{grant.pk}/corrections"
    status, asked = call("POST", address, given)
    assert (status, asked["owner"]) == (201, agreed.place.civil.name)
    assert call("POST", address, given)[0] == 409
    for beyond in ({"element": "person.sex"}, {"subject": "00" * 24}, {"subject": "x"}):
        assert call("POST", address, {**given, **beyond})[0] == 404
    cursor = call("GET", f"/data/grants/{grant.pk}/changes")[1]["cursor"]
    answer_correction(Correction.objects.get(), actor=agreed.place.civil_officer, accept=True)
    assert call("GET", f"/data/corrections/{asked['id']}")[1]["state"] == "taken"
    assert call("GET", f"/data/grants/{grant.pk}/changes?after={cursor}")[1]["elements"] == ["person.phone"]
    again = call("POST", f"/data/grants/{grant.pk}/read", {"purpose": "随访", "subjects": [{"subject": name}]})[1]
    assert again["answer"]["items"][0]["values"]["person.phone"]["value"] == "13911112222"
    Grant.objects.update(form="counts")
    assert call("POST", address, {**given, "value": "13911113333"})[0] == 404


def test_the_log_is_a_page_and_costs_the_same_at_any_length(agreed, grant, call, client):
    client.force_login(agreed.place.health_officer)
    assert "暂无" in client.get("/data/exchanges/").content.decode()

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/data/exchanges/?side=had").content.decode()
        return len(queries), page

    call("POST", f"/data/grants/{grant.pk}/read", {"purpose": "第一次随访"})
    client.force_login(agreed.place.health_officer)
    one, page = cost()
    assert "第一次随访" in page
    assert "接口" in page
    for _ in range(3):
        call("POST", f"/data/grants/{grant.pk}/read", {"purpose": "再次随访"})
    client.force_login(agreed.place.health_officer)
    assert cost()[0] == one
