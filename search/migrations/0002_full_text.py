"""The full-text index itself, which each database keeps in its own way; `search.engines` asks it.

SQLite: an FTS5 table that stores no text of its own, kept in step with the entries by triggers. (A later
migration that makes Django rebuild `search_entry` drops the triggers: call `sqlite_index` again.)
PostgreSQL: a stored tsvector under a GIN index. Any other database searches the entries themselves.
"""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE search_fts USING fts5(
        kind, title, body, content='search_entry', content_rowid='id', tokenize='unicode61 remove_diacritics 0')""",
    "INSERT INTO search_fts(search_fts, rank) VALUES ('rank', 'bm25(0.0, 6.0, 1.0)')",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_fts(rowid, kind, title, body) VALUES (new.id, new.kind, new.title, new.body);
    END""",
    """CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_fts(search_fts, rowid, kind, title, body)
            VALUES ('delete', old.id, old.kind, old.title, old.body);
    END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry
        WHEN old.title IS NOT new.title OR old.body IS NOT new.body BEGIN
        INSERT INTO search_fts(search_fts, rowid, kind, title, body)
            VALUES ('delete', old.id, old.kind, old.title, old.body);
        INSERT INTO search_fts(rowid, kind, title, body) VALUES (new.id, new.kind, new.title, new.body);
    END""",
    "INSERT INTO search_fts(search_fts) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER search_entry_added",
    "DROP TRIGGER search_entry_removed",
    "DROP TRIGGER search_entry_changed",
    "DROP TABLE search_fts",
]

POSTGRESQL = [
    """ALTER TABLE search_entry ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'C')) STORED""",
    "CREATE INDEX search_entry_words ON search_entry USING gin (words)",
]
POSTGRESQL_BACK = ["ALTER TABLE search_entry DROP COLUMN words"]


def forwards(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def run(schema_editor, statements):
    for statement in statements.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
