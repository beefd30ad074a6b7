from practice_wisdom.manual.models.approval_link import MAX_GUEST_NAME, MAX_JOB_TITLE, ApprovalLink
from practice_wisdom.manual.models.confirmation import Confirmation
from practice_wisdom.manual.models.edition import Edition, HandedOut
from practice_wisdom.manual.models.former_address import FormerAddress
from practice_wisdom.manual.models.glossary import Glossary, Meaning, Synonym, Term
from practice_wisdom.manual.models.image import MAX_ALTERNATIVE_TEXT, Image
from practice_wisdom.manual.models.imports import Import, ImportedEntry, ImportedPage
from practice_wisdom.manual.models.kept_text import KeptText
from practice_wisdom.manual.models.local_note import LocalNote, Wording
from practice_wisdom.manual.models.page import Page
from practice_wisdom.manual.models.practice_note import Experience, PracticeNote
from practice_wisdom.manual.models.print_order import PrintOrder
from practice_wisdom.manual.models.reminder import Reminder
from practice_wisdom.manual.models.requirement import Acknowledgement, Requirement
from practice_wisdom.manual.models.revision import Approval, Revision
from practice_wisdom.manual.models.schedule import Schedule
from practice_wisdom.manual.models.settings import LEAST_DAYS, MOST_DAYS, ManualSettings
from practice_wisdom.manual.models.shelf import Bookmark, FollowedPage, FollowedTopic, ReadingMark
from practice_wisdom.manual.models.suggestion import Suggestion
from practice_wisdom.manual.models.unanswered_question import MAX_QUESTION, UnansweredQuestion
from practice_wisdom.manual.models.verdict import MAX_REASON, Verdict
from practice_wisdom.manual.models.withdrawal import MAX_WITHDRAWAL_REASON, Withdrawal

__all__ = [
    "LEAST_DAYS",
    "MAX_ALTERNATIVE_TEXT",
    "MAX_GUEST_NAME",
    "MAX_JOB_TITLE",
    "MAX_QUESTION",
    "MAX_REASON",
    "MAX_WITHDRAWAL_REASON",
    "MOST_DAYS",
    "Acknowledgement",
    "Approval",
    "ApprovalLink",
    "Bookmark",
    "Confirmation",
    "Edition",
    "Experience",
    "FollowedPage",
    "FollowedTopic",
    "FormerAddress",
    "Glossary",
    "HandedOut",
    "Image",
    "Import",
    "ImportedEntry",
    "ImportedPage",
    "KeptText",
    "LocalNote",
    "ManualSettings",
    "Meaning",
    "Page",
    "PracticeNote",
    "PrintOrder",
    "ReadingMark",
    "Reminder",
    "Requirement",
    "Revision",
    "Schedule",
    "Suggestion",
    "Synonym",
    "Term",
    "UnansweredQuestion",
    "Verdict",
    "Withdrawal",
    "Wording",
]
