"""Triggers that keep a locked record as it was signed, also against our own code and a hasty hand at the SQL prompt.

What is locked: the record's row, its sections, actions, attached pages and signatures. What never changes once written:
amendments, their signatures, what became of an action, the versions of an agreement with their signatures and reviews,
and the versions of an organisation's own forms once they are published. Adding an amendment below a locked record, or
saying what became of one of its actions, stays possible.

Time alone ends it: a row may go when a certificate of deletion covers it by its id, was due by the dates the database
itself holds, and no legal hold stands. Certificates never change and never go.

SQLite forgets a table's triggers when a migration rebuilds the table: such a migration ends with `install` again.
"""

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "a signed record never changes"
RECORD = "supervision_record"
SECTION = "supervision_section"
SIGNATURE = "supervision_recordsignature"
ACTION = "supervision_action"
PAGE = "supervision_attachedpage"
# Each with the columns that are unique together: a replacement by those removes a row as well.
NEVER_CHANGED = {
    "supervision_amendment": ("record_id", "number"),
    "supervision_amendmentsignature": ("amendment_id", "participant_id"),
    "supervision_actionchange": ("action_id", "number"),
    "supervision_agreementversion": ("agreement_id", "number"),
    "supervision_agreementsignature": ("version_id", "participant_id"),
    "supervision_agreementreview": ("agreement_id", "due_on", "number", "participant_id"),
    "supervision_deletioncertificate": ("id",),
    "supervision_erasure": ("certificate_id", "row_id"),
    "supervision_retentionrule": ("organisation_id", "kind", "number"),
}
# What the certificate calls a note that goes while its signature stays.
NOTE = "supervision.note_of_difference"
NOTE_STAYS_BESIDE = ("id", "record_id", "participant_id", "share_number", "content_digest", "signed_at")

_SIGNED_UNDER = "(SELECT v.agreement_id FROM supervision_agreementversion v WHERE v.id = OLD.version_id)"
_AMENDED = "(SELECT a.record_id FROM supervision_amendment a WHERE a.id = OLD.amendment_id)"
_AGREED = "(SELECT a.record_id FROM supervision_action a WHERE a.id = OLD.action_id)"


@dataclass(frozen=True, slots=True)
class Guard:
    """A write of `moment` on `table` is refused when `condition` holds."""

    name: str
    moment: str
    table: str
    condition: str


def _locked(record_id: str) -> str:
    return f"EXISTS (SELECT 1 FROM {RECORD} r WHERE r.id = {record_id} AND r.state = 'LOCKED')"  # noqa: S608 -- fixed words


def _taken_by_locked(table: str) -> str:
    """A replacement (INSERT OR REPLACE, a changed id) removes the row in its way without a delete trigger."""
    return (
        f"EXISTS (SELECT 1 FROM {table} t JOIN {RECORD} r ON r.id = t.record_id "  # noqa: S608 -- fixed words
        "WHERE t.id = NEW.id AND r.state = 'LOCKED')"
    )


def _session_of(record_id: str, column: str) -> str:
    return (
        f"(SELECT s.{column} FROM supervision_session s JOIN {RECORD} r ON r.session_id = s.id "  # noqa: S608 -- fixed words
        f"WHERE r.id = {record_id})"
    )


def _ended(agreement_id: str) -> str:
    return f"(SELECT g.ended_at FROM supervision_agreement g WHERE g.id = {agreement_id})"  # noqa: S608 -- fixed words


def _is_held(agreement_id: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM supervision_legalhold h JOIN supervision_participant p "  # noqa: S608 -- fixed words
        f"ON p.membership_id = h.membership_id WHERE h.released_at IS NULL AND p.agreement_id = {agreement_id})"
    )


def _is_due(what: str, since: str, agreement_id: str) -> str:
    """A certificate names this row, and the dates in the database bear it out."""
    return (
        "(EXISTS (SELECT 1 FROM supervision_erasure e JOIN supervision_deletioncertificate c "  # noqa: S608 -- fixed words
        f"ON c.id = e.certificate_id WHERE e.row_id = OLD.id AND c.what = '{what}' AND {since} < c.due_before) "
        f"AND NOT {_is_held(agreement_id)})"
    )


