"""Is this official, and complaints: public fields only, nobody asked who they are, answered in the open."""

import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todos_for
from qingzhuang.registry import actions
from qingzhuang.registry.complaints import masked, shows_person
from qingzhuang.registry.models import Complaint
from qingzhuang.registry.queries.official import found_by


@pytest.fixture(autouse=True)
def _fresh(db):
    cache.clear()


@pytest.fixture
def app(place, enter):
    made = enter(
        place.civil,
        name="云岭办事",
        number="云备1",
        facing="public",
        collects=["姓名", "电话"],
        functions=["查询"],
        handler_name="张三丰",
        handler_phone="13900000000",
        events=(("filed", timezone.localdate(), "文"),),
    )
    actions.add_link(made, actor=place.civil_officer, address="https://yl.example.cn/")
    return made


@pytest.mark.parametrize("q", ["云岭办事", "云备1", "https://yl.example.cn/", "yl.example.cn", "云岭"])
def test_it_is_found_by_name_number_and_address(app, q):
    assert app in found_by(q)


@pytest.mark.parametrize("values", [{"facing": "internal"}, {"facing": "public", "kind": "group"}])
def test_what_is_not_public_is_not_found(client, place, enter, values):
    hidden = enter(place.civil, name="内部的", **values)
    assert found_by("内部的") == []
    assert client.get(f"/official/{hidden.pk}/").status_code == 404


def test_the_page_shows_public_fields_alone_and_may_be_kept(client, app):
    page = client.get("/official/云备1/")
    text = page.content.decode()
    for shown in ("云岭县民政局", "云备1", "电话", "<svg", "yl.example.cn"):
        assert shown in text
    for hidden in ("张三丰", "13900000000"):
        assert hidden not in text
    assert "max-age=300" in page["Cache-Control"]


def test_there_is_a_sheet_to_print_and_an_image_of_the_code(client, place, enter, app):
    sheet = client.get("/official/云备1/poster/", headers={"Accept-Language": "en"}).content.decode()
    assert all(shown in sheet for shown in ("云岭县民政局", "云备1", "Scan to see", "<svg"))
    image = client.get("/official/云备1/code.svg")
    assert (image["Content-Type"], image.content[:5]) == ("image/svg+xml", b"<?xml")
    hidden = enter(place.civil, name="内部的", facing="internal")
    for page in ("poster/", "code.svg"):
        assert client.get(f"/official/{hidden.pk}/{page}").status_code == 404


def test_what_has_ended_says_so(client, place, app):
    actions.close_asset(app, actor=place.civil_officer, basis="关停")
    assert "This has ended." in client.get("/official/云备1/", headers={"Accept-Language": "en"}).content.decode()


def test_an_unknown_name_is_warned_of(client, db):
    text = client.get("/is-official/?q=假冒", headers={"Accept-Language": "en"}).content.decode()
    assert "Nothing of this name" in text


def test_a_complaint_gets_a_number_and_the_answer_is_read_by_it(client, place, app):
    sent = client.post("/official/云备1/complain/", {"text": "打不开 13812345678"})
    assert sent.status_code == 302
    complaint = Complaint.objects.get()
    assert complaint.receipt in sent.url
    assert "打不开" in client.get(sent.url).content.decode()
    assert [str(todo.title) for todo in todos_for(place.civil_officer)].count("云岭办事") >= 1
    client.force_login(place.civil_officer)
    said = {"answer": "已修复", "publish": "yes", "public_text": complaint.text}
    assert client.post(complaint.get_absolute_url(), said).status_code == 400
    assert client.post(complaint.get_absolute_url(), {**said, "public_text": masked(complaint.text)}).status_code == 302
    client.logout()
    public = client.get("/official/云备1/").content.decode()
    assert "已修复" in public
    assert "13812345678" not in public
    assert "已修复" in client.get(sent.url).content.decode()
    assert client.get("/official/receipts/AAAAAAAAAAAA/").status_code == 404


def test_what_is_not_published_stays_between_the_two(client, place, app):
    complaint = actions.hand_in(app, actor=System, text="不公开的话")
    actions.answer_complaint(complaint, actor=place.civil_officer, answer="私下答复")
    assert "私下答复" not in client.get("/official/云备1/").content.decode()
    with pytest.raises(Refused):
        actions.answer_complaint(complaint, actor=place.civil_officer, answer="再答")


def test_only_who_answers_for_it_answers(client, place, app):
    complaint = actions.hand_in(app, actor=System, text="慢")
    for actor in (place.health_officer, place.stranger):
        with pytest.raises(Denied):
            actions.answer_complaint(complaint, actor=actor, answer="好")
        client.force_login(actor)
        assert client.get(complaint.get_absolute_url()).status_code == 404


def test_late_answers_wait_for_the_office(place, app):
    complaint = actions.hand_in(app, actor=System, text="慢")
    assert not any("逾期未答复" in todo.lead.zh for todo in todos_for(place.reviewer))
    Complaint.objects.update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    assert any("逾期未答复" in todo.lead.zh for todo in todos_for(place.reviewer))
    assert not any("逾期未答复" in todo.lead.zh for todo in todos_for(place.stranger))
    assert complaint.due_on > timezone.localdate()


def test_floods_machines_and_repeats_are_kept_out(client, app):
    for _ in range(3):
        client.post("/official/云备1/complain/", {"text": "同一句话"})
    client.post("/official/云备1/complain/", {"text": "广告", "website": "http://x"})
    assert client.post("/official/云备1/complain/", {"text": " "}).status_code == 400
    assert Complaint.objects.count() == 1
    answers = [client.post("/official/云备1/complain/", {"text": f"第{n}句"}).status_code for n in range(10)]
    assert answers[-1] == 429
    assert Complaint.objects.count() < 12


@pytest.mark.parametrize(
    "text", ["身份证11010519491231002X", "打13812345678", "a.b@example.com", "卡号6222021234567890123"]
)
def test_marks_of_persons_are_hidden(text):
    assert shows_person(text)
    assert not shows_person(masked(text))


@pytest.mark.parametrize("text", ["今天是2026年11月23日", "有 300 人", "政策〔2026〕12号"])
def test_plain_numbers_stay(text):
    assert masked(text) == text
