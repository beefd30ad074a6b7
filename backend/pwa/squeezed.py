"""JSON that is the same for all who may read it, compressed whole and with patience.

Not for what holds a secret beside words that somebody else chose (BREACH).
"""

import gzip
from functools import lru_cache

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers


def squeezed_json(request: HttpRequest, text: str) -> HttpResponse:
    """Brotli, else gzip."""
    if "br" in [one.strip() for one in request.headers.get("Accept-Encoding", "").split(",")]:
        body, encoding = _brotli(text), "br"
    else:
        body, encoding = gzip.compress(text.encode(), mtime=0), "gzip"
    response = HttpResponse(body, content_type="application/json", headers={"Content-Encoding": encoding})
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


# A hundred pages of the manual take a second, once: they are a tenth smaller than after a tenth of that.
@lru_cache(maxsize=50)
def _brotli(text: str) -> bytes:
    return brotli.compress(text.encode(), quality=10)
