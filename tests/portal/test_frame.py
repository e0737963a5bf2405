"""What stands around every page: sections, due words, the words of the interface."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from qingzhuang.core.languages import missing_messages
from qingzhuang.domain.text import Text
from qingzhuang.portal import nav, today
from tests.portal.pages import Tags

DAY = datetime.date(2026, 11, 23)


def test_every_message_of_the_portal_has_its_chinese():
    assert [message for room, message in missing_messages() if room == "portal"] == []


def test_a_section_without_its_room_is_left_out(monkeypatch):
    here = nav.Section("here", Text("此", "Here"), "portal:home", 1)
    gone = nav.Section("gone", Text("无", "Gone"), "nowhere:at-all", 2)
    shut = nav.Section("shut", Text("闭", "Shut"), "gate:rules", 3, who=lambda person: False)
    monkeypatch.setattr(nav, "sections", [gone, shut, here])
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert [entry.label.en for entry in nav.entries(request)] == ["Here"]


@pytest.mark.parametrize(
    ("path", "current"),
    [("/", ["today"]), ("/gate/7/", ["proposals"]), ("/gate/rules/x/", ["rules"]), ("/somewhere", [])],
)
def test_the_section_one_is_in_is_marked(monkeypatch, path, current):
    shown = [
        nav.Section("today", Text("今", "today"), "portal:home", 1),
        nav.Section("proposals", Text("提", "proposals"), "gate:proposals", 2),
        nav.Section("rules", Text("规", "rules"), "gate:rules", 3),
    ]
    monkeypatch.setattr(nav, "sections", shown)
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    assert [entry.label.en for entry in nav.entries(request) if entry.current] == current


@pytest.mark.parametrize(
    ("days", "zh", "en", "tone"),
    [
        (-2, "逾期 2 天", "2 days late", "block"),
        (0, "今天", "Today", "high"),
        (1, "明天", "Tomorrow", "high"),
        (4, "星期五", "Friday", ""),
        (30, "2026-12-23", "2026-12-23", ""),
    ],
)
def test_a_due_date_is_said_as_people_say_it(days, zh, en, tone):
    due = DAY + datetime.timedelta(days)
    with translation.override("zh-hans"):
        assert today.due_words(due, DAY) == zh
    with translation.override("en"):
        assert today.due_words(due, DAY) == en
    assert today.due_tone(due, DAY) == tone


def test_a_refusal_says_what_to_do_and_where():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    problem = {
        "title": Text("台账有重复编号。", "The ledger has a number twice."),
        "what_to_do": Text("改正后重新导入。", "Correct it and bring it in again."),
        "where": "Sheet1 B7",
        "status": 400,
    }
    with translation.override("zh-hans"):
        page = Tags(render_to_string("problem.html", {"problem": problem}, request)).text
    for words in ("台账有重复编号。", "改正后重新导入。", "Sheet1 B7", "没有改动任何内容。"):
        assert words in page
