"""What the import contracts cannot see: that rooms keep to their work, and stay small enough to be read."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for folder in ("backend", "practice_wisdom", "supervision")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
EDGES = {"views", "api", "forms", "templatetags"}
# They go through operations and queries.
DATABASE = re.compile(r"\.objects\b|\.save\(|\.delete\(|\.bulk_create\(")
MAX_LINES = 400
MAX_FUNCTION_LINES = 40


def is_edge(path):
    rooms = {*path.relative_to(ROOT).parts[:-1], path.stem}
    return bool(rooms & EDGES)


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [path for path in SOURCES if is_edge(path)], ids=name)
def test_the_edge_never_touches_the_database(path):
    touched = [line for line in path.read_text(encoding="utf-8").splitlines() if DATABASE.search(line)]

    assert touched == []


def test_no_file_grows_past_what_can_be_read():
    long = {name(path): n for path in SOURCES if (n := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES}

    assert long == {}


def test_no_function_grows_past_a_screen():
    long = {
        f"{name(path)}:{node.name}": node.end_lineno - node.lineno
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno > MAX_FUNCTION_LINES
    }

    assert long == {}


TEMPLATES = sorted(
    path
    for folder in ("backend", "practice_wisdom", "supervision")
    for path in (ROOT / folder).rglob("templates/**/*.html")
)
# A block of data (type="application/json") is no script.
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_template_has_inline_script_or_style(path):
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


def test_signals_are_not_used():
    assert [
        name(path)
        for path in SOURCES
        if re.search(r"@receiver|django\.dispatch|signals import", path.read_text(encoding="utf-8"))
    ] == []
