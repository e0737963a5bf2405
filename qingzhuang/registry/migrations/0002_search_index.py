"""The word index: an FTS5 table kept by triggers on SQLite, generated tsvector columns on PostgreSQL.

The tokens are made by the application (two-character Chinese words must be found), so neither database may cut them
again: FTS5 splits at blanks, PostgreSQL takes each token as a lexeme without asking a parser or the locale.
"""

from django.db import migrations

ENTRY = "registry_searchentry"
SQLITE = [
    f"""CREATE VIRTUAL TABLE registry_search USING fts5(
        name_tokens, other_tokens, content='{ENTRY}', content_rowid='asset_id',
        tokenize="unicode61 remove_diacritics 0", prefix='1 2')""",
    f"""CREATE TRIGGER registry_search_added AFTER INSERT ON {ENTRY} BEGIN
        INSERT INTO registry_search(rowid, name_tokens, other_tokens)
        VALUES (new.asset_id, new.name_tokens, new.other_tokens); END""",
    f"""CREATE TRIGGER registry_search_gone AFTER DELETE ON {ENTRY} BEGIN
        INSERT INTO registry_search(registry_search, rowid, name_tokens, other_tokens)
        VALUES ('delete', old.asset_id, old.name_tokens, old.other_tokens); END""",
    f"""CREATE TRIGGER registry_search_changed AFTER UPDATE ON {ENTRY} BEGIN
        INSERT INTO registry_search(registry_search, rowid, name_tokens, other_tokens)
        VALUES ('delete', old.asset_id, old.name_tokens, old.other_tokens);
        INSERT INTO registry_search(rowid, name_tokens, other_tokens)
        VALUES (new.asset_id, new.name_tokens, new.other_tokens); END""",
]
POSTGRESQL = [
    f"""ALTER TABLE {ENTRY} ADD COLUMN document tsvector GENERATED ALWAYS AS (
        array_to_tsvector(array_remove(string_to_array(name_tokens || ' ' || other_tokens, ' '), ''))) STORED""",
    f"CREATE INDEX registry_search_document ON {ENTRY} USING gin (document)",
]
UNDO = {
    "sqlite": [
        "DROP TRIGGER registry_search_added",
        "DROP TRIGGER registry_search_gone",
        "DROP TRIGGER registry_search_changed",
        "DROP TABLE registry_search",
    ],
    "postgresql": ["DROP INDEX registry_search_document", f"ALTER TABLE {ENTRY} DROP COLUMN document"],
}


def build(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def drop(apps, editor):
    for statement in UNDO[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_assets_and_ledgers")]
    operations = [migrations.RunPython(build, drop)]
