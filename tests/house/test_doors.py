"""Every address with a thing in it: somebody else's is not there, and nobody comes in without signing in."""

import datetime
import functools
import json
import re

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from django.utils import timezone

from config.api import api
from qingzhuang.core.actions import System
from qingzhuang.identity.actions import issue_key
from qingzhuang.identity.models import Appointment, Post
from qingzhuang.identity.scopes import scopes
from tests.conftest import SINCE, _person
from tests.house.making import Maker

# Whose thing the number in an address is: by the longest beginning of its route. What is not named here fails.
THINGS = {
    "gate/": "gate.proposal",
    "people/keys/": "identity.apikey",
    "people/me/substitute/": "identity.appointment",
    "register/": "registry.asset",
    "register/filters/": "registry.savedfilter",
    "register/imports/": "registry.importbatch",
    "register/similar/": "registry.similarcluster",
    "register/similar/pairs/": "registry.similarpair",
    "register/questions/": "registry.ownerquestion",
    "register/usage/": "registry.usageupload",
    "register/hosting/": "registry.resource",
    "register/hosting/bills/": "registry.billupload",
    "register/groups/files/": "registry.groupfile",
    "register/groups/attach/": "gate.proposal",
    "register/merges/": "registry.merge",
    "register/counts/": "registry.tally",
    "register/clients/": "registry.signinclient",
    "register/closures/": "registry.closure",
    "register/campaigns/": "registry.campaign",
    "register/campaigns/decide/": "registry.campaignsheet",
    "register/campaigns/rebounds/": "registry.rebound",
    "register/complaints/": "registry.complaint",
    "register/interfaces/": "registry.webhook",
    "register/patrols/": "registry.patrol",
    "register/patrols/findings/": "registry.patrolfinding",
    "register/bulk/": "registry.bulkchange",
    "register/reuse/": "registry.reuserequest",
    "register/self-checks/": "registry.selfcheck",
    "register/self-checks/units/": "identity.organisation",
    "data/elements/proposed/": "datahub.proposedelement",
    "data/demands/unadmitted/": "datahub.unadmitted",
    "data/missing/": "datahub.demandreturn",
    "data/receipts/": "datahub.receipt",
    "data/fill/": "datahub.filledsheet",
    "data/returned/": "datahub.returnedsheet",
    "data/regular/": "datahub.regularsheet",
    "data/periods/": "datahub.period",
    "data/corrections/": "datahub.correction",
    "data/subjects/": "datahub.subject",
    "data/grants/": "datahub.grant",
    "data/layouts/": "datahub.layout",
    "data/handovers/": "datahub.handover",
    "data/intakes/": "datahub.intake",
    "data/overlaps/facts/": "datahub.askedfact",
    "data/overlaps/forms/": "datahub.knownform",
    "data/overlaps/pairs/": "datahub.wordingpair",
    "data/doubts/": "datahub.doubt",
    "data/conflicts/": "datahub.conflict",
    "api/v1/gate/proposals/": "gate.proposal",
    "api/v1/assets/": "registry.asset",
    "api/v1/usage/assets/": "registry.asset",
    "api/v1/usage/batches/": "registry.usagereport",
    "api/v1/self-checks/": "registry.selfcheck",
    "api/v1/shelf/promotions/": "registry.asset",
    "api/v1/merges/": "registry.merge",
    "api/v1/merges/counts/": "registry.tally",
    "api/v1/closures/": "registry.closure",
    "api/v1/webhooks/": "registry.webhook",
    "api/v1/data/grants/": "datahub.grant",
    "api/v1/data/corrections/": "datahub.correction",
    "api/v1/data/exchanges/": "datahub.exchange",
    "api/v1/data/sources/": "datahub.source",
    "api/v1/data/deliveries/": "datahub.intake",
    "api/v1/data/overlaps/": "datahub.askedfact",
}
# What everybody may read without signing in.
PUBLIC = ("gate/rules/", "official/", "register/where/", "data/looked/", "api/v1/public/")
# What everybody with a post may read, wherever it is: the law publishes catalogues, and the shelf is for all.
CATALOGUES = ("gate/admitted/", "people/organisations/", "register/shelf/", "data/elements/", "data/demands/",
              "api/v1/shelf/")  # fmt: skip
# Of a catalogue, what is for the unit itself alone.
OWN = {"data/demands/<int:pk>/ask/": "datahub.demand", "data/demands/<int:pk>/send/": "datahub.demand"}
WORDS = {"step": "accept", "form": "docx", "code": "person.name", "number": "none", "batch": "none"}
SIGN_IN = "/account/login/"


@functools.cache
def description():
    """What the API says of itself."""
    return api.get_openapi_schema()


