"""How often an address that needs no sign-in may be asked, by whoever asks. Kept with the sign-in limits."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from backend.identity.tokens import hash_of


def too_often(request: HttpRequest, *, what: str, who: str = "", most: int, within: int) -> bool:
    """Counts this request; true from the one after `most` in `within` seconds. `who`: else the caller's address."""
    # A hash: the table of the limits is no list of addresses or secrets.
    key = f"{what}:{hash_of(who or get_adapter().get_client_ip(request))}"
    if cache.add(key, 1, timeout=within):
        return False
    try:
        return int(cache.incr(key)) > most
    except ValueError:
        # It ended between the two lines.
        return False
