"""The pages of the entrance, asked for as a browser asks."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from qingzhuang.gate.actions import draft_proposal
from qingzhuang.identity.demo_signin import people
from qingzhuang.identity.models import Installation
from qingzhuang.portal import style
from tests.portal.pages import Tags, forbidden_inline

ENGLISH = {"Accept-Language": "en"}
CHINESE = {"Accept-Language": "zh-CN"}


@pytest.fixture
def signed_in(client, place):
    client.force_login(place.officer)
    return client


def test_a_stranger_reads_what_this_is_in_their_language(client, db):
    assert "先过一道关，再向基层要" in client.get("/", headers=CHINESE).text
    page = client.get("/", headers=ENGLISH).text
    assert "Check before you ask." in page
    assert reverse("account_login") in page
    assert Tags(page).all("html")[0]["lang"] == "en"


def test_the_policy_of_the_page_is_strict_and_the_page_keeps_it(client, db):
    response = client.get("/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not forbidden_inline(response.text)


def test_demo_people_are_offered_only_where_the_demo_is(client, place, settings):
    assert "周敏" not in client.get("/").text
    settings.DEMO = True
    assert "周敏" not in client.get("/").text
    Installation.objects.create(demo=True)
    settings.DEMO = False
    assert "周敏" not in client.get("/").text


def test_a_demo_person_is_one_button_away(place, settings):
    settings.DEMO = True
    Installation.objects.create(demo=True)
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    page = Tags(render_to_string("portal/welcome.html", {"people": people(), "enter_url": "/enter"}, request))
    assert {"gao", "zhou", "lin"} == {
        button["value"] for button in page.all("button") if button.get("name") == "username"
    }
    assert {"action": "/enter", "method": "post"} in page.all("form")


def test_the_first_page_says_that_nothing_waits(signed_in):
    page = signed_in.get("/", headers=CHINESE).text
    assert "现在没有要您办的事" in page
    assert "高青" in page
    assert "科员 · 云岭县应急局" in page


def test_the_sections_are_those_the_person_may_open(client, place):
    client.force_login(place.officer)
    page = Tags(client.get("/").text)
    links = {link["href"] for link in page.all("a")}
    assert {reverse("gate:proposals"), reverse("registry:assets"), reverse("gate:rules")} <= links
    assert [link["href"] for link in page.all("a") if link.get("aria-current") == "page"] == ["/", "/"]
    client.force_login(place.postless)
    links = {link["href"] for link in Tags(client.get("/").text).all("a")}
    assert reverse("gate:rules") in links
    assert not {reverse("gate:proposals"), reverse("registry:assets")} & links


def test_one_search_finds_what_the_person_may_see(client, place):
    draft_proposal(place.bureau, actor=place.officer, kind="app", raw={"name": "平安巡查通"})
    client.force_login(place.officer)
    assert "平安巡查通" in client.get("/search", {"q": "巡查"}).text
    assert "没有找到" in client.get("/search", {"q": "积分榜"}, headers=CHINESE).text
    client.force_login(place.postless)
    assert "平安巡查通</a>" not in client.get("/search", {"q": "巡查"}).text


def test_the_search_finds_rules_by_a_word_of_their_title(signed_in):
    page = Tags(signed_in.get("/search", {"q": "打卡"}, headers=CHINESE).text)
    rules = [link["href"] for link in page.all("a") if link["href"].startswith(reverse("gate:rules"))]
    assert any(link != reverse("gate:rules") for link in rules)


def test_a_stranger_cannot_search(client, db):
    response = client.get("/search", {"q": "巡查"})
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_what_was_searched_for_is_shown_as_words(signed_in):
    page = signed_in.get("/search", {"q": "<script>alert(1)</script>"}).text
    assert not forbidden_inline(page)
    assert "<script>alert(1)</script>" in Tags(page.replace("<title>", "<p>").replace("</title>", "</p>")).text


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_the_style_page_shows_every_component_in_both_themes(client, db, settings, language):
    settings.DEMO = True
    response = client.get("/style", headers=language)
    page = Tags(response.text)
    assert {f"c-{sample.name}" for sample in style.samples()} <= set(page.ids())
    assert len(page.ids()) == len(set(page.ids()))
    assert "Must change" in page.text
    assert "须改" in page.text
    assert not forbidden_inline(response.text)


def test_the_style_page_is_for_builders_and_administrators(client, place):
    assert client.get("/style").status_code == 404
    client.force_login(place.officer)
    assert client.get("/style").status_code == 404
    client.force_login(place.admin)
    assert client.get("/style").status_code == 200


def test_switching_the_language_keeps_the_page(client, place):
    client.force_login(place.officer)
    page = Tags(client.get("/search", {"q": "巡查"}, headers=CHINESE).text)
    form = {field["name"]: field["value"] for field in page.all("input") if field.get("name") == "next"}
    button = next(button for button in page.all("button") if button.get("name") == "language")
    response = client.post(reverse("identity:language"), {**form, "language": button["value"]}, follow=True)
    assert response.request["PATH_INFO"] == "/search"
    assert QueryDict(response.request["QUERY_STRING"])["q"] == "巡查"
    assert Tags(response.text).all("html")[0]["lang"] == "en"


def test_what_does_not_exist_says_so_in_the_look_of_the_house(client, db):
    response = client.get("/no-such-page", headers=CHINESE)
    assert response.status_code == 404
    assert "没有这一页" in response.text
    assert 'class="page-head"' in response.text


def test_machines_get_short_answers(client):
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
