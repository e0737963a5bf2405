"""PostgreSQL empties a table without touching its rows; refuse that too. SQLite has no TRUNCATE."""

from django.db import migrations

TABLE = "core_journalentry"


def guard(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()"
        )


def unguard(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER journal_no_truncate ON {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_journal_append_only")]
    operations = [migrations.RunPython(guard, unguard)]
