"""Which addresses of push services we send to. Whoever subscribes names the address, so it is a stranger's word."""

import re
from ipaddress import IPv6Address, ip_address

from django.conf import settings

MAX_LENGTH = 1000
# Those of the browsers that people have. A leading dot: any name below it.
HOSTS = ("fcm.googleapis.com", "updates.push.services.mozilla.com", ".push.apple.com", ".notify.windows.com")
# One reading of an address and no other: no user, no port but TLS's own, no fragment, nothing that another parser could
# take for the end of the host.
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ADDRESS = re.compile(rf"https://((?:{LABEL}\.)+[a-z]{{2,24}})(?::443)?/[A-Za-z0-9._~!$&'()*+,;=:%/?-]*")


def host_of(endpoint: str) -> str | None:
    """The host, when it is one of those that we send to."""
    found = ADDRESS.fullmatch(endpoint) if len(endpoint) <= MAX_LENGTH else None
    return found[1] if found and _is_known(found[1]) else None


def _is_known(host: str) -> bool:
    known = (*HOSTS, *settings.PUSH_HOSTS)
    return any(host.endswith(one) if one.startswith(".") else host == one for one in known)


def is_outside(address: str) -> bool:
    """Whether it is a machine of the internet, and nobody's own network, whichever way the number is written."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    # IPv4 addresses inside of IPv6 ones (mapped, translated) are reserved; the old tunnels are refused as a whole.
    is_tunnel = isinstance(found, IPv6Address) and (found.sixtofour or found.teredo) is not None
    return found.is_global and not (found.is_multicast or found.is_reserved or is_tunnel)
