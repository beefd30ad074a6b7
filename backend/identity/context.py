from typing import Any

from django.conf import settings
from django.http import HttpRequest


def hat(request: HttpRequest) -> dict[str, Any]:
    """What every page shows: the hat worn, and whether this is a demonstration."""
    return {
        "hat": getattr(request, "hat", None),
        "hats": getattr(request, "hats", []),
        "demo": settings.DEMO,
    }
