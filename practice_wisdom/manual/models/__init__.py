from practice_wisdom.manual.models.confirmation import Confirmation
from practice_wisdom.manual.models.former_address import FormerAddress
from practice_wisdom.manual.models.glossary import Glossary, Meaning, Synonym, Term
from practice_wisdom.manual.models.image import MAX_ALTERNATIVE_TEXT, Image
from practice_wisdom.manual.models.imports import Import, ImportedPage
from practice_wisdom.manual.models.kept_text import KeptText
from practice_wisdom.manual.models.local_note import LocalNote, Wording
from practice_wisdom.manual.models.page import Page
from practice_wisdom.manual.models.practice_note import Experience, PracticeNote
from practice_wisdom.manual.models.requirement import Acknowledgement, Requirement
from practice_wisdom.manual.models.revision import Approval, Revision
from practice_wisdom.manual.models.shelf import Bookmark, FollowedPage, FollowedTopic, ReadingMark
from practice_wisdom.manual.models.suggestion import Suggestion
from practice_wisdom.manual.models.unanswered_question import MAX_ANSWER, MAX_QUESTION, UnansweredQuestion
from practice_wisdom.manual.models.verdict import MAX_REASON, Verdict

__all__ = [
    "MAX_ALTERNATIVE_TEXT",
    "MAX_ANSWER",
    "MAX_QUESTION",
    "MAX_REASON",
    "Acknowledgement",
    "Approval",
    "Bookmark",
    "Confirmation",
    "Experience",
    "FollowedPage",
    "FollowedTopic",
    "FormerAddress",
    "Glossary",
    "Image",
    "Import",
    "ImportedPage",
    "KeptText",
    "LocalNote",
    "Meaning",
    "Page",
    "PracticeNote",
    "ReadingMark",
    "Requirement",
    "Revision",
    "Suggestion",
    "Synonym",
    "Term",
    "UnansweredQuestion",
    "Verdict",
    "Wording",
]
