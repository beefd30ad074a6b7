"""Triggers that keep the trail append-only, also against our own code and a hasty hand at the SQL prompt.

The owner of the file or of the table can take them away; noticing that is the chain's work. On PostgreSQL the
application's role should own nothing and hold SELECT and INSERT only on this table.

SQLite forgets a table's triggers when a migration rebuilds the table: such a migration ends with `install` again.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "audit_entry"
REFUSAL = "the audit trail is append-only"

# REPLACE deletes the row in its way without a DELETE trigger: hence the guard on every unique key.
_SQLITE = {
    "audit_entry_no_update": f"BEFORE UPDATE ON {TABLE}",
    "audit_entry_no_delete": f"BEFORE DELETE ON {TABLE}",
    "audit_entry_no_replace": (
        "BEFORE INSERT ON audit_entry WHEN EXISTS (SELECT 1 FROM audit_entry WHERE seq = NEW.seq OR hash = NEW.hash)"
    ),
}

_POSTGRESQL_INSTALL = f"""
CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER IF EXISTS audit_entry_no_change ON {TABLE};
CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse();
DROP TRIGGER IF EXISTS audit_entry_no_truncate ON {TABLE};
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse();
ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER audit_entry_no_change;
ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER audit_entry_no_truncate;
"""

_POSTGRESQL_REMOVE = f"""
DROP TRIGGER IF EXISTS audit_entry_no_change ON {TABLE};
DROP TRIGGER IF EXISTS audit_entry_no_truncate ON {TABLE};
DROP FUNCTION IF EXISTS audit_entry_refuse();
"""


def install(*, connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_INSTALL)
            return
        for name, moment in _SQLITE.items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {moment} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")


def remove(*, connection: BaseDatabaseWrapper) -> None:
    """For the reverse migration, and for tests that empty the tables between them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_REMOVE)
            return
        for name in _SQLITE:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def are_installed(*, connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pg_trigger "
                "WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal AND tgenabled = 'A'",
                [TABLE],
            )
            return bool(cursor.fetchone()[0] == 2)
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        return {name for (name,) in cursor.fetchall()} >= set(_SQLITE)
