"""The desk of use and zombies: what one sees, asking owners in bulk, their answers and what follows."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todos_for
from qingzhuang.registry.actions import answer_question, ask_owners, register_asset
from qingzhuang.registry.actions.usage import judge
from qingzhuang.registry.models import Asset, Liveness, OwnerQuestion

pytestmark = pytest.mark.django_db
LIST = "registry:liveness"


def day(ago):
    return (timezone.localdate() - datetime.timedelta(days=ago)).isoformat()


@pytest.fixture
def silent(place, enter):
    """A group whose last message is long past, and one of another unit that is alive."""
    group = enter(place.civil, "group", name="防汛旧群", functions=["预警"], last_message=day(400))
    enter(place.health, "group", name="健康群", functions=["通知"], last_message=day(1))
    judge(None, actor=System, assets=list(Asset.objects.values_list("pk", flat=True)))
    return group


def asked_of(person):
    """Addresses of the questions that wait for a person."""
    return [todo.url for todo in todos_for(person) if "/questions/" in todo.url]


def ask(place, *assets):
    return ask_owners(place.office, actor=place.reviewer, assets=[each.pk for each in assets])


def test_the_list_is_scoped_and_says_what_was_seen(place, silent, client):
    client.force_login(place.reviewer)
    page = client.get(reverse(LIST)).content.decode()
    assert "防汛旧群" in page
    assert "400 天无活动" in page
    assert "R33" in page
    client.force_login(place.health_officer)
    assert "防汛旧群" not in client.get(reverse(LIST)).content.decode()
    client.force_login(place.stranger)
    assert "防汛旧群" not in client.get(reverse(LIST)).content.decode()


def test_filters_narrow_and_counts_follow(place, silent, client):
    client.force_login(place.reviewer)
    page = client.get(reverse(LIST), {"verdict": "live"}).content.decode()
    assert "健康群" in page
    assert "防汛旧群" not in page
    assert "防汛旧群" in client.get(reverse(LIST), {"q": "防汛", "asked": "never"}).content.decode()


def test_owners_are_asked_after_a_preview_and_answer_with_one_word(place, silent, client):
    client.force_login(place.reviewer)
    preview = client.post(reverse("registry:liveness-ask"), {"query": "verdict=unclear"}).content.decode()
    assert "云岭县民政局" in preview
    assert not OwnerQuestion.objects.exists()
    client.post(reverse("registry:liveness-ask"), {"query": "verdict=unclear", "confirmed": "1"})
    question = OwnerQuestion.objects.get()
    assert question.evidence["signals"]["use"]["state"] == "silent"
    assert asked_of(place.civil_officer) == [question.get_absolute_url()]
    client.force_login(place.civil_officer)
    assert "400 天无活动" in client.get(question.get_absolute_url()).content.decode()
    client.post(question.get_absolute_url(), {"answer": "close"})
    assert Liveness.objects.get(asset=silent).verdict == "zombie"
    assert asked_of(place.civil_officer) == []


def test_nobody_is_asked_twice_or_about_what_is_alive(place, silent):
    alive = Asset.objects.get(name="健康群")
    assert len(ask(place, silent, alive)) == 1
    assert ask(place, silent) == []


def test_another_area_cannot_be_asked(place, silent):
    with pytest.raises(Denied):
        ask_owners(place.office, actor=place.stranger, assets=[silent.pk])
    assert ask_owners(place.other_office, actor=place.stranger, assets=[silent.pk]) == []


def test_only_the_owner_answers_and_only_once(place, silent):
    (question,) = ask(place, silent)
    with pytest.raises(Denied):
        answer_question(question, actor=place.reviewer, answer="close")
    answer_question(question, actor=place.civil_officer, answer="close")
    with pytest.raises(Refused):
        answer_question(question, actor=place.civil_officer, answer="in_use", because="有人用")


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({"answer": "in_use", "because": "值班用"}, "unclear"),
        ({"answer": "reserve", "because": "抢险联络"}, "reserve"),
        ({"answer": "close"}, "zombie"),
    ],
)
def test_each_answer_leads_to_its_verdict(place, silent, given, verdict):
    (question,) = ask(place, silent)
    answer_question(question, actor=place.civil_officer, **given)
    found = Liveness.objects.get(asset=silent)
    assert found.verdict == verdict
    assert found.contrary == (["use"] if verdict == "unclear" else [])


def test_a_seasonal_answer_becomes_the_entry_s_own_months(place, silent):
    (question,) = ask(place, silent)
    with pytest.raises(Refused):
        answer_question(question, actor=place.civil_officer, answer="seasonal", months="夏天")
    answer_question(question, actor=place.civil_officer, answer="seasonal", months="6-9")
    assert Asset.objects.get(pk=silent.pk).attributes["season_months"] == [6, 7, 8, 9]


def test_an_answer_without_its_reason_is_refused(place, silent):
    (question,) = ask(place, silent)
    with pytest.raises(Refused):
        answer_question(question, actor=place.civil_officer, answer="in_use", because="  ")


def test_late_answers_wait_for_the_office_and_an_old_answer_counts_no_more(place, silent):
    (question,) = ask(place, silent)
    OwnerQuestion.objects.update(due_on=day(1))
    assert asked_of(place.reviewer) == [question.get_absolute_url()]
    answer_question(question, actor=place.civil_officer, answer="reserve", because="备用")
    OwnerQuestion.objects.update(holds_until=day(1))
    judge(None, actor=System, assets=[silent.pk])
    assert Liveness.objects.get(asset=silent).missing == ["owner"]


def test_the_entry_s_page_shows_use_as_a_chart_with_its_table(place, silent, client):
    client.force_login(place.reviewer)
    page = client.get(silent.get_absolute_url()).content.decode()
    assert 'id="use"' in page


def test_the_list_costs_the_same_at_any_length(place, silent, client):
    client.force_login(place.reviewer)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(LIST))
        return len(seen)

    before = queries()
    for number in range(20):
        values = {"name": f"群{number}", "functions": ["通知"], "last_message": day(300)}
        made = register_asset(place.civil, actor=System, kind="group", values=values, sponsor=place.civil)
        judge(None, actor=System, assets=[made.pk])
    assert queries() == before
