"""No number, however large, brings an address down: what no table can hold is refused or not there."""

import datetime
import json
import re
from itertools import product

import pytest
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.scoping import LARGEST_KEY
from qingzhuang.identity.actions import issue_key
from qingzhuang.identity.models import Appointment, Post
from qingzhuang.identity.scopes import scopes
from tests.conftest import SINCE
from tests.house.making import Maker
from tests.house.test_doors import _filled, address_of, described, description, methods_of, routes, thing_of

# One more than an ordinary column holds, a page whose offset is beyond all counting, one more than a key holds.
HUGE = (2**31, 2**58, 2**63)


@pytest.fixture
def client(client):
    client.raise_request_exception = False
    return client


@pytest.fixture(params=["key", "person"])
def headers(request, client, place):
    """Of one who may do all in the unit whose things are tried: a system with a key, or somebody signed in."""
    Appointment.objects.create(
        person=place.township,
        post=Post.objects.create(
            organisation=place.town,
            title="all",
            roles=["reviewer", "department_officer", "data_steward", "integrator", "administrator", "village_worker"],
            valid_from=SINCE,
        ),
        valid_from=SINCE,
    )
    if request.param == "person":
        client.force_login(place.township)
        return {}
    until = timezone.localdate() + datetime.timedelta(days=1)
    made = issue_key(place.town, actor=System, name="all", scopes=[each.code for each in scopes], expires_on=until)
    return {"Authorization": f"Bearer {made.token}"}


def operations():
    """``(method, path, what it takes)`` of everything the API describes."""
    for path, methods in description()["paths"].items():
        for method, told in methods.items():
            yield method, path, told


def resolved(schema):
    if "$ref" in schema:
        return resolved(description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return schema


def whole(schema):
    """Whether a schema takes a whole number, perhaps among other things."""
    return "integer" in (schema.get("type"), *(each.get("type") for each in schema.get("anyOf", ())))


def body_of(told):
    """The schema of a JSON body, or nothing."""
    content = told.get("requestBody", {}).get("content", {})
    return resolved(content["application/json"]["schema"]) if "application/json" in content else None


def put(client, method, path, told, headers, said=None, **asked):
    body = body_of(told)
    if body is not None:
        asked |= {"data": json.dumps(_filled(body) | (said or {})), "content_type": "application/json"}
    return getattr(client, method)(path, headers=headers, **asked)


def tried(place):
    """Every address of the API of one's own things, by its description's path."""
    maker, found = Maker(place.town, place.township), {}
    for route in routes():
        if route.startswith("api/"):
            model = thing_of(route)
            found[described(route)] = address_of(route, model and maker.one(model))
    return found


def test_a_number_in_an_address_of_the_api(client, headers):
    for method, path, told in operations():
        numbers = [
            each["name"] for each in told.get("parameters", ()) if each["in"] == "path" and whole(each["schema"])
        ]
        for number in HUGE if numbers else ():
            address = re.sub(r"\{\w+\}", str(number), path)
            status = put(client, method, address, told, headers).status_code
            assert status == 404 or (status == 422 and number <= LARGEST_KEY), f"{method} {address}: {status}"


def test_a_number_asked_with(client, headers, place):
    addresses, broken = tried(place), []
    for method, path, told in operations():
        named = [each["name"] for each in told.get("parameters", ()) if each["in"] == "query" and whole(each["schema"])]
        for name, number in product(named, HUGE):
            response = put(client, method, addresses.get(path, path), told, headers, query_params={name: number})
            if response.status_code >= 500:
                broken.append(f"{method} {path}?{name}={number}")
    assert not broken


def test_a_number_in_a_body(client, headers, place):
    addresses, broken = tried(place), []
    for method, path, told in operations():
        named = [name for name, schema in (body_of(told) or {}).get("properties", {}).items() if whole(schema)]
        for name, number in product(named, HUGE):
            response = put(client, method, addresses.get(path, path), told, headers, said={name: number})
            if response.status_code >= 500:
                broken.append(f"{method} {path} {name}={number}")
    assert not broken


def test_a_number_in_an_address_of_a_page(client, place):
    client.force_login(place.township)
    for route in routes():
        if "<int:" in route and not route.startswith("api/"):
            for method in methods_of(route):
                address = "/" + re.sub(r"<[\w:]+>", str(2**63), route)
                response = getattr(client, method)(address)
                assert response.status_code in (404, 405), f"{method} {address}: {response.status_code}"