def routes(patterns=None, prefix=""):
    for each in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from routes(each.url_patterns, route)
        elif "<" in route and not route.startswith("account/"):
            yield route


def thing_of(route):
    """The table of the first thing in an address, or nothing for what is open to all who may come in."""
    fixed = route.partition("<")[0]
    if route not in OWN and fixed.startswith((*PUBLIC, *CATALOGUES)) and fixed not in THINGS:
        return None
    assert route in OWN or fixed in THINGS, f"tests/house/test_doors.py does not say what {route} is about"
    return apps.get_model(OWN.get(route) or THINGS[fixed])


def address_of(route, thing):
    def put(found):
        name = found[1].rpartition(":")[2]
        if name in WORDS and not (name == "code" and thing is not None):
            return WORDS[name]
        if name == "code":
            return thing.code
        return str(thing.pk if thing is not None else 1)

    return "/" + re.sub(r"<([\w:]+)>", put, route)


def methods_of(route):
    """The methods an address takes: those of the description for the API, reading and writing for pages."""
    if not route.startswith("api/"):
        return ["get", "post"]
    return list(description()["paths"][described(route)])


def ask(client, method, route, thing, **headers):
    """Put a request that only the door can refuse: to the API with a body that it would take."""
    address = address_of(route, thing)
    if not route.startswith("api/"):
        return getattr(client, method)(address)
    told = description()["paths"][described(route)][method].get("requestBody")
    if told is None:
        return getattr(client, method)(address, headers=headers)
    (kind, body), *_ = told["content"].items()
    said = _filled(body["schema"])
    if kind == "application/json":
        return getattr(client, method)(address, json.dumps(said), content_type=kind, headers=headers)
    return getattr(client, method)(address, said, headers=headers)


def described(route):
    """A route of the API as its description has it."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)


def _filled(schema):
    if "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return {name: _value(schema["properties"][name]) for name in schema.get("required", [])}


def _value(schema):
    if schema.get("format") == "binary":
        return SimpleUploadedFile("list.csv", b"id\n1\n")
    ready = {"array": lambda: [_value(schema["items"])], "integer": lambda: 1, "object": dict}
    return ready.get(schema.get("type"), lambda: "2026-11-01")()


@pytest.fixture
def there(place):
    """Everything of one county, all of its people's; the neighbour has every post there is."""
    maker = Maker(place.town, place.township)
    post = Post.objects.create(
        organisation=place.other_office,
        title="all",
        roles=["reviewer", "department_officer", "data_steward", "integrator", "administrator", "village_worker"],
        valid_from=SINCE,
    )
    Appointment.objects.create(person=place.stranger, post=post, valid_from=SINCE)
    return maker


def of_somebody(there):
    """``(route, the thing its address is about, method)`` of everything that is not for all."""
    for route in routes():
        if model := thing_of(route):
            for method in methods_of(route):
                yield route, there.one(model), method


def test_what_belongs_to_another_county_is_not_there(there, place, client):
    client.force_login(place.stranger)
    for route, thing, method in of_somebody(there):
        status = ask(client, method, route, thing).status_code
        assert status == 404 or (status == 405 and not route.startswith("api/")), f"{method} {route}: {status}"


def test_a_key_of_another_county_opens_nothing(there, place, client):
    until = timezone.localdate() + datetime.timedelta(days=1)
    key = issue_key(
        place.other_office, actor=System, name="all", scopes=[each.code for each in scopes], expires_on=until
    )
    for route, thing, method in of_somebody(there):
        if route.startswith("api/"):
            response = ask(client, method, route, thing, Authorization=f"Bearer {key.token}")
            assert response.status_code == 404, f"{method} {route}: {response.status_code}"


def test_what_is_behind_the_doors_is_there_for_its_own_people(there, place):
    """Or else the doors above would be proven by empty rooms."""
    insiders = [place.township, place.reviewer, _person("keeper", place.town, "data_steward", "integrator")]
    for name in sorted(set(THINGS.values())):
        model = apps.get_model(name)
        thing, found = there.one(model), model.objects.all()
        if hasattr(found, "visible_to"):
            assert any(found.visible_to(each).filter(pk=thing.pk).exists() for each in insiders), name


def test_nobody_comes_in_without_signing_in(there, client):
    for route in routes():
        if route.startswith(PUBLIC):
            continue
        model = thing_of(route)
        for method in methods_of(route):
            response = ask(client, method, route, model and there.one(model))
            page = response.status_code == 302 and response["Location"].startswith(SIGN_IN)
            allowed = response.status_code == 401 if route.startswith("api/") else page or response.status_code == 405
            assert allowed, f"{method} {route}: {response.status_code}"
