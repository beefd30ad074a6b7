from dataclasses import asdict
from typing import Annotated, Any

from ninja import Query, Router

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.schemas import responses
from backend.search.queries import search_for
from practice_wisdom.manual.schemas import SearchOut

router = Router(tags=["Search"])


@router.get("", response=responses(SearchOut))
@access.member
def search(
    request: Request,
    q: Annotated[str, Query(max_length=200)],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Any:
    """The best results this person may see. `snippet` is escaped HTML with `<mark>`."""
    return asdict(search_for(actor=request.actor, text=q, limit=limit))
