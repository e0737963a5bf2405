"""The API describes itself wholly, and refuses in one way: what is wrong, what to do, in the asker's language."""

import json

import pytest

pytestmark = pytest.mark.django_db
OPEN = ("/api/v1/announcements", "/api/v1/public/")


def asked(client, path, body=None, **head):
    if body is None:
        return client.get(path, headers=head)
    return client.post(path, body, content_type="application/json", headers=head)


def assert_problem(answer, status, code):
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"urn:qingzhuang:problem:{code}"
    return answer.json()


def test_who_brings_neither_key_nor_session_is_told_to(client):
    for body in (None, "{}"):
        answer = asked(client, "/api/v1/usage" if body else "/api/v1/assets", body, accept_language="en")
        assert "Authorization: Bearer" in assert_problem(answer, 401, "identity.unsigned")["detail"]
        assert answer["WWW-Authenticate"] == "Bearer"


def test_a_session_without_the_token_of_a_page_is_told_to_use_a_key(place):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(place.reviewer)
    assert_problem(asked(client, "/api/v1/usage", "{}"), 403, "identity.token_missing")


def test_what_is_not_there_cannot_be_read_or_has_another_form_is_told_with_its_place(client, place):
    client.force_login(place.reviewer)
    assert_problem(asked(client, "/api/v1/assets/999999"), 404, "identity.not_there")
    assert_problem(asked(client, "/api/v1/assets/false"), 404, "identity.not_there")
    assert_problem(asked(client, "/api/v2/anything", "{}"), 404, "identity.not_there")
    assert_problem(asked(client, "/api/v1/usage", '{"batch":'), 400, "identity.unreadable")
    body = json.dumps({"batch": "a", "counts": [{"asset": 1, "day": "2026-01-01"}, {"asset": 1}]})
    told = assert_problem(asked(client, "/api/v1/usage", body, accept_language="en"), 422, "identity.misshapen")
    assert list(told["where"]) == ["counts.1.day"]
    assert "counts.1.day" in told["title"]
    told = assert_problem(asked(client, "/api/v1/assets?size=1000"), 422, "identity.misshapen")
    assert list(told["where"]) == ["size"]


def test_the_description_names_scope_and_refusal_of_every_address_and_what_is_sent(client):
    described = client.get("/api/v1/openapi.json").json()
    ways = [(path, way, said) for path, ways in described["paths"].items() for way, said in ways.items()]
    assert len(ways) > 60
    for path, way, said in ways:
        assert said["responses"]["4XX"]["content"], (path, way)
        keys = [each["KeyAuth"] for each in said.get("security", []) if "KeyAuth" in each]
        assert path.startswith(OPEN) or all(keys), (path, way)
        assert said.get("summary"), (path, way)
    assert {"KeyAuth": ["usage.report"]} in described["paths"]["/api/v1/usage"]["post"]["security"]
    assert "Problem" in described["components"]["schemas"]
    sent = described["webhooks"]["change"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"id", "event", "seq", "subject"} <= set(sent["properties"])
