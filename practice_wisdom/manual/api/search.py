from typing import Annotated, Any

from django.utils import timezone
from ninja import Query, Router

from backend.identity import access
from backend.identity.enums import OrganisationKind
from backend.identity.http import Request
from practice_wisdom.manual.api import shapes
from practice_wisdom.manual.enums import Audience, Topic
from practice_wisdom.manual.queries.search import Chosen, find
from practice_wisdom.manual.schemas.search import SearchOut

router = Router(tags=["Search"])


@router.get("", response=SearchOut)
@access.member
def search(
    request: Request,
    q: Annotated[str, Query(max_length=200)],
    topic: Annotated[list[Topic], Query()] = [],  # noqa: B006 -- ninja copies it
    agency: Annotated[list[OrganisationKind], Query()] = [],  # noqa: B006
    audience: Annotated[list[Audience], Query()] = [],  # noqa: B006
    area: Annotated[list[int], Query()] = [],  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Any:
    """The best results this person may see. `snippet` is escaped HTML with `<mark>`.

    Repeat `topic`, `agency`, `audience` or `area` to narrow it down: any value of each. `facets` counts what each would
    leave; `area` is one of the person's own, of which a page says something in a local note.
    """
    areas = [str(id) for id in area]
    chosen: Chosen = {"topic": topic, "agency": agency, "audience": audience, "area": areas}
    return shapes.found(find(actor=request.actor, text=q, chosen=chosen, limit=limit, today=timezone.localdate()))
