"""One village, one office, one person in each post; what the first page and the search have to show."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest

from qingzhuang.core.languages import compile_messages
from qingzhuang.identity.models import Appointment, Organisation, Person, Post

SINCE = datetime.date(2024, 1, 1)


@pytest.fixture(scope="session", autouse=True)
def chinese():
    """The interface speaks Chinese from a compiled catalogue, as it does after set-up."""
    compile_messages()


def _unit(parent, code, name, level, nature="area"):
    fields = {"code": code, "name": name, "level": level, "nature": nature, "valid_from": SINCE}
    manager = Organisation.objects
    made = manager.add_child(parent, fields) if parent else manager.add_root(fields)
    return Organisation.objects.get(pk=made.pk)


def _person(username, name, organisation, title, *roles):
    person = Person.objects.create(username=username, name=name, is_demo=True)
    post = Post.objects.create(organisation=organisation, title=title, roles=list(roles), valid_from=SINCE)
    Appointment.objects.create(person=person, post=post, valid_from=SINCE)
    return person


@pytest.fixture
def place(db):
    county = _unit(None, "519901", "云岭县", "county")
    bureau = _unit(county, "EM-YL", "云岭县应急局", "county", "department")
    office = _unit(Organisation.objects.get(pk=county.pk), "GOV-YL", "云岭县治理办", "county", "department")
    return SimpleNamespace(
        county=county,
        bureau=bureau,
        officer=_person("gao", "高青", bureau, "科员", "department_officer"),
        reviewer=_person("zhou", "周敏", office, "审核岗", "reviewer"),
        admin=_person("lin", "林文", office, "管理员", "administrator"),
        postless=Person.objects.create(username="wu", name="无岗"),
    )
