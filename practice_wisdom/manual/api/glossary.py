from typing import Any

from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.schemas import responses
from practice_wisdom.manual.models import Term
from practice_wisdom.manual.queries import glossary as queries
from practice_wisdom.manual.schemas import GlossaryOut

router = Router(tags=["Glossary"])


@router.get("", response=responses(GlossaryOut))
@access.member
def glossary(request: Request) -> Any:
    """Every term of the partnership, with the meaning per agency where it differs."""
    terms = [_term(term) for term in queries.terms(actor=request.actor)]
    return {"total": len(terms), "terms": terms}


def _term(term: Term) -> dict[str, Any]:
    return {
        "slug": term.slug,
        "term": term.name,
        "expansion": term.expansion,
        "meaning": term.meaning,
        "meanings": [{"agency": meaning.agency, "meaning": meaning.text} for meaning in term.meanings.all()],
        "synonyms": term.synonyms,
        "url": f"/glossary/{term.slug}",
    }
