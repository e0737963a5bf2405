"""A small made-up province with two counties, built by the product's own actions, and people in their posts."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest

from qingzhuang.core.actions import System
from qingzhuang.core.languages import compile_messages
from qingzhuang.identity import actions
from qingzhuang.identity.models import Organisation

SINCE = datetime.date(2024, 1, 1)
PASSWORD = "Qingxi-river-2026"


@pytest.fixture(scope="session", autouse=True)
def chinese():
    """The interface speaks Chinese from a compiled catalogue, as it does after set-up."""
    compile_messages()


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def unit(db):
    def make(parent, code, name, level, nature="area", **fields):
        return actions.open_organisation(
            parent, actor=System, valid_from=SINCE, code=code, name=name, level=level, nature=nature, **fields
        )

    return make


@pytest.fixture
def person(db):
    def make(username, organisation=None, *roles, **fields):
        made = actions.add_person(organisation, actor=System, username=username, name=f"{username} 同志", **fields)
        if organisation:
            post = actions.create_post(organisation, actor=System, title="岗位", roles=roles, valid_from=SINCE)
            actions.appoint(post, actor=System, person=made, valid_from=SINCE)
        return made

    return make


@pytest.fixture
def land(unit, person):
    """province > city > two counties; in the first: an office, a bureau, two townships and a village."""
    province = unit(None, "990000", "演示省", "province")
    city = unit(province, "990100", "东川市", "city")
    county = unit(city, "990121", "北岭县", "county", name_en="Beiling County")
    other = unit(city, "990122", "南浦县", "county")
    office = unit(county, "BL-GOV", "北岭县治理办", "county", "department", sector="governance")
    bureau = unit(county, "BL-MZ", "北岭县民政局", "county", "department", sector="civil_affairs")
    town = unit(county, "990121101", "柏树镇", "township")
    second = unit(county, "990121102", "竹溪乡", "township")
    village = unit(town, "990121101201", "前沟村", "village")
    far = unit(other, "NP-GOV", "南浦县治理办", "county", "department", sector="governance")
    fresh = {name: Organisation.objects.get(pk=node.pk) for name, node in locals().items() if hasattr(node, "path")}
    return SimpleNamespace(
        **fresh,
        reviewer=person("reviewer", office, "reviewer"),
        admin=person("admin", office, "administrator", password=PASSWORD),
        officer=person("officer", bureau, "department_officer", password=PASSWORD),
        township=person("township", town, "township_officer"),
        worker=person("worker", village, "village_worker"),
        stranger=person("stranger", far, "administrator"),
        postless=person("postless"),
    )
