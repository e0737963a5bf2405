"""Actions: one transaction, one policy, one entry; and refusals say what to do in both languages."""

import pytest
from django.core.checks import run_checks
from django.utils import translation

from qingzhuang.core.actions import System, actions
from qingzhuang.core.models import JournalEntry
from qingzhuang.core.policies import Denied, can, declared
from qingzhuang.core.problems import Refused, problems
from qingzhuang.identity import actions as identity
from qingzhuang.identity.models import Organisation


def test_every_action_has_a_policy_and_words():
    assert not [error for error in run_checks() if error.id == "core.E001"]
    for each in actions:
        assert each.code in declared()
        assert each.label.zh
        assert each.label.en


def test_an_action_writes_one_entry_with_its_subject(place):
    before = JournalEntry.objects.count()
    identity.set_language(place.reviewer, actor=place.reviewer, language="en")
    entry = JournalEntry.objects.order_by("-seq").first()
    assert JournalEntry.objects.count() == before + 1
    assert (entry.verb, entry.actor_id, entry.subject_id) == (
        "identity.person.set_language",
        place.reviewer.pk,
        str(place.reviewer.pk),
    )


def test_a_denied_action_changes_and_writes_nothing(place):
    before = JournalEntry.objects.count()
    with pytest.raises(Denied):
        identity.set_language(place.reviewer, actor=place.stranger, language="en")
    place.reviewer.refresh_from_db()
    assert place.reviewer.language == ""
    assert JournalEntry.objects.count() == before


def test_a_failing_action_rolls_back_with_its_entry(place):
    before = (JournalEntry.objects.count(), Organisation.objects.count())
    with pytest.raises(Refused) as refused:
        identity.open_organisation(
            place.county,
            actor=System,
            valid_from=place.county.valid_from,
            code="12",
            name="x",
            level="township",
            nature="area",
        )
    assert (JournalEntry.objects.count(), Organisation.objects.count()) == before
    assert refused.value.where == {"field": "code"}


def test_an_undeclared_code_is_an_error_and_not_a_no():
    with pytest.raises(KeyError):
        can(System, "no.such.code")


def test_refusals_speak_the_readers_language(place):
    refused = Refused("identity.username_taken", username="li")
    with translation.override("en"):
        assert str(refused) == "The user name li is taken."
    with translation.override("zh-hans"):
        assert "已存在" in str(refused)
    assert refused.as_problem("en")["type"].endswith("identity.username_taken")
    with pytest.raises(TypeError):
        Refused("identity.username_taken")
    for each in problems:
        assert each.title.zh
        assert each.what_to_do.en
