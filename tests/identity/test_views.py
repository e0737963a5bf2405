"""The pages: signing in and out, the tree, one's own posts, the language."""

import datetime

import pytest
from django.urls import reverse

from qingzhuang.core.models import JournalEntry
from qingzhuang.identity import actions, queries
from qingzhuang.identity.models import Appointment, Organisation, Person
from tests.identity.conftest import PASSWORD, SINCE
from tests.portal.pages import Tags, forbidden_inline

ENGLISH = {"Accept-Language": "en"}
CHINESE = {"Accept-Language": "zh-CN"}
LOGIN = reverse("account_login")


def sign_in(client, username="officer", password=PASSWORD):
    return client.post(LOGIN, {"login": username, "password": password}, headers=CHINESE)


def verbs(person):
    found = JournalEntry.objects.filter(actor_id=person.pk, verb__startswith="identity.session")
    return [(entry.verb, entry.details) for entry in found]


def test_signing_in_and_out_stands_in_the_journal(client, land):
    assert sign_in(client).status_code == 302
    assert client.get(reverse("identity:me")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("identity:me")).status_code == 302
    assert verbs(land.officer) == [("identity.session.begin", {"means": "password"}), ("identity.session.end", {})]


def test_nothing_is_kept_of_when_somebody_was_last_here():
    assert not {"last_login", "last_seen", "login_count"} & {field.name for field in Person._meta.get_fields()}


def test_a_wrong_password_says_nothing_about_who_exists(client, land):
    wrong, unknown = sign_in(client, password="wrong"), sign_in(client, "nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert verbs(land.officer) == []


def test_guessing_is_slowed_down(client, land):
    for _guess in range(5):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code != 302, "even the right password must wait now"
    assert verbs(land.officer) == []


def test_a_closed_account_does_not_open(client, land):
    land.officer.is_active = False
    land.officer.save()
    sign_in(client)
    assert client.get(reverse("identity:me")).status_code == 302
    assert verbs(land.officer) == []


def test_nobody_signs_up(client, db):
    form = {"username": "intruder", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), form)
    assert not Person.objects.exists()


def test_a_forgotten_password_is_the_administrators_business(client, land):
    for address in ("officer@example.org", "nobody@example.org"):
        answer = client.post(reverse("account_reset_password"), {"email": address}, headers=ENGLISH)
        assert answer.status_code == 400
        assert "Ask your administrator to set a new password" in answer.text


def test_changing_one_s_password_goes_through_the_action(client, land):
    client.force_login(land.officer)
    form = {"oldpassword": PASSWORD, "password1": "Another-phrase-88", "password2": "Another-phrase-88"}
    client.post(reverse("account_change_password"), form)
    assert Person.objects.get(pk=land.officer.pk).check_password("Another-phrase-88")
    assert JournalEntry.objects.filter(verb="identity.person.set_password", actor_id=land.officer.pk).count() == 1
    assert client.get(reverse("identity:me")).status_code == 200, "still signed in"


@pytest.mark.parametrize(
    ("name", "signed_in", "zh", "en"),
    [
        ("account_login", False, "登录", "Sign in"),
        ("account_signup", False, "账号由管理员开设", "Accounts are made by administrators"),
        ("account_reset_password", False, "忘记密码", "Forgotten password"),
        ("account_inactive", False, "该账号已停用", "This account is closed"),
        ("account_logout", True, "要退出吗？", "Sign out?"),
        ("account_change_password", True, "修改密码", "Change password"),
        ("account_reauthenticate", True, "", ""),
    ],
)
def test_account_pages_wear_the_look_of_the_house(client, land, name, signed_in, zh, en):
    if signed_in:
        client.force_login(land.officer)
    for headers, word in ((CHINESE, zh), (ENGLISH, en)):
        text = client.get(reverse(name), headers=headers).text
        page = Tags(text)
        assert word in page.text
        assert len(page.all("main")) == len(page.all("h1")) == 1
        assert not forbidden_inline(text)
        labelled = {label.get("for") for label in page.all("label")}
        shown = [field for field in page.all("input") if field.get("type") != "hidden"]
        assert all(field.get("id") in labelled for field in shown)


def test_a_wrong_new_password_is_explained_beside_its_field(client, land):
    client.force_login(land.officer)
    form = {"oldpassword": "wrong", "password1": "123", "password2": "123"}
    page = Tags(client.post(reverse("account_change_password"), form, headers=ENGLISH).text)
    described = {field.get("aria-describedby") for field in page.all("input") if field.get("aria-invalid")}
    assert {"e-oldpassword", "e-password1"} <= described
    assert described <= set(page.ids())


