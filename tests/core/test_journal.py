"""The journal cannot be changed, and shows it when somebody goes round it."""

import pytest
from django.db import DatabaseError, connection, transaction

from qingzhuang.core import journal
from qingzhuang.core.actions import System
from qingzhuang.core.models import AppendOnly, JournalEntry

DROP = {
    "sqlite": ["DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete"],
    "postgresql": ["DROP TRIGGER journal_no_change ON core_journalentry"],
}


@pytest.fixture
def chain(db):
    return [journal.write(f"test.verb.{number}", actor=System, details={"n": number}) for number in range(5)]


def tamper(sql, *values):
    """As somebody with the database's password would."""
    with connection.cursor() as cursor:
        for statement in DROP[connection.vendor]:
            cursor.execute(statement)
        cursor.execute(sql, values)


def test_an_untouched_chain_verifies(chain):
    result = journal.verify()
    assert result.ok
    assert result.entries == 5
    assert result.head == chain[-1].hash


@pytest.mark.parametrize(
    ("sql", "value", "bad"),
    [
        ("UPDATE core_journalentry SET actor_name = 'x' WHERE seq = %s", 3, 3),
        ("DELETE FROM core_journalentry WHERE seq = %s", 2, 3),
        ("DELETE FROM core_journalentry WHERE seq = %s", 5, 5),
        ("UPDATE core_journalentry SET details = '{\"n\": 9}' WHERE seq = %s", 1, 1),
    ],
)
def test_what_is_changed_removed_or_cut_off_shows(chain, sql, value, bad):
    tamper(sql, value)
    result = journal.verify()
    assert not result.ok
    assert result.first_bad == bad
    assert result.reason.zh


def test_a_rebuilt_chain_differs_from_a_checkpoint(chain):
    assert journal.verify((3, chain[2].hash)).ok
    assert not journal.verify((3, "0" * 64)).ok
    assert not journal.verify((9, chain[4].hash)).ok


def test_the_database_and_the_orm_refuse_changes(chain):
    for statement in ("UPDATE core_journalentry SET verb = 'x'", "DELETE FROM core_journalentry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(AppendOnly):
        JournalEntry.objects.all().delete()
    with pytest.raises(AppendOnly):
        JournalEntry.objects.update(verb="x")
    with pytest.raises(AppendOnly):
        chain[0].delete()


def test_reading_personal_data_names_its_purpose(place):
    with pytest.raises(ValueError):
        journal.read_of(place.civil, " ", actor=place.reviewer)
    entry = journal.read_of(place.civil, "核对救助", actor=place.reviewer)
    assert entry.details == {"purpose": "核对救助"}
