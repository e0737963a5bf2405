"""The database itself refuses to change or delete a journal entry."""

from django.db import migrations

TABLE = "core_journalentry"
MESSAGE = "the journal is append-only"

SQLITE = [
    f"CREATE TRIGGER journal_no_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    f"""CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$""",
    f"""CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION journal_append_only()""",
]
UNDO = {
    "sqlite": ["DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete"],
    "postgresql": [f"DROP TRIGGER journal_no_change ON {TABLE}", "DROP FUNCTION journal_append_only()"],
}


def guard(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def unguard(apps, editor):
    for statement in UNDO[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_journal_and_jobs")]
    operations = [migrations.RunPython(guard, unguard)]
