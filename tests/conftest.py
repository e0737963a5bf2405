"""One small made-up county: a county with two departments and two townships, and people in their posts."""

from __future__ import annotations

import datetime
import os
import shutil
from types import SimpleNamespace

import pytest

from qingzhuang.core.actions import System
from qingzhuang.identity.models import Appointment, Organisation, Person, Post
from qingzhuang.registry.actions import register_asset
from tests.crashing import Site

SINCE = datetime.date(2024, 1, 1)


def _unit(parent, code, name, level, nature="area", sector=""):
    fields = {"code": code, "name": name, "level": level, "nature": nature, "sector": sector, "valid_from": SINCE}
    made = (parent.add_child if parent else Organisation.add_root)(**fields)
    return Organisation.objects.get(pk=made.pk)


def _person(username, organisation, *roles):
    person = Person.objects.create(username=username, name=username)
    post = Post.objects.create(organisation=organisation, title=username, roles=list(roles), valid_from=SINCE)
    Appointment.objects.create(person=person, post=post, valid_from=SINCE)
    return person


def _again(organisation):
    return Organisation.objects.get(pk=organisation.pk)


def pytest_collection_modifyitems(items):
    """A browser takes minutes: ``./qz test --all`` alone starts one, and demands it."""
    if not os.environ.get("QZ_DEMAND_ALL"):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="drives a real browser: ./qz test --all"))


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory):
    """A site without contents, made once; tests of killed processes begin with a copy of its file."""
    if not os.environ.get("QZ_DEMAND_ALL"):
        pytest.skip("starts and kills processes for a minute: ./qz test --all")
    made = Site(tmp_path_factory.mktemp("site"))
    made.finish('from django.core.management import call_command; call_command("migrate", verbosity=0)')
    return made


@pytest.fixture
def site(empty_site, tmp_path):
    own = Site(tmp_path / "site")
    shutil.copytree(empty_site.folder, own.folder)
    return own


@pytest.fixture
def own_files(settings, tmp_path):
    """Files that people bring go to a folder of this test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def browse(client):
    """``browse(person)``: a browser in which somebody is signed in."""

    def as_person(person):
        client.force_login(person)
        return client

    return as_person


@pytest.fixture
def place(db):
    """Units and people; the neighbouring county has its own office."""
    city = _unit(None, "5199", "清河市", "city")
    county = _unit(city, "519901", "云岭县", "county")
    other = _unit(_again(city), "519902", "石桥县", "county")
    office = _unit(_again(county), "GOV-YL", "云岭县治理办", "county", "department", "governance")
    civil = _unit(_again(county), "MZ-YL", "云岭县民政局", "county", "department", "civil")
    health = _unit(_again(county), "WJ-YL", "云岭县卫健局", "county", "department", "health")
    town = _unit(_again(county), "519901101", "青山镇", "township")
    other_office = _unit(_again(other), "GOV-SQ", "石桥县治理办", "county", "department", "governance")
    return SimpleNamespace(
        city=city,
        county=_again(county),
        other=_again(other),
        office=office,
        civil=civil,
        health=health,
        town=town,
        other_office=other_office,
        reviewer=_person("reviewer", office, "reviewer"),
        civil_officer=_person("civil", civil, "department_officer"),
        health_officer=_person("health", health, "department_officer"),
        township=_person("township", town, "township_officer"),
        stranger=_person("stranger", other_office, "reviewer"),
    )


@pytest.fixture
def enter(place):
    """Enter one thing: ``enter(unit, "app", name=..., functions=[...])``."""

    def make(unit, kind="app", number=None, events=(), sponsor_name="", **values):
        sponsor = None if sponsor_name else unit
        return register_asset(
            unit,
            actor=System,
            kind=kind,
            values=values,
            sponsor=sponsor,
            sponsor_name=sponsor_name,
            number=number,
            events=events,
        )

    return make
