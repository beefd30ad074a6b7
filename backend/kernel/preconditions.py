"""If-Match and ETag: a version is written as "7"."""

import re

from django.http import HttpRequest

from backend.kernel.errors import Invalid, Missing

# In the description of a change that is sent to what it replaces: no version could say more.
WITHOUT_IF_MATCH = {"x-without-if-match": True}


def etag(version: int) -> str:
    return f'"{version}"'


def expected_version(request: HttpRequest) -> int:
    """The version the caller believes to be changing. Missing (428) without If-Match, Invalid when it is no ETag."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Missing("Send If-Match with the ETag of the copy you changed, so that nobody's words are overwritten.")
    match = re.fullmatch(r'(?:W/)?"(\d{1,9})"', given)
    if match is None:
        raise Invalid('If-Match must be an ETag this API gave you, such as "3".')
    return int(match.group(1))