@pytest.mark.parametrize("name", ["identity:organisations", "identity:me"])
def test_strangers_are_asked_to_sign_in(client, db, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith(LOGIN)


def organisation_page(client, organisation, headers=CHINESE, **query):
    return client.get(reverse("identity:organisation", args=[organisation.pk]), query, headers=headers)


def test_the_tree_opens_at_one_s_own_area_and_goes_level_by_level(client, land):
    client.force_login(land.officer)
    assert client.get(reverse("identity:organisations"))["Location"].endswith(f"/{land.county.pk}/")
    page = Tags(organisation_page(client, land.county).text)
    assert "柏树镇" in page.text
    assert "前沟村" not in page.text
    assert "前沟村" in organisation_page(client, land.town).text
    english = Tags(organisation_page(client, land.county, ENGLISH).text)
    assert "Beiling County" in english.text


def test_without_a_post_the_tree_is_closed(client, land):
    client.force_login(land.postless)
    assert organisation_page(client, land.county).status_code == 404
    assert client.get(reverse("identity:organisations")).status_code == 404


def test_an_organisation_shows_its_posts_and_who_stands_in_for_whom(client, land):
    held = queries.appointments_of(land.reviewer)[0]
    today = datetime.date.today()
    actions.appoint_substitute(held, actor=land.reviewer, person=land.worker, valid_from=today, valid_until=today)
    client.force_login(land.officer)
    text = Tags(organisation_page(client, land.office).text).text
    assert "reviewer 同志" in text
    assert "worker 同志" in text
    assert "替 reviewer 同志" in text
    assert SINCE.isoformat() in text
    assert "治理办审核员" in text


def test_a_long_level_is_paged_and_costs_no_more_queries(client, land, unit, django_assert_max_num_queries):
    client.force_login(land.officer)

    def cost():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries_made:
            answer = organisation_page(client, land.town)
        return len(queries_made), answer

    few, _answer = cost()
    for number in range(60):
        unit(land.town, f"990121101{300 + number}", f"新{number}村", "village")
    many, answer = cost()
    assert many == few
    assert len(answer.context["page"]) == 50
    assert len(organisation_page(client, land.town, page=2).context["page"]) == 11
    assert organisation_page(client, land.town, page="no").status_code == 200


def substitute(client, appointment, **form):
    return client.post(reverse("identity:substitute", args=[appointment.pk]), form, headers=CHINESE)


def test_naming_a_substitute_and_ending_it(client, land, person):
    colleague = person("colleague", land.bureau, "department_officer")
    client.force_login(land.officer)
    held = queries.appointments_of(land.officer)[0]
    today = datetime.date.today()
    form = {"person": colleague.pk, "valid_from": today.isoformat()}
    bad = substitute(client, held, **form, valid_until=(today - datetime.timedelta(days=1)).isoformat())
    assert bad.status_code == 400
    assert "结束日期早于开始日期" in bad.text
    assert substitute(client, held, **form, valid_until="").status_code == 400
    assert substitute(client, held, **form, valid_until=today.isoformat()).status_code == 302
    standing = Appointment.objects.get(kind="substitute")
    assert standing.for_person == land.officer
    assert "colleague 同志 替岗至" in client.get(reverse("identity:me"), headers=CHINESE).text
    assert substitute(client, standing).status_code == 302
    assert queries.substitutes_of(land.officer) == []


def test_nobody_names_a_substitute_for_somebody_else_s_post(client, land, person):
    colleague = person("colleague", land.bureau, "department_officer")
    held = queries.appointments_of(land.reviewer)[0]
    client.force_login(land.officer)
    today = datetime.date.today().isoformat()
    answer = substitute(client, held, person=colleague.pk, valid_from=today, valid_until=today)
    assert answer.status_code == 404
    assert not Appointment.objects.filter(kind="substitute").exists()


def choose(client, language, target="/"):
    return client.post(reverse("identity:language"), {"language": language, "next": target})


def test_the_browser_says_the_language_until_somebody_chooses(client, land):
    assert Tags(client.get("/", headers=ENGLISH).text).all("html")[0]["lang"] == "en"
    assert client.get("/", headers=CHINESE)["Content-Language"] == "zh-hans"
    choose(client, "en")
    assert client.get("/", headers=CHINESE)["Content-Language"] == "en"
    client.force_login(actions.set_language(land.officer, actor=land.officer, language="zh-hans"))
    assert client.get("/", headers=ENGLISH)["Content-Language"] == "zh-hans"


def test_switching_keeps_the_page_and_the_choice(client, land):
    client.force_login(land.officer)
    here = reverse("identity:organisation", args=[land.county.pk]) + "?page=1"
    assert choose(client, "en", here)["Location"] == here
    assert Person.objects.get(pk=land.officer.pk).language == "en"
    assert client.get(here, headers=CHINESE)["Content-Language"] == "en"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "https:evil.example"]
)
def test_switching_never_leads_away(client, db, target):
    assert choose(client, "en", target)["Location"] == "/"


def test_an_unknown_language_or_a_mere_link_changes_nothing(client, land):
    client.force_login(land.officer)
    assert choose(client, "fr").status_code == 404
    assert client.get(reverse("identity:language")).status_code == 405
    assert Person.objects.get(pk=land.officer.pk).language == ""


def test_a_name_is_shown_as_words(client, land):
    actions.rename_organisation(land.town, actor=land.admin, name="<script>x</script>镇")
    client.force_login(land.officer)
    assert not forbidden_inline(organisation_page(client, Organisation.objects.get(pk=land.county.pk)).text)
