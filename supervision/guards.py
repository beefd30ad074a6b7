"""Triggers that keep a locked record as it was signed, also against our own code and a hasty hand at the SQL prompt.

What is locked: the record's row, its sections, its signatures. What never changes once written: amendments, their
signatures, and the versions of an agreement. Adding an amendment below a locked record stays possible.

One thing may go: a section that is only its author's, once its days have passed by the database's own clock. It was
never part of what was signed, and it cannot be made to look like one: no section of a locked record is changed.

SQLite forgets a table's triggers when a migration rebuilds the table: such a migration ends with `install` again.
"""

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from supervision.enums import PRIVATE_DAYS, Visibility

# Written into the conditions, and said by each database in its own words.
LONG_AGO = "{long_ago}"
LONG_AGO_IN = {
    "sqlite": f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{PRIVATE_DAYS} days')",
    "postgresql": f"now() - interval '{PRIVATE_DAYS} days'",
}
EXPIRED = f"OLD.visibility = '{Visibility.ONLY_ME}' AND OLD.saved_at <= {LONG_AGO}"
REFUSAL = "a signed record never changes"
RECORD = "supervision_record"
SECTION = "supervision_section"
SIGNATURE = "supervision_recordsignature"
# Each with the columns that are unique together: a replacement by those removes a row as well.
NEVER_CHANGED = {
    "supervision_amendment": ("record_id", "number"),
    "supervision_amendmentsignature": ("amendment_id", "participant_id"),
    "supervision_agreementversion": ("agreement_id", "number"),
}


@dataclass(frozen=True, slots=True)
class Guard:
    """A write of `moment` on `table` is refused when `condition` holds."""

    name: str
    moment: str
    table: str
    condition: str

    def condition_in(self, vendor: str) -> str:
        return self.condition.replace(LONG_AGO, LONG_AGO_IN[vendor])


def _locked(record_id: str) -> str:
    return f"EXISTS (SELECT 1 FROM {RECORD} r WHERE r.id = {record_id} AND r.state = 'LOCKED')"  # noqa: S608 -- fixed words


def _taken_by_locked(table: str) -> str:
    """A replacement (INSERT OR REPLACE, a changed id) removes the row in its way without a delete trigger."""
    return (
        f"EXISTS (SELECT 1 FROM {table} t JOIN {RECORD} r ON r.id = t.record_id "  # noqa: S608 -- fixed words
        "WHERE t.id = NEW.id AND r.state = 'LOCKED')"
    )


def _guards() -> list[Guard]:
    same = f"EXISTS (SELECT 1 FROM {RECORD} r WHERE r.state = 'LOCKED' AND (r.id = NEW.id OR r.session_id = NEW.session_id))"  # noqa: S608, E501 -- fixed words
    found = [
        Guard("record_locked_insert", "INSERT", RECORD, same),
        Guard("record_locked_update", "UPDATE", RECORD, f"OLD.state = 'LOCKED' OR {same}"),
        Guard("record_locked_delete", "DELETE", RECORD, "OLD.state = 'LOCKED'"),
    ]
    for table, spared in ((SECTION, EXPIRED), (SIGNATURE, "1 = 0")):
        arrives = f"{_locked('NEW.record_id')} OR {_taken_by_locked(table)}"
        found += [
            Guard(f"{table}_locked_insert", "INSERT", table, arrives),
            Guard(f"{table}_locked_update", "UPDATE", table, f"{_locked('OLD.record_id')} OR {arrives}"),
            Guard(f"{table}_locked_delete", "DELETE", table, f"{_locked('OLD.record_id')} AND NOT ({spared})"),
        ]
    for table, (one, two) in NEVER_CHANGED.items():
        same_pair = f"t.{one} = NEW.{one} AND t.{two} = NEW.{two}"
        exists = f"EXISTS (SELECT 1 FROM {table} t WHERE t.id = NEW.id OR ({same_pair}))"  # noqa: S608 -- fixed words
        found += [
            Guard(f"{table}_no_replace", "INSERT", table, exists),
            Guard(f"{table}_no_update", "UPDATE", table, "1 = 1"),
            Guard(f"{table}_no_delete", "DELETE", table, "1 = 1"),
        ]
    return found


GUARDS = _guards()


def install(*, connection: BaseDatabaseWrapper) -> None:
    remove(connection=connection)
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for guard in GUARDS:
            for statement in statements(guard):
                cursor.execute(statement)


def remove(*, connection: BaseDatabaseWrapper) -> None:
    """For the reverse migration, and for tests that empty the tables between them."""
    with connection.cursor() as cursor:
        for guard in GUARDS:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {guard.name}()")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}")


def are_installed(*, connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()} >= {guard.name for guard in GUARDS}


def _sqlite(guard: Guard) -> list[str]:
    return [
        f"CREATE TRIGGER {guard.name} BEFORE {guard.moment} ON {guard.table} "
        f"WHEN {guard.condition_in('sqlite')} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    ]


def _postgresql(guard: Guard) -> list[str]:
    """A trigger here may not look into other rows before it runs, so each asks in a function of its own."""
    passes = "OLD" if guard.moment == "DELETE" else "NEW"
    return [
        f"""
        CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {guard.condition_in("postgresql")} THEN
                RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN {passes};
        END $$
        """,
        f"CREATE TRIGGER {guard.name} BEFORE {guard.moment} ON {guard.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
        f"ALTER TABLE {guard.table} ENABLE ALWAYS TRIGGER {guard.name}",
    ]
