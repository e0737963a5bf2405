"""The engine: three-valued conditions, exceptions that are claimed, and sentences people can read."""

import datetime

from qingzhuang.domain.rules import Citation, Facts, Parameter, Rule, evaluate, facts_of, holds, in_words
from qingzhuang.domain.rules.conditions import concerning
from qingzhuang.domain.text import Text

TODAY = datetime.date(2026, 11, 23)
LATE = {"fact": "field.due_on", "op": "before", "value": "today"}
PAPER = {"fact": "field.paper_copy", "op": "is", "value": True}
CLAIM = {
    "exception_scene": "emergency",
    "exception_basis": "县防汛预案第12条",
    "exception_scope": "沿江6镇",
    "exception_ends_on": "2026-12-31",
}
FLOOD = "防汛应急响应期间巡堤人员每班定位签到。"


def ask(condition, **told):
    return holds(condition, Facts({name.replace("__", "."): value for name, value in told.items()}), {}, TODAY)


def rule(**changes):
    given = {
        "id": "T1",
        "title": Text("试", "Trial"),
        "severity": "block",
        "applies_to": ("app", "task"),
        "citations": (Citation("OP-07", Text("意见", "Opinions"), Text("义", "meaning"), "A"),),
        "remedy": Text("改", "Mend"),
        "explain": Text("因", "Because"),
        "scenes": ("emergency", "security"),
        "families": {"checkin": ("app", "task", "scheme")},
    }
    return Rule(**(given | changes))


def statuses(one, kind, answers, *texts):
    facts = facts_of(answers, kind, None, [("text", text) for text in texts], {}, TODAY)
    return [finding.status for finding in evaluate(one, facts, kind, TODAY)]


def test_what_nobody_told_is_unknown_unless_the_rest_decides():
    both, either = {"all": [LATE, PAPER]}, {"any": [LATE, PAPER]}
    assert ask(both, field__paper_copy=True) is None
    assert ask(both, field__paper_copy=False) is False
    assert ask(either, field__paper_copy=True) is True
    assert ask(either, field__paper_copy=False) is None
    assert ask({"not": LATE}) is None
    assert ask({"not": PAPER}, field__paper_copy=False) is True


def test_questions_a_kind_does_not_have_are_no_gap():
    assert concerning({"any": [LATE, PAPER]}, "app") is None
    forced = {"fact": "field.forced_functions", "op": "is", "value": "present"}
    assert concerning({"any": [forced, PAPER]}, "app") == {"any": [forced]}
    assert concerning({"all": [forced, PAPER]}, "app") is None
    assert concerning({"any": [LATE, {"not": forced}]}, "task") == {"any": [LATE]}
    assert statuses(rule(when={"any": [forced, PAPER]}, families={}), "task", {"paper_copy": False}) == []


def test_a_scene_in_a_bare_text_excepts_and_says_what_the_text_leaves_out():
    facts = facts_of(None, "task", None, [("text", FLOOD)], {}, TODAY)
    finding = next(iter(evaluate(rule(), facts, "task", TODAY)))
    assert finding.status == "excepted"
    assert finding.exception["complete"] is False
    assert {"zh": "截止日期", "en": "end date"} in finding.exception["missing"]


def test_half_a_claim_stays_open_even_when_the_text_lies_in_the_scene():
    assert statuses(rule(), "task", CLAIM, FLOOD) == ["excepted"]
    assert statuses(rule(), "task", CLAIM | {"exception_ends_on": None}, FLOOD) == ["open"]
    assert statuses(rule(), "task", CLAIM | {"exception_ends_on": "2026-11-01"}, FLOOD) == ["open"]


def test_an_exception_may_lapse_before_its_end_date():
    lapsing = rule(lapses={"fact": "field.issued_on", "op": "workdays_ago_above", "value": 5})
    assert statuses(lapsing, "task", CLAIM | {"issued_on": "2026-11-16"}, FLOOD) == ["excepted"]
    assert statuses(lapsing, "task", CLAIM | {"issued_on": "2026-11-13"}, FLOOD) == ["open"]


def test_words_in_other_kinds_weigh_one_step_less():
    order = "网格员每日到岗打卡，漏打通报批评。"
    facts = facts_of(None, "task", None, [("text", order)], {}, TODAY)
    assert [f.severity for f in evaluate(rule(), facts, "task", TODAY)] == ["block"]
    assert [f.severity for f in evaluate(rule(applies_to=("app",)), facts, "task", TODAY)] == ["high"]


def test_conditions_are_said_with_the_words_of_the_form():
    condition = {
        "all": [
            {"fact": "issuer.level", "op": "in", "value": "$levels"},
            {"fact": "field.facing", "op": "is", "value": "public"},
            {"not": PAPER},
        ]
    }
    said = in_words(condition, {"levels": Parameter(["county", "township"], Text("层级", "levels"))})
    assert "县、乡镇（街道）" in said.zh
    assert "企业群众" in said.zh
    assert "Public and firms" in said.en
    assert "yes" in said.en
    assert "True" not in said.en
    assert "public”" not in said.zh
