"""By which number an app knows a person, what it is told, and where a sign-in is counted."""

import pytest

from qingzhuang.core.problems import Refused
from qingzhuang.domain.catalogue import Catalogue
from qingzhuang.identity import actions
from qingzhuang.identity.openid import extension
from qingzhuang.identity.openid.claims import CLAIMS, SCOPES, claims_of
from qingzhuang.identity.openid.extension import Keeper, Party, note_signed_in, party_of
from qingzhuang.identity.openid.subjects import person_of, subject_of
from tests.identity.conftest import SINCE

pytestmark = pytest.mark.django_db


def test_a_number_leads_back_for_its_client_alone(land):
    number = subject_of("one", land.officer)
    assert number == subject_of("one", land.officer)
    assert len(number) == 32
    assert person_of("one", number) == land.officer
    assert person_of("other", number) is None


@pytest.mark.parametrize("number", ["", "nonsense", "编号", "A" * 32, str(1)])
def test_what_is_no_number_leads_to_nobody(land, number):
    assert person_of("one", number) is None


def test_the_number_depends_on_the_sites_key_and_leads_to_no_closed_account(land, settings):
    number = subject_of("one", land.officer)
    settings.SUBJECT_KEY = b"another key of this site, of full length"
    assert person_of("one", number) is None
    mine = subject_of("one", land.officer)
    assert mine != number
    land.officer.is_active = False
    land.officer.save()
    assert person_of("one", mine) is None


def test_a_person_is_told_of_by_scope_with_every_post_held_now(land):
    post = actions.create_post(land.office, actor=land.admin, title="借调", roles=["reviewer"], valid_from=SINCE)
    actions.appoint(post, actor=land.admin, person=land.officer, valid_from=SINCE)
    assert claims_of(land.officer, ["openid"]) == {}
    told = claims_of(land.officer, SCOPES)
    assert set(told) == set(CLAIMS) - {"sub"}
    assert told["organisation"] == {"code": "BL-MZ", "name": "北岭县民政局"}
    assert [each["title"] for each in told["posts"]] == ["岗位", "借调"]
    assert claims_of(land.postless, ["posts"]) == {"organisation": None, "posts": []}


def test_the_room_that_keeps_a_client_speaks_for_it_and_hears_of_its_sign_ins(land, monkeypatch):
    heard, party = [], Party("网格通", "北岭县民政局", Refused("identity.client_unknown"))
    keepers = Catalogue("keepers of clients")
    keepers.register(Keeper("other", lambda _client: None, lambda *_: heard.append("other")))
    keepers.register(Keeper("own", {"one": party}.get, lambda *said: heard.append(said)))
    monkeypatch.setattr(extension, "keepers", keepers)
    assert party_of("one") is party
    assert party_of("two") is None
    note_signed_in("one", land.officer)
    note_signed_in("two", land.officer)
    assert heard == [("one", land.officer)]
