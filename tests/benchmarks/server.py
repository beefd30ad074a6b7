"""The real server, started as `serve` starts it, in a process group of its own and on a data folder of its own."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN_SECONDS = 120
STOP_WITHIN_SECONDS = 20
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


class Site:
    """One data folder and the server on it, which can be started again and again."""

    def __init__(self, *, data: Path, database_url: str = "") -> None:
        self.data = data
        self.database_url = database_url
        self.port = _free_port()
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ALONGSIDE_")}
        # As ./alongside does: with the second, every start compiles everything again.
        for name in ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE"):
            kept.pop(name, None)
        if self.database_url:
            kept["DATABASE_URL"] = self.database_url
        return kept | {"ALONGSIDE_DATA": str(self.data), "ALONGSIDE_DEMO": "1", "ALONGSIDE_BASE_URL": self.url}

    def start(self) -> float:
        """Seconds until it was ready to answer."""
        began = time.monotonic()
        with (self.data / "server.txt").open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "backend", "serve", "--host", "127.0.0.1", "--port", str(self.port)],
                env=self.environment,
                cwd=ROOT,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        while not _is_ready(self.port):
            if self.process.poll() is not None or time.monotonic() - began > START_WITHIN_SECONDS:
                self.stop()
                raise RuntimeError(f"the server did not start; what it said is in {self.data / 'server.txt'}")
            time.sleep(0.02)
        return time.monotonic() - began

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None

    def kill(self) -> None:
        """kill -9 of everything at once; returns when nothing of it is left."""
        group = self.process.pid
        os.killpg(group, signal.SIGKILL)
        self.process.wait()
        until = time.monotonic() + STOP_WITHIN_SECONDS
        while _is_alive(group):
            if time.monotonic() > until:
                raise RuntimeError("part of the server outlived kill -9")
            time.sleep(0.005)

    def web_cpu_seconds(self) -> float:
        """Used so far by the process that answers requests, in all its threads."""
        stats = [Path(f"/proc/{child}/stat").read_text() for child in _children(self.process.pid)]
        # utime and stime; the name before them stands in brackets and may hold blanks.
        times = [stat.rpartition(")")[2].split()[11:13] for stat in stats]
        return sum(int(ticks) for pair in times for ticks in pair) / TICKS_A_SECOND

    def manage(self, *words: str) -> str:
        command = [sys.executable, "-m", "backend", *words]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words[:2])} ended with {done.returncode}: {done.stderr.strip()[-2000:]}")
        return done.stdout.strip()

    def with_token(self, email: str) -> Visitor:
        return Visitor(port=self.port, token=self.manage("token", email))

    def signed_in(self, email: str) -> Visitor:
        visitor = Visitor(port=self.port)
        visitor.sign_in(email)
        return visitor


@contextmanager
def fresh_site() -> Iterator[Site]:
    """Running, with the demo people and the starter content; gone afterwards."""
    data = Path(tempfile.mkdtemp(prefix="alongside-benchmark-"))
    site = Site(data=data)
    try:
        site.start()
        yield site
    finally:
        site.stop()
        shutil.rmtree(data, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _children(pid: int) -> list[int]:
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
