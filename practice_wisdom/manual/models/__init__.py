from practice_wisdom.manual.models.glossary import Meaning, Synonym, Term
from practice_wisdom.manual.models.page import Page
from practice_wisdom.manual.models.revision import Approval, Revision

__all__ = ["Approval", "Meaning", "Page", "Revision", "Synonym", "Term"]
