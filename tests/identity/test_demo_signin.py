"""One-click sign-in: in the demo, and impossible anywhere else."""

import importlib

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.test import Client, RequestFactory, override_settings
from django.urls import NoReverseMatch, clear_url_caches, reverse, set_urlconf

from qingzhuang.core.models import JournalEntry
from qingzhuang.identity import demo_signin, urls
from qingzhuang.identity.apps import demo_mode_has_its_own_database
from qingzhuang.identity.models import Installation


@pytest.fixture
def demo_person(land, person):
    return person("guest", land.bureau, "department_officer", is_demo=True)


def _load(demo):
    """The site's addresses as a process started in this mode has them."""
    with override_settings(DEMO=demo):
        importlib.reload(urls)
        import config.urls

        importlib.reload(config.urls)
    clear_url_caches()
    set_urlconf(None)


@pytest.fixture
def demo_mode(settings):
    settings.DEMO = True
    _load(True)
    yield
    _load(False)


@pytest.fixture
def demo_database(db):
    Installation.objects.create(demo=True)


def enter(client, username="guest"):
    return client.post("/people/demo-sign-in/", {"username": username})


def asked(username="guest"):
    request = RequestFactory().post("/people/demo-sign-in/", {"username": username})
    request.session = SessionStore()
    return request


def test_one_click_signs_in_and_the_journal_says_how(client, demo_person, demo_mode, demo_database):
    assert enter(client).status_code == 302
    assert client.get(reverse("identity:me")).status_code == 200
    entry = JournalEntry.objects.get(verb="identity.session.begin")
    assert (entry.actor_id, entry.details) == (demo_person.pk, {"means": "demo"})


def test_changing_over_ends_one_session_and_begins_another(client, land, person, demo_person, demo_mode, demo_database):
    second = person("second", land.town, "township_officer", is_demo=True)
    enter(client)
    enter(client, "second")
    found = JournalEntry.objects.filter(verb__startswith="identity.session")
    assert [(entry.verb.rpartition(".")[2], entry.actor_id) for entry in found] == [
        ("begin", demo_person.pk),
        ("end", demo_person.pk),
        ("begin", second.pk),
    ]
    assert found.last().details == {"means": "demo"}


def test_without_demo_mode_there_is_no_such_address(client, demo_person, demo_database):
    assert enter(client).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("identity:demo-sign-in")


def test_without_demo_mode_the_function_itself_refuses(demo_person, demo_database):
    with pytest.raises(Http404):
        demo_signin.demo_sign_in(asked())
    assert demo_signin.people() == []


@pytest.mark.parametrize("mark", [None, False])
def test_demo_mode_on_another_database_lets_nobody_in(client, demo_person, demo_mode, mark):
    if mark is not None:
        Installation.objects.create(demo=mark)
    assert enter(client).status_code == 404
    assert demo_signin.people() == []
    assert client.get(reverse("identity:me")).status_code == 302


@pytest.mark.parametrize("username", ["officer", "nobody", ""])
def test_only_people_of_the_demo_can_be_entered_as(client, land, demo_person, demo_mode, demo_database, username):
    assert enter(client, username).status_code == 404
    demo_person.is_active = False
    demo_person.save()
    assert enter(client).status_code == 404


def test_a_link_or_a_foreign_form_does_not_sign_in(client, demo_person, demo_mode, demo_database):
    assert client.get("/people/demo-sign-in/?username=guest").status_code == 405
    assert enter(Client(enforce_csrf_checks=True)).status_code == 403


def test_demo_mode_does_not_start_on_a_real_database(land, settings):
    settings.DEMO = True
    with pytest.raises(ImproperlyConfigured):
        demo_signin.ensure_demo_allowed()
    assert [error.id for error in demo_mode_has_its_own_database(databases=["default"])] == ["identity.E001"]
    Installation.objects.create(demo=True)
    demo_signin.ensure_demo_allowed()
    assert demo_mode_has_its_own_database(databases=["default"]) == []


def test_a_real_installation_starts_as_it_should(land, settings):
    settings.DEMO = False
    demo_signin.ensure_demo_allowed()
    assert demo_mode_has_its_own_database(databases=["default"]) == []


def test_an_empty_database_may_become_the_demo(db, settings):
    settings.DEMO = True
    demo_signin.ensure_demo_allowed()
