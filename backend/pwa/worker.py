"""What makes the site an app on a device: its manifest, its service worker, and the shell that it shows offline."""

import hashlib
import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac

from backend.identity.hats import Hat
from backend.pwa.assets_stamp import BUILT

# What every page and the shell need. Kept on each device, so nothing that only some people see.
KEPT_FILES = ("app.css", "app.js", "offline.js", "sync.js", "icons/favicon.svg", "icons/app-192.png")
# In these, a result is tapped more often than anything else.
SHORTCUTS = (("Search", "home"), ("Glossary", "glossary"), ("My supervision", "supervision"))


def whose_device(hat: Hat) -> str:
    """By which a device tells whether what it keeps is this reader's: another hat may see other local notes.

    Empty when devices keep nothing. It says no name, and nobody can work it out from one.
    """
    if not settings.OFFLINE:
        return ""
    return salted_hmac("backend.pwa.device", f"{hat.actor.person_id} {hat.code}", algorithm="sha256").hexdigest()[:32]


def manifest() -> dict[str, Any]:
    return {
        "id": "/",
        "name": "Alongside",
        "short_name": "Alongside",
        "description": "Practice wisdom for people who work alongside each other.",
        "lang": "en-GB",
        "dir": "ltr",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "theme_color": "#0b5457",
        "background_color": "#ffffff",
        "icons": [
            _icon("app-192.png", 192, "any"),
            _icon("app-512.png", 512, "any"),
            _icon("app-maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [
            {"name": name, "url": reverse(place), "icons": [_icon("app-192.png", 192, "any")]}
            for name, place in SHORTCUTS
        ],
        # POST: what is shared is confidential, and an address is written into logs and histories.
        "share_target": {
            "action": reverse("supervision_shared"),
            "method": "POST",
            "enctype": "application/x-www-form-urlencoded",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    src = static(f"pwa/icons/{name}")
    return {"src": src, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def source() -> str:
    """The service worker, told which files belong to it; or one that removes itself and everything kept."""
    if not settings.OFFLINE:
        return (BUILT / "service_worker_off.js").read_text(encoding="utf-8")
    return _source()


@lru_cache(maxsize=1)
def _source() -> str:
    script = (BUILT / "service_worker.js").read_text(encoding="utf-8")
    files = [static(f"pwa/{name}") for name in KEPT_FILES]
    # The shell counts by its words: its address never changes.
    version = hashlib.sha256("\n".join([script, *files, shell()]).encode()).hexdigest()[:16]
    told = {"version": version, "files": files, "shell": reverse("offline")}
    return f"self.alongside = {json.dumps(told)};\n{script}"


@lru_cache(maxsize=1)
def shell() -> str:
    """Drawn without a request, so that nobody's name, hat or message can be in it."""
    return render_to_string("pwa/offline.html", {"site_header": render_to_string("pwa/parts/offline_header.html")})
