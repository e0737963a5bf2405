"""Every rule is tested by its own examples, and the packs are whole."""

import datetime
import json
import shutil
import time
from collections import Counter

import pytest
import yaml
from jsonschema import Draft202012Validator

from qingzhuang.domain.detectors import FAMILIES
from qingzhuang.domain.kinds import kinds
from qingzhuang.domain.rules import Facts, evaluate, examine, facts_of
from qingzhuang.gate import rulebook

TODAY = datetime.date(2026, 11, 23)
EXAMPLES = [
    pytest.param(rule, sort, example, id=f"{code}-{rule.id}-{sort}-{number}")
    for code in rulebook.jurisdictions()
    for rule in rulebook.load(code).rules
    for sort, examples in rule.examples.items()
    for number, example in enumerate(examples)
]


def facts_in_example(example) -> Facts:
    told = {name: str(value) if isinstance(value, datetime.date) else value for name, value in example.items()}
    answers = {name.removeprefix("field."): value for name, value in told.items() if name.startswith("field.")}
    texts = [("text", told["text"])] if "text" in told else []
    found = facts_of(answers or None, told["kind"], None, texts, {}, TODAY)
    rest = {name: value for name, value in told.items() if "." in name or name == "today"}
    return Facts({**found.values, **rest}, found.words, found.answers)


@pytest.mark.parametrize(("rule", "sort", "example"), EXAMPLES)
def test_examples_are_caught_let_pass_or_excepted(rule, sort, example):
    statuses = {finding.status for finding in evaluate(rule, facts_in_example(example), example["kind"], TODAY)}
    if sort == "caught":
        assert "open" in statuses
    elif sort == "excepted":
        assert statuses
        assert "open" not in statuses
        assert "excepted" in statuses
    else:
        assert "open" not in statuses


def test_the_national_pack_holds_all_fifty_rules_and_the_pilots():
    assert [rule.id for rule in rulebook.load("cn").rules] == [f"R{number:02d}" for number in range(1, 52)]


def test_every_family_has_exactly_one_rule_for_every_kind():
    for code in rulebook.jurisdictions():
        raised = Counter(
            (family, kind)
            for rule in rulebook.load(code).rules
            for family, reached in rule.families.items()
            for kind in reached
        )
        assert raised == Counter((family, kind) for family in FAMILIES for kind in kinds.codes())


def test_overlays_tighten_and_cite_their_own_source():
    for code in ("cn-51", "cn-32"):
        rule = next(rule for rule in rulebook.load(code).rules if rule.id == "R05")
        assert "county" in rule.parameters["levels"].value
        assert any(citation.ref.startswith("LR-") for citation in rule.citations)


def test_what_nobody_told_is_not_examined_rather_than_passed():
    rule = next(rule for rule in rulebook.load("cn").rules if rule.id == "R14")
    findings = list(evaluate(rule, facts_of({}, "app", None, [], {}, TODAY), "app", TODAY))
    assert [finding.status for finding in findings] == ["not_examined"]
    assert findings[0].missing


def test_every_rule_can_be_read_in_both_languages():
    for rule in rulebook.load("cn").rules:
        described = rulebook.describe(rule)
        assert rule.title.zh
        assert rule.title.en
        assert described.condition or described.words
        assert described.citations


def test_a_rule_binds_from_the_day_its_first_instrument_does():
    in_2025 = {rule.id for rule in rulebook.load("cn", datetime.date(2025, 6, 1)).rules}
    assert "R08" in in_2025  # the Opinions of 2023
    assert "R05" not in in_2025  # the Measures of 2026
    assert len(rulebook.load("cn", TODAY).rules) == 51


def test_two_marks_of_confidence_are_both_said():
    rule = next(rule for rule in rulebook.load("cn").rules if rule.id == "R13")
    assert [sure.en for _, sure in rulebook.describe(rule).citations] == ["assembled or inferred, not a quotation"]
    rule = next(rule for rule in rulebook.load("cn").rules if rule.id == "R06")
    assert "press report" in rulebook.describe(rule).citations[0][1].en
    assert "inferred" in rulebook.describe(rule).citations[0][1].en


def test_a_whole_form_is_examined_against_every_rule_within_five_milliseconds():
    for kind in kinds:
        values = {field.code: None for field in kind.fields}
        facts = facts_of(values, kind.code, {"level": "county"}, [], {}, TODAY)
        rules, took = rulebook.load("cn", TODAY).rules, []
        for _ in range(5):
            started = time.perf_counter()
            examine(rules, facts, kind.code, TODAY)
            took.append(time.perf_counter() - started)
        assert min(took) < 0.005


def test_packs_have_the_shape_of_their_schema():
    schema = json.loads((rulebook.PACKS / "pack.schema.json").read_text("utf-8"))
    validator = Draft202012Validator(schema)
    packs = sorted(rulebook.PACKS.glob("*/*.yaml"))
    assert packs
    for path in packs:
        entries = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        assert [f"{path.name}: {e.json_path}: {e.message}" for e in validator.iter_errors(entries)] == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": {"zh": "题", "en": "Title", "or more": None}}, "R05: title"),
        ({"severity": "urgent"}, "R05: severity"),
        ({"cites": ["MM-99"]}, "R05: cites: MM-99"),
        ({"applies_to": ["robot"]}, "R05: applies_to: no kind robot"),
        ({"families": {"gossip": ["app"]}}, "R05: families: no family gossip"),
        ({"when": {"fact": "unit.shoe_size", "op": "above", "value": 3}}, "R05: when: nothing tells the fact"),
        ({"when": {"fact": "issuer.level", "op": "resembles", "value": 3}}, "R05: when: no operator resembles"),
        ({"when": {"fact": "issuer.level", "op": "in", "value": "$nowhere"}}, "R05: when: no parameter $nowhere"),
        ({"lapses": {"fact": "issuer.mood", "op": "filled"}}, "R05: lapses: nothing tells the fact"),
        ({"escalate": {"high": {"fact": "issuer.mood", "op": "filled"}}}, "R05: escalate.high: nothing tells the fact"),
        ({"parameters": {"levels": {"value": []}}}, "R05: parameters.levels"),
        ({"colour": "red"}, "R05: colour: no such field"),
    ],
)
def test_a_pack_that_cannot_be_used_says_file_rule_and_field(tmp_path, monkeypatch, change, where):
    packs = tmp_path / "packs"
    shutil.copytree(rulebook.PACKS, packs)
    overlay = packs / "cn-32" / "own.yaml"
    overlay.write_text(yaml.safe_dump([{"id": "R05", **change}], allow_unicode=True), "utf-8")
    monkeypatch.setattr(rulebook, "PACKS", packs)
    with pytest.raises(rulebook.BadPack) as refused:
        rulebook._load.__wrapped__("cn-32")
    assert f"cn-32/own.yaml: {where}" in str(refused.value)
