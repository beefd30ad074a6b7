"""The one clear sentence for each way in which the two commands cannot begin."""

import socket
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def alongside(monkeypatch):
    """The script as a module of its own, which must not get as far as installing or starting anything."""
    loader = SourceFileLoader("alongside_script", str(ROOT / "alongside"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    script = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(script)
    for name in ("install", "call", "step"):
        monkeypatch.setattr(script, name, lambda *_, **__: pytest.fail("it went on"))
    for name in ("ALONGSIDE_HOST", "ALONGSIDE_PORT", "ALONGSIDE_DATA", "ALONGSIDE_DEMO", "CHROMIUM"):
        monkeypatch.delenv(name, raising=False)
    return script


@pytest.fixture
def refusal(capsys):
    def said(action, *arguments):
        with pytest.raises(SystemExit) as ended:
            action(*arguments)
        assert ended.value.code == 2
        return capsys.readouterr().err

    return said


def test_a_port_in_use(alongside, refusal, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        said = refusal(alongside.run, ["--port", str(port), "--data", str(tmp_path)])

    assert said == (
        f"Cannot listen on 127.0.0.1 port {port} (Address already in use): stop what uses it,"
        " or choose another with --port or --host.\n"
    )


def test_a_data_folder_that_cannot_be_written(alongside, refusal, tmp_path):
    (tmp_path / "file").touch()

    said = refusal(alongside.run, ["--data", str(tmp_path / "file")])

    assert said == f"The data folder {tmp_path}/file cannot be written (File exists): choose another with --data.\n"


def test_a_python_that_is_too_old(alongside, refusal, monkeypatch):
    monkeypatch.setattr(alongside.sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(alongside.shutil, "which", lambda _: None)

    assert refusal(alongside.leave_old_python) == (
        "Alongside needs Python 3.11 to 3.13, and this is Python 3.9: install one and start again.\n"
    )


def test_a_missing_browser(alongside, refusal, monkeypatch):
    monkeypatch.setattr(alongside, "debian_browser", lambda: None)
    monkeypatch.setattr(alongside, "playwright_browser", lambda: None)

    assert refusal(alongside.fetched_browser) == (
        "The browser tests need Chromium, and it could not be fetched: install chromium or Google Chrome,"
        " or name one with CHROMIUM=/path/to/chromium.\n"
    )


def test_a_browser_that_is_no_program(alongside, refusal, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")

    assert refusal(alongside.test, []) == "CHROMIUM names /nowhere/chromium, which is not a program that can be run.\n"


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_is_no_port(alongside, refusal, port):
    said = refusal(alongside.run, [f"--port={port}"])

    assert said == f"./alongside run: argument --port: a port is a number from 1 to 65535, not {port!r}\n"


def test_demo_mode_stays_on_this_machine(alongside, refusal, tmp_path):
    said = refusal(alongside.run, ["--host", "0.0.0.0", "--data", str(tmp_path / "data")])

    assert said.startswith("Demo mode has a password that everyone knows, so it does not listen on 0.0.0.0:")
    assert not (tmp_path / "data").exists()
