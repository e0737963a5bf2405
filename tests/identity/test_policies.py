"""The whole matrix: every action of this room against everybody."""

import pytest

from qingzhuang.core.actions import System, actions
from qingzhuang.core.policies import can
from qingzhuang.identity import queries
from qingzhuang.identity.models import ApiKey

EVERYBODY = ("admin", "reviewer", "officer", "township", "worker", "stranger", "postless")
ADMIN_ONLY = {"admin"}
MATRIX = {
    "identity.organisation.open": ("county", ADMIN_ONLY),
    "identity.organisation.rename": ("town", ADMIN_ONLY),
    "identity.organisation.close": ("village", ADMIN_ONLY),
    "identity.organisation.move": ("town", ADMIN_ONLY),
    "identity.person.add": ("bureau", ADMIN_ONLY),
    "identity.post.create": ("bureau", ADMIN_ONLY),
    "identity.post.appoint": ("post", ADMIN_ONLY),
    "identity.appointment.end": ("appointment", ADMIN_ONLY),
    "identity.appointment.substitute": ("appointment", {"officer"}),
    "identity.person.set_language": ("officer", {"officer"}),
    "identity.person.set_password": ("officer", {"officer", "admin"}),
    "identity.key.issue": ("bureau", ADMIN_ONLY),
    "identity.key.revoke": ("key", ADMIN_ONLY),
    "identity.session.begin": ("officer", {"officer"}),
    "identity.session.end": ("officer", {"officer"}),
    "identity.token.forget": ("bureau", set()),
}


def _target(land, name):
    appointment = queries.appointments_of(land.officer)[0]
    key = ApiKey(organisation=land.bureau, actor=land.officer)
    return {"post": appointment.post, "appointment": appointment, "key": key}.get(name) or getattr(land, name)


def test_every_action_of_the_room_is_in_the_matrix():
    assert {code for code in actions.codes() if code.startswith("identity.")} == set(MATRIX)


@pytest.mark.parametrize("code", sorted(MATRIX))
def test_who_may(land, code):
    name, allowed = MATRIX[code]
    target = _target(land, name)
    assert {who for who in EVERYBODY if can(getattr(land, who), code, target)} == allowed


def test_only_the_platform_itself_plants_the_root(land):
    assert can(System, "identity.organisation.open", None)
    assert not any(can(getattr(land, who), "identity.organisation.open", None) for who in EVERYBODY)


def test_only_the_platform_itself_forgets_tokens(land):
    assert can(System, "identity.token.forget", None)


def test_an_administrator_has_no_say_above_or_beside_the_own_area(land):
    for organisation in (land.province, land.city, land.other, land.far):
        assert not can(land.admin, "identity.organisation.rename", organisation)


def test_an_administrator_cannot_take_over_somebody_with_a_post_elsewhere(land):
    assert not can(land.admin, "identity.person.set_password", land.stranger)
    assert not can(land.admin, "identity.person.set_password", land.postless)