def _due_with_session(what: str, record_id: str) -> str:
    return _is_due(what, _session_of(record_id, "planned_for"), _session_of(record_id, "agreement_id"))


def _due_with_agreement(what: str, agreement_id: str) -> str:
    return _is_due(what, _ended(agreement_id), agreement_id)


def _section_is_due() -> str:
    since = (
        f"(CASE OLD.visibility WHEN 'ONLY_ME' THEN OLD.saved_at ELSE {_session_of('OLD.record_id', 'planned_for')} END)"
    )
    return _is_due("supervision.section", since, _session_of("OLD.record_id", "agreement_id"))


def _only_the_note_goes() -> str:
    same = " AND ".join(f"NEW.{column} = OLD.{column}" for column in NOTE_STAYS_BESIDE)
    return f"(NEW.sealed_note IS NULL AND {same} AND {_due_with_session(NOTE, 'OLD.record_id')})"


def _guards() -> list[Guard]:
    return [
        *_guards_of_locked_records(),
        *_guards_of_what_never_changes(),
        *_guards_of_what_is_held(),
        *_guards_of_published_forms(),
        _guard_of_keys(),
    ]


def _guards_of_locked_records() -> list[Guard]:
    same = f"EXISTS (SELECT 1 FROM {RECORD} r WHERE r.state = 'LOCKED' AND (r.id = NEW.id OR r.session_id = NEW.session_id))"  # noqa: S608, E501 -- fixed words
    record_goes = _due_with_agreement("supervision.record", _session_of("OLD.id", "agreement_id"))
    signature_goes = _due_with_agreement("supervision.record_signature", _session_of("OLD.record_id", "agreement_id"))
    action_goes = _due_with_agreement("supervision.action", _session_of("OLD.record_id", "agreement_id"))
    found = [
        Guard("record_locked_insert", "INSERT", RECORD, same),
        Guard("record_locked_update", "UPDATE", RECORD, f"OLD.state = 'LOCKED' OR {same}"),
        Guard("record_locked_delete", "DELETE", RECORD, f"OLD.state = 'LOCKED' AND NOT {record_goes}"),
    ]
    for table, may_go, may_change in (
        (SECTION, _section_is_due(), "1 = 0"),
        (ACTION, action_goes, "1 = 0"),
        (PAGE, _due_with_session("supervision.attached_page", "OLD.record_id"), "1 = 0"),
        (SIGNATURE, signature_goes, _only_the_note_goes()),
    ):
        arrives = f"{_locked('NEW.record_id')} OR {_taken_by_locked(table)}"
        changes = f"({_locked('OLD.record_id')} OR {arrives}) AND NOT {may_change}"
        found += [
            Guard(f"{table}_locked_insert", "INSERT", table, arrives),
            Guard(f"{table}_locked_update", "UPDATE", table, changes),
            Guard(f"{table}_locked_delete", "DELETE", table, f"{_locked('OLD.record_id')} AND NOT {may_go}"),
        ]
    return found


def _guards_of_what_never_changes() -> list[Guard]:
    may_go = {
        "supervision_amendment": _due_with_session("supervision.amendment", "OLD.record_id"),
        "supervision_amendmentsignature": _due_with_session("supervision.amendment_signature", _AMENDED),
        "supervision_actionchange": _due_with_agreement(
            "supervision.action_change", _session_of(_AGREED, "agreement_id")
        ),
        "supervision_agreementversion": _due_with_agreement("supervision.agreement_version", "OLD.agreement_id"),
        "supervision_agreementsignature": _due_with_agreement("supervision.agreement_signature", _SIGNED_UNDER),
        "supervision_agreementreview": _due_with_agreement("supervision.agreement_review", "OLD.agreement_id"),
    }
    found = []
    for table, unique in NEVER_CHANGED.items():
        same = " AND ".join(f"t.{column} = NEW.{column}" for column in unique)
        exists = f"EXISTS (SELECT 1 FROM {table} t WHERE t.id = NEW.id OR ({same}))"  # noqa: S608 -- fixed words
        found += [
            Guard(f"{table}_no_replace", "INSERT", table, exists),
            Guard(f"{table}_no_update", "UPDATE", table, "1 = 1"),
            Guard(f"{table}_no_delete", "DELETE", table, f"NOT {may_go.get(table, '(1 = 0)')}"),
        ]
    return found


