"""What was typed into a form that could not be taken: shown again, to be copied or sent once more."""

from dataclasses import dataclass, field

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

# Sign-in and its forms take passwords and codes: nothing of those is ever shown again.
NEVER_SHOWN = ("/account/", "/api/")
NOT_TYPED = {"csrfmiddlewaretoken", "password"}
# Fields for prose are shown whatever stands in them; of the others, what has more than one word.
PROSE = {"text", "note", "reason", "title", "summary", "body"}


@dataclass(frozen=True, slots=True)
class Words:
    name: str
    text: str = field(repr=False)

    @property
    def is_prose(self) -> bool:
        words = self.text.split()
        return len(words) > 1 or (self.name in PROSE and bool(words))

    @property
    def rows(self) -> int:
        return min(12, 2 + self.text.count("\n") + len(self.text) // 60)

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Unsent:
    """`words` are for people to read; `rest` is what else the form sent."""

    words: list[Words]
    rest: list[Words] = field(repr=False)
    may_send_again: bool


def unsent(request: HttpRequest, *, may_send_again: bool) -> Unsent | None:
    """None where nothing was typed, or not here.

    What another site made the browser send is neither shown nor offered again: one press would then be its request.
    """
    if request.method != "POST" or request.path.startswith(NEVER_SHOWN) or not _came_from_here(request):
        return None
    sent = [Words(name, text) for name, texts in request.POST.lists() if name not in NOT_TYPED for text in texts]
    words = [one for one in sent if one.is_prose]
    if not words:
        return None
    rest = [one for one in sent if one not in words]
    return Unsent(words=words, rest=rest, may_send_again=may_send_again)


def page_before(request: HttpRequest) -> str:
    """The address of our page on which the form stood; the home page when the browser does not say."""
    here, before = _here(request), request.headers.get("Referer", "")
    address = before.removeprefix(here) if before.startswith(f"{here}/") else "/"
    is_path = not address.startswith(("//", "/\\"))
    return address if is_path and address.split("?")[0] != request.path else "/"


def _came_from_here(request: HttpRequest) -> bool:
    """Browsers send Origin with every form; whoever sends none sends no cookies of ours across sites either."""
    return request.headers.get("Origin") in (None, _here(request))


def _here(request: HttpRequest) -> str:
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return "nowhere"
