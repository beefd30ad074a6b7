"""One press, sent twenty times at once: a double tap, a retry of the browser, the same form in two tabs. (F14)

`.venv/bin/python -m tests.benchmarks.presses [--times 500] [--at-once 20]`

Each press writes something of its own through the API with one idempotency key, over as many connections as are asked
for. All of them have to hear the same answer, and afterwards there has to be exactly one thing more.
"""

import argparse
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.benchmarks.report import say, show
from tests.benchmarks.server import fresh_site
from tests.benchmarks.supervision import signed_pair
from tests.benchmarks.visitor import Refused, Visitor


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=20)
    asked = parser.parse_args()

    with fresh_site() as site, ThreadPoolExecutor(asked.at_once) as pool:
        sergeant = site.with_token("sergeant@police.example")
        pair = signed_pair(
            one=sergeant, other=site.with_token("socialworker@council.example"), name_of_other="Noor Castell"
        )
        path = f"/supervision/agreements/{pair.agreement_id}/captures"
        connections = [sergeant.again() for _ in range(asked.at_once)]
        found: Counter[str] = Counter()
        for number in range(asked.times):
            found += press(pool, connections, path, words=f"Press {number}")
            if (number + 1) % 100 == 0:
                say(f"{number + 1}: {dict(found)}")
        kept = Counter(one["text"] for one in sergeant.again().read("/supervision/captures"))

    doubled = sum(times - 1 for times in kept.values())
    lost = sum(f"Press {number}" not in kept for number in range(asked.times))
    rows = [(asked.times, asked.at_once, found["same"], found["other"], found["refused"], doubled, lost)]
    heads = ("presses", "at once", "same answer", "other answers", "refused", "doubled", "lost")
    show(title="One press, one effect", heads=heads, rows=rows)
    raise SystemExit(bool(found["other"] or found["refused"] or doubled or lost))


def press(pool: ThreadPoolExecutor, connections: list[Visitor], path: str, *, words: str) -> Counter[str]:
    """How many of the presses heard the one answer, heard another, or were refused."""
    key = str(uuid.uuid4())

    def send(visitor: Visitor) -> str:
        try:
            return visitor.write("POST", path, {"text": words}, key=key)["id"]
        except Refused as refused:
            return f"refused {refused.status}"

    answers = list(pool.map(send, connections))
    refused = sum(answer.startswith("refused") for answer in answers)
    heard = Counter(answer for answer in answers if not answer.startswith("refused"))
    same = max(heard.values(), default=0)
    return Counter(same=same, refused=refused, other=sum(heard.values()) - same)


if __name__ == "__main__":
    main()
