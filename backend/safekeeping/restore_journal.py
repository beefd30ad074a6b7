"""Put restored files in the place of the present ones so that a kill at any point can be finished, and none is half.

Everything new is ready and on the disk before the journal is written; the journal's presence means "moving". From then
on there are renames only, each of which has happened or has not, so that going on is doing the rest.
"""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from backend.safekeeping.private_files import make_private_folder, sync_folder, write_private


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Names are relative to the data folder. What `outgoing` names goes to `aside`; `incoming` comes from `work`."""

    work: str
    aside: str
    outgoing: list[str]
    incoming: list[str]
    made_at: str


def begin(*, folder: Path, move: Move) -> None:
    write_private(path=_journal(folder), text=json.dumps(asdict(move)))
    finish(folder=folder)


def is_unfinished(*, folder: Path) -> bool:
    return _journal(folder).exists()


def finish(*, folder: Path) -> Move:
    """Do what is left of the move that the journal names."""
    move = Move(**json.loads(_journal(folder).read_text()))
    for name in move.outgoing:
        _rename(folder / name, folder / move.aside / name)
    for name in move.incoming:
        _rename(folder / move.work / name, folder / name)
    write_private(path=_marker(folder), text=json.dumps({"made_at": move.made_at}))
    _journal(folder).unlink()
    sync_folder(folder=folder)
    shutil.rmtree(folder / move.work, ignore_errors=True)
    return move


def restored_from(*, folder: Path) -> str | None:
    """When the backup was made that this folder was restored from, until that has been noted in the trail."""
    try:
        return str(json.loads(_marker(folder).read_text())["made_at"])
    except FileNotFoundError:
        return None


def forget_restored(*, folder: Path) -> None:
    _marker(folder).unlink()


def _rename(source: Path, target: Path) -> None:
    # Already there: this is what comes in, moved before the interruption, or it never was.
    if not source.exists() or target.exists():
        return
    make_private_folder(folder=target.parent)
    source.rename(target)
    sync_folder(folder=target.parent)
    sync_folder(folder=source.parent)


def _journal(folder: Path) -> Path:
    return folder / "restore-journal.json"


def _marker(folder: Path) -> Path:
    return folder / "restored.json"