def _guards_of_what_is_held() -> list[Guard]:
    """Drafts, too, are kept while a legal hold stands."""
    held = {
        SECTION: _session_of("OLD.record_id", "agreement_id"),
        ACTION: _session_of("OLD.record_id", "agreement_id"),
        PAGE: _session_of("OLD.record_id", "agreement_id"),
        RECORD: "(SELECT s.agreement_id FROM supervision_session s WHERE s.id = OLD.session_id)",
        "supervision_agendaitem": "(SELECT s.agreement_id FROM supervision_session s WHERE s.id = OLD.session_id)",
        "supervision_session": "OLD.agreement_id",
        "supervision_datakey": "OLD.agreement_id",
        "supervision_participant": "OLD.agreement_id",
    }
    return [Guard(f"{table}_held", "DELETE", table, _is_held(agreement)) for table, agreement in held.items()]


def _guards_of_published_forms() -> list[Guard]:
    """What a record was begun with stays as it was; a version that is not published yet is still being written."""
    table, published = "supervision_ownformversion", "published_at IS NOT NULL"
    same = "t.id = NEW.id OR (t.form_id = NEW.form_id AND t.number = NEW.number)"
    in_the_way = f"EXISTS (SELECT 1 FROM {table} t WHERE t.{published} AND ({same}))"  # noqa: S608 -- fixed words
    return [
        Guard(f"{table}_no_replace", "INSERT", table, in_the_way),
        Guard(f"{table}_no_update", "UPDATE", table, f"OLD.{published} OR {in_the_way}"),
        Guard(f"{table}_no_delete", "DELETE", table, f"OLD.{published}"),
    ]


def _guard_of_keys() -> Guard:
    """Without its key a text can never be read again: a key goes with the last one."""
    of_record = f"JOIN {RECORD} r ON r.id = t.record_id JOIN supervision_session s ON s.id = r.session_id"
    of_session = "JOIN supervision_session s ON s.id = t.session_id"
    of_action = f"JOIN {ACTION} a ON a.id = t.action_id {of_record.replace('t.record_id', 'a.record_id')}"
    texts = [
        f"{ACTION} t {of_record} WHERE s.agreement_id",
        f"{PAGE} t {of_record} WHERE s.agreement_id",
        f"supervision_actionchange t {of_action} WHERE s.agreement_id",
        f"{SECTION} t {of_record} WHERE s.agreement_id",
        f"supervision_amendment t {of_record} WHERE s.agreement_id",
        f"{SIGNATURE} t {of_record} WHERE t.sealed_note IS NOT NULL AND s.agreement_id",
        f"supervision_agendaitem t {of_session} WHERE s.agreement_id",
        "supervision_agreementversion t WHERE t.agreement_id",
        "supervision_capture t JOIN supervision_participant p ON p.id = t.participant_id WHERE p.agreement_id",
        "supervision_exportpart t WHERE t.agreement_id",
    ]
    there = " OR ".join(f"EXISTS (SELECT 1 FROM {text} = OLD.agreement_id)" for text in texts)  # noqa: S608 -- fixed words
    return Guard("supervision_datakey_needed", "DELETE", "supervision_datakey", there)


GUARDS = _guards()


def install(*, connection: BaseDatabaseWrapper) -> None:
    """An early migration guards the tables there are by then; the last one guards them all."""
    remove(connection=connection)
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in (guard for guard in GUARDS if guard.table in tables):
            for statement in statements(guard):
                cursor.execute(statement)


def remove(*, connection: BaseDatabaseWrapper) -> None:
    """For the reverse migration, and for tests that empty the tables between them."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in (guard for guard in GUARDS if guard.table in tables):
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
        f"WHEN {guard.condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    ]


def _postgresql(guard: Guard) -> list[str]:
    """A trigger here may not look into other rows before it runs, so each asks in a function of its own."""
    passes = "OLD" if guard.moment == "DELETE" else "NEW"
    return [
        f"""
        CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {guard.condition} THEN
                RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN {passes};
        END $$
        """,
        f"CREATE TRIGGER {guard.name} BEFORE {guard.moment} ON {guard.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
        f"ALTER TABLE {guard.table} ENABLE ALWAYS TRIGGER {guard.name}",
    ]
