"""A campaign begun, decided and looked back at; three look-alikes to merge."""

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from qingzhuang.core.jobs import work
from qingzhuang.core.models import Job
from qingzhuang.registry import actions, likeness
from qingzhuang.registry.jobs.campaigns import look_due
from qingzhuang.registry.models import Rebound
from tests.signing_in import BACK, App, InProcess

from .campaigning import DAY, Uncancelled, today


@pytest.fixture
def start(place):
    def make(*codes, days=20, **said):
        said = {"name": "清理行动", "basis": "治理办〔2026〕1号", "due_on": today() + days * DAY, **said}
        campaign = actions.start_campaign(place.office, actor=place.reviewer, codes=codes or ("expired",), **said)
        work(once=True)
        campaign.refresh_from_db()
        assert campaign.step == "running", Job.objects.first().error
        return campaign

    return make


@pytest.fixture
def decide(place):
    def make(sheet, actor=None, **said):
        """``said`` by name of the entry; by default everything is kept."""
        given = {}
        for row in sheet.rows.all():
            told = said.get(row.name, {"decision": "keep", "because": "仍在使用"})
            given[row.pk] = {"by_on": (today() + 30 * DAY).isoformat(), **told}
        actor = actor or place.civil_officer
        actions.save_decisions(sheet, actor=actor, given=given)
        return actions.submit_sheet(sheet, actor=actor)

    return make


@pytest.fixture
def looked(place, start, decide):
    """End a campaign of one closed thing 30 days ago, do something, look back."""

    def make(campaign, before=lambda: None):
        actions.end_campaign(campaign, actor=place.reviewer, on=today() - 30 * DAY)
        before()
        look_due(Uncancelled())
        return {each.sort: each for each in Rebound.objects.all()}

    return make


@pytest.fixture
def grid(place, enter):
    """Three look-alikes of two departments; the first one stays."""
    big = enter(place.civil, name="网格通", facing="grassroots", functions=["隐患上报", "事件派单", "走访登记"])
    small = enter(
        place.civil,
        "mini_program",
        name="隐患随手拍",
        facing="grassroots",
        functions=["上报隐患", "每日打卡签到", "地图标注"],
    )
    other = enter(place.health, name="巡查通", facing="grassroots", functions=["走访登记", "体温登记"])
    return big, small, other


@pytest.fixture
def own_state(settings, tmp_path):
    """What is kept outside the database goes to a folder of this test's own."""
    settings.STATE = tmp_path


@pytest.fixture
def own_index(own_state):
    """An index of likeness of this test's own, empty."""
    likeness.forget()
    yield
    likeness.forget()


@pytest.fixture
def server(db):
    """A server on this test's own connection, or none: the journal cannot be flushed, so the test is rolled back."""
    if not (connection.vendor == "sqlite" and connection.is_in_memory_db()):
        yield None
        return
    started = LiveServer("localhost")
    yield started.url
    started.stop()


@pytest.fixture
def sign_in_client(place, enter):
    """Register a client of one running app, the same for all."""
    app = enter(place.civil, name="网格通", facing="grassroots")

    def make(**said):
        said = {"name": "后台", "addresses": [BACK], **said}
        return actions.register_client(app, actor=place.civil_officer, **said)

    return make


@pytest.fixture
def connect(server):
    """The app of a registered client."""

    def make(kept, comes_back_to=BACK):
        sort = App if server else InProcess
        return sort(server or "http://testserver", kept.client_id, kept.secret, comes_back_to)

    return make


@pytest.fixture
def signed_in(client, place):
    """A browser in which somebody is signed in to us."""
    client.force_login(place.township)
    return client
