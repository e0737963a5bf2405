"""Use over the API: keys of a unit or of one thing, receipts, what was seen; and what the rules get to know of it."""

import datetime
import json

import pytest
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import work
from qingzhuang.core.models import Job
from qingzhuang.domain.draft import Draft
from qingzhuang.gate.actions import draft_proposal
from qingzhuang.identity.actions import issue_key
from qingzhuang.registry.actions.usage import judge
from qingzhuang.registry.models import Asset, Liveness
from qingzhuang.registry.thresholds import thresholds_of
from qingzhuang.registry.usage.facts import use_facts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_state")]


def day(ago):
    return (timezone.localdate() - datetime.timedelta(days=ago)).isoformat()


@pytest.fixture
def call(place, client):
    """Call the API with a key of the civil affairs bureau, or of one thing of it."""

    def make(*scopes, only=None):
        until = timezone.localdate() + datetime.timedelta(days=30)
        key = issue_key(place.civil, actor=System, name="系统", scopes=scopes, expires_on=until, only=only)
        head = {"HTTP_AUTHORIZATION": f"Bearer {key.token}"}

        def send(address, body=None):
            if body is None:
                return client.get(f"/api/v1/usage{address}", **head)
            return client.post(f"/api/v1/usage{address}", json.dumps(body), content_type="application/json", **head)

        return send

    return make


@pytest.fixture
def things(place, enter):
    one = enter(place.civil, name="民情通", number="QZ-1", functions=["走访"])
    two = enter(place.civil, name="民政通", number="QZ-2", functions=["救助"])
    far = enter(place.health, name="健康通", number="QZ-3", functions=["签约"])
    return one, two, far


def batch(name, *numbers):
    return {"batch": name, "counts": [{"asset": number, "day": day(1), "uses": 3} for number in numbers]}


def test_a_key_of_a_unit_tells_of_its_things_and_reads_its_receipt(call, things):
    send = call("usage.report")
    answer = send("", batch("a", "QZ-1", "QZ-2", "QZ-3"))
    assert answer.status_code == 202
    assert answer.json()["accepted"] == 2
    assert [(each["row"], each["why"]) for each in answer.json()["refused"]] == [(3, "unknown")]
    assert answer.json()["refused"][0]["reason"]["en"]
    assert send("/batches/a").json()["written"] is False
    assert call("usage.report")("/batches/b").status_code == 404


def test_a_key_of_one_thing_tells_of_that_alone(call, things):
    send = call("usage.report", only=things[0])
    answer = send("", batch("a", "QZ-1", "QZ-2")).json()
    assert (answer["accepted"], [each["row"] for each in answer["refused"]]) == (1, [2])


def test_a_key_without_the_scope_tells_nothing(call, things):
    assert call("register.read")("", batch("a", "QZ-1")).status_code == 403
    assert call("usage.report")(f"/assets/{things[0].pk}").status_code == 403


def test_what_was_seen_is_read_by_those_who_may(call, things):
    send = call("register.read")
    call("usage.report")("", batch("a", "QZ-1"))
    Job.objects.filter(state="queued").update(run_at=timezone.now())
    work(once=True)
    found = send(f"/assets/{things[0].pk}").json()
    assert (found["verdict"], found["last_use"]) == ("live", day(1))
    assert found["months"][-1]["uses"] == 3


def test_bad_shapes_are_refused_whole(call, things):
    send = call("usage.report")
    assert send("", {"batch": "", "counts": []}).status_code == 400
    assert send("", {"counts": []}).status_code == 422
    assert send("", {"batch": "a", "counts": [{"asset": "QZ-1", "day": day(1)}] * 10_001}).status_code == 413


def test_the_rules_are_told_of_use_only_what_was_seen(place, things, enter):
    assert use_facts(Draft("7", "app", {}, ())) == {}
    judge(None, actor=System, assets=[things[0].pk])
    Liveness.objects.filter(asset=things[0]).update(last_use=day(3), verdict="reserve")
    proposal = draft_proposal(place.civil, actor=place.civil_officer, kind="app", raw={"name": "民情通"})
    Asset.objects.filter(pk=things[0].pk).update(proposal=proposal)
    told = use_facts(Draft(str(proposal.pk), "app", {}, ()))
    assert told == {"live.last_use": day(3), "live.reserve_tool": True}


def test_a_jurisdiction_sets_its_own_days(settings):
    assert thresholds_of("app").days == {"use": 60, "update": 180}
    settings.JURISDICTION = "cn-620724"
    found = thresholds_of("app")
    assert found.days == {"use": 60, "update": 60}
    assert "LR-05" in [each.ref for each in found.rules["update"].citations]
    assert thresholds_of("account").decides == "update"
