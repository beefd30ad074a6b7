"""What a backup says about itself, so that a restore can tell a whole one from anything else."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import BinaryIO

FORMAT = 1
_CHUNK = 1 << 20
# Gives the rows of one SQL statement, on whichever database the backup was taken from.
Rows = Callable[[str], list[tuple[object, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseFacts:
    """`schema` names the last migration of each app, `rows` counts every table, the head is the audit trail's."""

    schema: dict[str, str]
    rows: dict[str, int]
    audit_seq: int
    audit_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`files` maps each file's path in the archive to its SHA-256; `engine` is "sqlite" or "postgresql"."""

    made_at: datetime
    engine: str
    keyring: str
    database: DatabaseFacts
    files: dict[str, str]

    def to_json(self) -> str:
        made_at = self.made_at.astimezone(UTC).isoformat()
        return json.dumps(asdict(self) | {"format": FORMAT, "made_at": made_at}, indent=1)


def from_json(*, text: str) -> Manifest:
    """ValueError, KeyError or TypeError when it is not a manifest of this format."""
    written = json.loads(text)
    if written.pop("format") != FORMAT:
        raise ValueError("a backup of another format")
    made_at = datetime.fromisoformat(written.pop("made_at"))
    return Manifest(made_at=made_at, database=DatabaseFacts(**written.pop("database")), **written)


def database_facts(*, rows: Rows, tables: list[str]) -> DatabaseFacts:
    """Read from the copy, or in the snapshot it is made from: never from the live database, which moves on."""
    migrations = rows("SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app")
    head = rows("SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1")
    return DatabaseFacts(
        schema={str(app): str(name) for app, name in migrations},
        rows={table: int(str(rows(f'SELECT count(*) FROM "{table}"')[0][0])) for table in sorted(tables)},  # noqa: S608
        audit_seq=int(str(head[0][0])) if head else 0,
        audit_hash=str(head[0][1]) if head else "",
    )


def copy_and_hash(*, source: BinaryIO, target: BinaryIO) -> str:
    """SHA-256 in hex of what was copied."""
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()
