"""Triggers that notice every change of what readers see: also one made in bulk, or by hand at the SQL prompt.

What was read for one edition stays true until the next. Whoever adds a table that reading a page asks lists it here.
SQLite forgets a table's triggers when a migration rebuilds the table: such a migration ends with `install` again.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

# Drafts change every few seconds, and readers do not see them.
_SEEN = "OLD.state <> NEW.state OR NEW.state = 'LIVE'"
# The table, the columns that matter, when.
_CHANGES = (
    *((table, "", "") for table in (
        "manual_page", "manual_approval", "manual_approvallink", "manual_revision_writers", "manual_glossary",
        "manual_term", "manual_synonym",
        "manual_localnote", "manual_wording", "manual_practicenote", "manual_experience",
    )),
    ("manual_revision", "", _SEEN),
    ("identity_person", "name", ""),
    ("identity_organisation", "name, kind", ""),
    ("identity_area", "name", ""),
)  # fmt: skip
_ROW = "INSERT INTO manual_edition (id, code) VALUES (1, {code}) ON CONFLICT (id) DO UPDATE SET code = excluded.code"
# By chance and not by counting: a number taken back with its transaction would be given out again.
_CODES = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "replace(gen_random_uuid()::text, '-', '')"}


def install(*, connection: BaseDatabaseWrapper) -> None:
    """Begins a new edition, too: nothing noticed what changed while there were no triggers."""
    begin = _ROW.format(code=_CODES[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(begin)
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION manual_edition_begin() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN {begin}; RETURN NULL; END $$"
            )
        for name, event, table, when in _triggers():
            condition = f"WHEN ({when})" if when else ""
            if connection.vendor == "postgresql":
                each = f"FOR EACH ROW {condition} EXECUTE FUNCTION manual_edition_begin()"
                cursor.execute(f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} {each}")
            else:
                each = f"{condition} BEGIN {begin}; END"
                cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON {table} {each}")


def remove(*, connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for name, _, table, _ in _triggers():
            of_table = f"ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} {of_table}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS manual_edition_begin()")


def _triggers() -> list[tuple[str, str, str, str]]:
    """Name, event, table, condition."""
    made = []
    for table, columns, when in _CHANGES:
        changed = f"UPDATE OF {columns}" if columns else "UPDATE"
        made.append((f"{table}_changes_edition", changed, table, when))
        if not (columns or when):
            made += [(f"{table}_{event.lower()}s_edition", event, table, "") for event in ("INSERT", "DELETE")]
    return made
