"""Links between pages, in text that was set out long ago: what they lead to may be gone by now."""

import re
from collections.abc import Iterable

MARK = ' <span class="muted">(withdrawn)</span>'


def has_links(html: str) -> bool:
    return 'href="/manual/' in html


def leads_to(slug: str, html: str) -> bool:
    return f'href="/manual/{slug}"' in html or f'href="/manual/{slug}#' in html


def mark_withdrawn(html: str, slugs: Iterable[str]) -> str:
    """The links to these pages say that they are withdrawn."""
    among = "|".join(re.escape(slug) for slug in slugs)
    if not among:
        return html
    return re.sub(rf'(<a [^>]*href="/manual/(?:{among})(?:#[^"]*)?"[^>]*>.*?</a>)', rf"\1{MARK}", html, flags=re.DOTALL)
