"""Triggers that keep submitted words as they were, also against our own code and a hasty hand at the SQL prompt.

SQLite forgets a table's triggers when a migration rebuilds the table: such a migration ends with `install` again.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "manual_revision"
REFUSAL = "the words of a submitted revision never change"
# How and when it was published stays too.
_PUBLISHED = ("significance", "published_at", "published_by_id")
_WORDS = ("title", "summary", "facts", "checked_on", "review_by", "body", "rendered", "page_id", "number", "author_id")


def install(*, connection: BaseDatabaseWrapper) -> None:
    differ = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    words_differ = " OR ".join(f"OLD.{name} {differ} NEW.{name}" for name in _WORDS)
    published_differ = " OR ".join(f"OLD.{name} {differ} NEW.{name}" for name in _PUBLISHED)
    wrong = (
        f"(OLD.state NOT IN ('DRAFT', 'RETURNED') AND ({words_differ}))"
        " OR (OLD.state = 'LIVE' AND NEW.state NOT IN ('LIVE', 'SUPERSEDED', 'WITHDRAWN'))"
        " OR (OLD.state IN ('SUPERSEDED', 'WITHDRAWN') AND NEW.state <> OLD.state)"
        " OR (OLD.state IN ('IN_REVIEW', 'APPROVED') AND NEW.state = 'DRAFT')"
        f" OR (OLD.state IN ('LIVE', 'SUPERSEDED', 'WITHDRAWN') AND ({published_differ}))"
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"""
                CREATE OR REPLACE FUNCTION manual_revision_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
                END $$;
                DROP TRIGGER IF EXISTS manual_revision_fixed ON {TABLE};
                CREATE TRIGGER manual_revision_fixed BEFORE UPDATE ON {TABLE}
                    FOR EACH ROW WHEN ({wrong}) EXECUTE FUNCTION manual_revision_refuse();
            """)
            return
        cursor.execute(
            f"CREATE TRIGGER IF NOT EXISTS manual_revision_fixed BEFORE UPDATE ON {TABLE} "
            f"WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def remove(*, connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS manual_revision_fixed ON {TABLE}")
            cursor.execute("DROP FUNCTION IF EXISTS manual_revision_refuse()")
            return
        cursor.execute("DROP TRIGGER IF EXISTS manual_revision_fixed")
