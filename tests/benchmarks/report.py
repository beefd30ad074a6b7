"""Figures as Markdown, with the machine they are from."""

import os
import platform
import sqlite3
import sys
from collections.abc import Iterable, Sequence


def machine() -> str:
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}"
    )


def table(*, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The first column is words, the others are figures."""
    marks = [":--", *["--:"] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(str(cell) for cell in row)} |" for row in [heads, marks, *rows])


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def show(*, title: str, heads: Sequence[str], rows: Iterable[Sequence[object]], note: str = "") -> None:
    parts = [f"**{title}** ({machine()}{f'; {note}' if note else ''})", table(heads=heads, rows=rows)]
    say("\n{}\n".format("\n\n".join(parts)))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1))]


def against(figure: float, bar: float, *, least: bool = False) -> str:
    """The figure, said when it misses its bar."""
    met = figure >= bar if least else figure <= bar
    return f"{round(figure, 1):g}" + ("" if met else " (missed)")
