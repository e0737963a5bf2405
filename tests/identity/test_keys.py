"""Keys of systems: shown once, limited to a unit and to scopes, ended by date or by hand, counted."""

import datetime
import json

import pytest
from django.utils import timezone

from qingzhuang.core.models import JournalEntry
from qingzhuang.core.policies import Denied, can
from qingzhuang.core.problems import Refused
from qingzhuang.gate.models import Proposal
from qingzhuang.identity import actions
from qingzhuang.identity.bearer import actor_of
from qingzhuang.identity.models import ApiKey
from qingzhuang.identity.queries import colleagues_of, organisations_of, posts_of

ASSETS = "/api/v1/assets"


def soon(days=30):
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def integrator(land, person):
    return person("integrator", land.bureau, "integrator", password="Qingxi-river-2026")


@pytest.fixture
def key(land, integrator):
    def make(*scopes, **fields):
        given = {"name": "民政业务系统", "scopes": scopes or ["register.read"], "expires_on": soon(), **fields}
        return actions.issue_key(land.bureau, actor=integrator, **given)

    return make


def bearer(key):
    return {"HTTP_AUTHORIZATION": f"Bearer {key.token}"}


def test_the_secret_is_shown_once_and_stored_nowhere(key):
    made = key()
    again = ApiKey.objects.get(pk=made.pk)
    assert made.token.startswith(f"qz_{made.prefix}_")
    assert not hasattr(again, "token")
    secret = made.token.removeprefix(f"qz_{made.prefix}_")
    assert len(secret) >= 32
    assert secret not in json.dumps(list(ApiKey.objects.values()), default=str)
    assert secret not in json.dumps(list(JournalEntry.objects.values("details")), default=str)


def test_a_key_reads_and_proposes_for_its_unit_and_nothing_else(client, land, key):
    made = key("register.propose")
    answer = client.post(
        "/api/v1/gate/proposals",
        json.dumps({"kind": "group", "values": {"name": "低保工作群"}}),
        content_type="application/json",
        **bearer(made),
    )
    assert answer.status_code == 200, answer.content
    proposal = Proposal.objects.get(pk=answer.json()["id"])
    assert (proposal.sponsor, proposal.proposer) == (land.bureau, made.actor)
    assert JournalEntry.objects.get(verb="gate.proposal.draft").actor_name == "民政业务系统"
    refused = client.get(ASSETS, **bearer(made))
    assert refused.status_code == 403
    assert "register.read" not in refused.json()["title"]


def test_an_actor_with_a_key_may_do_only_what_its_scopes_open(land, key):
    actor = actor_of(key("register.propose"))
    assert organisations_of(actor) == [land.bureau]
    assert can(actor, "gate.proposal.draft", land.bureau)
    assert not can(actor, "gate.proposal.draft", land.office)
    assert not can(actor, "identity.key.issue", land.bureau)
    with pytest.raises(Denied):
        actions.issue_key(land.bureau, actor=actor, name="x", scopes=["register.read"], expires_on=soon())


@pytest.mark.parametrize("spoil", ["revoke", "expire", "wrong", "shapeless"])
def test_a_key_that_does_not_hold_is_refused_with_401(client, key, integrator, spoil):
    made = key()
    assert client.get(ASSETS, **bearer(made)).status_code == 200
    token = {"wrong": made.token[:-1] + ("A" if made.token[-1] != "A" else "B"), "shapeless": "x"}.get(
        spoil, made.token
    )
    if spoil == "revoke":
        actions.revoke_key(made, actor=integrator)
    if spoil == "expire":
        ApiKey.objects.update(expires_on=soon(-1))
    client.force_login(integrator)
    answer = client.get(ASSETS, HTTP_AUTHORIZATION=f"Bearer {token}")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_too_many_requests_are_told_how_long_to_wait(client, key, settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    made, other = key(), key()
    codes = [client.get(ASSETS, **bearer(made)).status_code for _ in range(8)]
    assert codes[:3] == [200, 200, 200]
    assert 429 in codes
    settings.API_REQUESTS_PER_MINUTE = 0
    answer = client.get(ASSETS, **bearer(other))
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 61


def test_use_is_noted_without_a_line_in_the_journal(client, key):
    made = key()
    before = JournalEntry.objects.count()
    client.get(ASSETS, **bearer(made))
    assert ApiKey.objects.get(pk=made.pk).last_used_at is not None
    assert JournalEntry.objects.count() == before


def test_a_key_limited_to_one_thing_sees_and_touches_that_only(client, land, key, integrator):
    from qingzhuang.core.actions import System
    from qingzhuang.registry.actions import register_asset

    mine, other = (
        register_asset(land.bureau, actor=System, kind="app", values={"name": name}, sponsor=land.bureau)
        for name in ("低保通", "救助通")
    )
    made = key("register.read", only=mine)
    assert [each["name"] for each in client.get(ASSETS, **bearer(made)).json()["items"]] == ["低保通"]
    assert client.get(f"{ASSETS}/{other.pk}", **bearer(made)).status_code == 404
    with pytest.raises(Refused) as refused:
        key("register.propose", only=mine)
    assert refused.value.code == "identity.key_scopes"


@pytest.mark.parametrize("wrong", [{"scopes": []}, {"scopes": ["all"]}, {"expires_on": soon(400)}, {"name": " "}])
def test_a_key_without_limits_is_not_issued(key, wrong):
    with pytest.raises(Refused):
        key(**wrong)


def test_who_may_issue_and_revoke(land, key, integrator):
    made = key()
    for person, may in ((land.admin, True), (integrator, True), (land.officer, False), (land.stranger, False)):
        assert can(person, "identity.key.issue", land.bureau) is may
        assert can(person, "identity.key.revoke", made) is may
    assert not can(integrator, "identity.key.issue", land.office)


def test_service_accounts_stand_in_no_list_of_people(land, key, integrator):
    made = key()
    assert made.actor not in colleagues_of(integrator)
    assert all(made.actor != held.person for _post, all_held in posts_of(land.bureau) for held in all_held)
    assert not made.actor.has_usable_password()


def test_the_page_issues_shows_once_and_revokes(client, land, integrator):
    client.force_login(integrator)
    asked = {"name": "救助系统", "organisation": land.bureau.pk, "scopes": ["register.read"], "expires_on": str(soon())}
    shown = client.post("/people/keys/", asked)
    made = ApiKey.objects.get()
    assert f"qz_{made.prefix}_".encode() in shown.content
    assert "no-store" in shown["Cache-Control"]
    assert b'id="new-key"' not in client.get("/people/keys/").content
    assert client.post("/people/keys/", {**asked, "scopes": []}).status_code == 400
    assert client.post("/people/keys/", {**asked, "organisation": land.office.pk}).status_code == 404
    client.post(f"/people/keys/{made.pk}/revoke/")
    made.refresh_from_db()
    assert made.revoked_at
    client.force_login(land.officer)
    assert client.get("/people/keys/").status_code == 404
    assert client.post(f"/people/keys/{made.pk}/revoke/").status_code == 404
