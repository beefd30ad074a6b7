"""What is read anew only when a reader could see a difference."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from backend.kernel.actor import Actor
from backend.kernel.prepared import Prepared
from backend.kernel.targets import Card, CardSource
from practice_wisdom.manual.models import Edition

Asked = ParamSpec("Asked")
Found = TypeVar("Found")

_code = Prepared(lambda: Edition.objects.values_list("code"))


def kept(*, most: int) -> Callable[[Callable[Asked, Found]], Callable[Asked, Found]]:
    """For reads of nothing but what `practice_wisdom.manual.editions` watches, whose results nobody changes.

    One query, or, for the first to ask after a change, one more than the read itself. `most`: how many results to keep.
    """

    def decorator(read: Callable[Asked, Found]) -> Callable[Asked, Found]:
        @lru_cache(maxsize=most)
        def read_for(edition: str, *args: Asked.args, **values: Asked.kwargs) -> Found:
            return read(*args, **values)

        @wraps(read)
        def current(*args: Asked.args, **values: Asked.kwargs) -> Found:
            # Before the read: what is newer than its edition is only read once too often.
            row = _code.first()
            return read_for(row[0], *args, **values) if row else read(*args, **values)  # type: ignore[arg-type]  # hashable

        return current

    return decorator


def kept_cards(read: Callable[[int, list[str]], dict[str, Card]]) -> CardSource:
    """The cards `read` gives for a partnership and ids, where they are the same for all its members: each kept."""

    @lru_cache(maxsize=50)
    def of_edition(edition: str, partnership_id: int) -> dict[str, Card | None]:
        return {}

    @wraps(read)
    def cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
        row = _code.first()
        known = of_edition(row[0], actor.partnership_id) if row else {}
        if missing := [id for id in ids if id not in known]:
            found = read(actor.partnership_id, missing)
            known.update({id: found.get(id) for id in missing})
        return {id: card for id in ids if (card := known[id])}

    return cards
