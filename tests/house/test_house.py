"""The rules of the house: sizes, doors, words, documents."""

import re
from pathlib import Path

import pytest
from django.urls import get_resolver

from qingzhuang.core.actions import Action, actions
from qingzhuang.core.apps import every_action_has_a_policy
from qingzhuang.core.languages import missing_messages, worded_twice
from qingzhuang.domain.text import Text

ROOT = Path(__file__).resolve().parents[2]
CODE = [
    path
    for folder in ("qingzhuang", "config", "benchmarks", "tests")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".html", ".css", ".js") and "migrations" not in path.parts
]
# The two style sheets of the look are lists of declarations; they have their own test.
LISTS = {"components.css"}


def test_no_file_is_longer_than_four_hundred_lines():
    long = [f"{path.relative_to(ROOT)}: {n}" for path in CODE if (n := len(path.read_text("utf-8").splitlines())) > 400]
    assert not [entry for entry in long if entry.split(":")[0].rsplit("/", 1)[-1] not in LISTS]


def test_views_go_through_the_doors():
    for path in (ROOT / "qingzhuang").glob("*/views*/**/*.py"):
        for line in path.read_text("utf-8").splitlines():
            through = "get_or_404_for" in line or "visible_to" in line
            assert through or ".objects." not in line, f"{path.name}: {line.strip()}"


def test_only_actions_and_what_they_call_write():
    """Pages, the API, lists and policies read; a write in one of them would pass by policy and journal."""
    writes = re.compile(r"(?<!router)\.(?:save|create|bulk_create|update_or_create|get_or_create|bulk_update|delete)\(")
    readers = ("views", "api", "queries", "policies", "panels", "desks", "todos", "tellers", "templatetags", "forms")
    for path in (ROOT / "qingzhuang").rglob("*.py"):
        if set(path.relative_to(ROOT).with_suffix("").parts) & set(readers):
            for line in path.read_text("utf-8").splitlines():
                assert not writes.search(line), f"{path.relative_to(ROOT)}: {line.strip()}"


def test_an_action_without_a_policy_does_not_start(monkeypatch):
    assert every_action_has_a_policy() == []
    unguarded = Action("house.test.unguarded", Text("无人把关", "Unguarded"), print)
    monkeypatch.setitem(actions._entries, unguarded.code, unguarded)
    assert [each.id for each in every_action_has_a_policy()] == ["core.E001"]


def test_nothing_is_left_open_in_the_code():
    marks = re.compile("TO" + "DO[:( ]|FIX" + "ME|X" + "XX|NotImplemented" + "Error\\(\\)")
    for path in CODE:
        assert not marks.search(path.read_text("utf-8")), path


def test_junk_drawers_do_not_exist():
    names = {path.stem for path in (ROOT / "qingzhuang").rglob("*.py")} | {
        p.name for p in (ROOT / "qingzhuang").rglob("*")
    }
    assert not names & {"utils", "common", "helpers", "lib", "services", "extras"}


def test_everything_is_said_in_chinese():
    assert missing_messages() == []


def test_what_is_said_once_in_english_is_said_once_in_chinese():
    assert worded_twice() == []


def test_paths_named_in_documents_exist():
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for document in documents:
        text = document.read_text("utf-8")
        for link in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", text):
            assert (document.parent / link).exists(), f"{document.name}: {link}"
        for path in re.findall(r"`((?:qingzhuang|docs|tests|config|benchmarks|locks)/[\w./-]+)`", text):
            assert (ROOT / path).exists(), f"{document.name}: {path}"


def test_decision_records_have_their_own_numbers():
    numbers = [path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md")]
    assert len(numbers) == len(set(numbers))


def test_both_readmes_have_the_same_parts():
    parts = [re.findall(r"^#+ ", (ROOT / name).read_text("utf-8"), re.M) for name in ("README.md", "README.zh-CN.md")]
    assert parts[0] == parts[1]
    for name in ("README.md", "README.zh-CN.md"):
        assert "./qz demo" in (ROOT / name).read_text("utf-8")


PUBLIC = {"/", "/gate/rules/", "/gate/rules/R08/", "/health", "/robots.txt", "/account/login/",
          "/register/announcements/", "/register/announcements/feed/", "/.well-known/qingzhuang-key", "/data/signature/", "/is-official/",
          "/.well-known/openid-configuration", "/.well-known/jwks.json"}  # fmt: skip


def addresses(patterns=None, prefix="/"):
    for each in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from addresses(each.url_patterns, route)
        else:
            yield re.sub(r"<(?:int:)?\w+>", "1", re.sub(r"<str:\w+>", "R08", route))


@pytest.mark.django_db
def test_a_stranger_gets_in_nowhere_but_the_public_pages(client):
    for address in addresses():
        if "\\" in address or "^" in address or address.startswith("/account/") or address.startswith("/api/"):
            continue
        response = client.get(address)
        if response.status_code == 200:
            assert address in PUBLIC or address.startswith("/style"), address
        else:
            assert response.status_code in (301, 302, 401, 403, 404, 405), f"{address}: {response.status_code}"


@pytest.mark.django_db
def test_demo_sign_in_does_not_exist_outside_the_demo(client):
    assert client.post("/people/demo-sign-in/", {"username": "zhoumin"}).status_code == 404


def test_no_two_shapes_of_the_api_share_a_name(client):
    """OpenAPI knows a shape by its name alone: of two that share one, the second would describe both."""
    from ninja import Schema

    def below(shape):
        for each in shape.__subclasses__():
            yield each
            yield from below(each)

    assert client.get("/api/v1/openapi.json").status_code == 200
    shapes = {}
    for each in below(Schema):
        if each.__module__.startswith("qingzhuang."):
            shapes.setdefault(each.__name__, []).append(each.model_json_schema())
    assert "ProposalIn" in shapes
    assert [name for name, said in shapes.items() if any(one != said[0] for one in said)] == []
