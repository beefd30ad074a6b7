"""The words of the manual. Codes are stored; labels are shown."""

from django.db import models


class State(models.TextChoices):
    DRAFT = "DRAFT", "Draft"
    IN_REVIEW = "IN_REVIEW", "Waiting for approval"
    RETURNED = "RETURNED", "Sent back"
    APPROVED = "APPROVED", "Approved, not yet published"
    LIVE = "LIVE", "Live"
    SUPERSEDED = "SUPERSEDED", "Replaced"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


# Words may change in these states and in no other; the database refuses it too (guards.py).
WORDS_MAY_CHANGE = (State.DRAFT, State.RETURNED)
OPEN_STATES = (State.DRAFT, State.RETURNED, State.IN_REVIEW, State.APPROVED)
PUBLISHED_STATES = (State.LIVE, State.SUPERSEDED, State.WITHDRAWN)


class Significance(models.TextChoices):
    """Who is told when a revision is published: nobody, those who follow the page, or everybody."""

    MINOR = "MINOR", "Minor change"
    MAJOR = "MAJOR", "Major change"
    URGENT = "URGENT", "Urgent change"


class Cause(models.TextChoices):
    """Why a page was withdrawn: somebody said so, or nobody checked it for as long as its organisation allows."""

    CURATOR = "CURATOR", "A curator withdrew it"
    OVERDUE = "OVERDUE", "Nobody had checked it in time"


class Planned(models.TextChoices):
    PUBLISH = "PUBLISH", "Publish"
    WITHDRAW = "WITHDRAW", "Withdraw"


class ScheduleState(models.TextChoices):
    WAITING = "WAITING", "Waiting"
    DONE = "DONE", "Done"
    CANCELLED = "CANCELLED", "Cancelled"
    FAILED = "FAILED", "Did not happen"


class Answer(models.TextChoices):
    """What came back through an approval link."""

    APPROVED = "APPROVED", "Approved"
    RETURNED = "RETURNED", "Sent back"


class QuestionState(models.TextChoices):
    OPEN = "OPEN", "Open"
    ANSWERED = "ANSWERED", "Answered"
    DECLINED = "DECLINED", "Declined"


class SuggestionState(models.TextChoices):
    OPEN = "OPEN", "With the curators"
    ACCEPTED = "ACCEPTED", "Accepted"
    DECLINED = "DECLINED", "Declined"


class NoteState(models.TextChoices):
    OFFERED = "OFFERED", "With the curators"
    ASKED = "ASKED", "Curators have a question"
    ACCEPTED = "ACCEPTED", "On the page"
    DECLINED = "DECLINED", "Declined"
    ENDED = "ENDED", "Taken back"


WAITING_NOTES = (NoteState.OFFERED, NoteState.ASKED)


class HowOften(models.TextChoices):
    ONCE = "ONCE", "Once"
    SOMETIMES = "SOMETIMES", "Sometimes"
    OFTEN = "OFTEN", "Often"


class Topic(models.TextChoices):
    MENTAL_HEALTH = "mental-health-and-crisis", "Mental health and crisis"
    CHILDREN = "children-and-young-people", "Children and young people"
    ADULTS = "adults-at-risk", "Adults at risk"
    DOMESTIC_ABUSE = "domestic-abuse-and-sexual-violence", "Domestic abuse and sexual violence"
    OFFENDERS = "offender-management", "Offender management"
    PLACES = "neighbourhoods-and-places", "Neighbourhoods and places"
    HEALTH = "health-and-substances", "Health and substances"
    CRAFT = "craft-of-joint-working", "The craft of joint working"


class Audience(models.TextChoices):
    BOTH = "both", "Police and partners"
    POLICE = "police", "Police"
    PARTNER = "partner", "Partners"


class Level(models.TextChoices):
    PEOPLE = "people", "People"
    PROBLEMS = "problems", "Problems"
    PLACES = "places", "Places"


class Lens(models.TextChoices):
    PERSONAL = "personal", "Personal"
    CULTURAL = "cultural", "Cultural"
    STRUCTURAL = "structural", "Structural"


class Evidence(models.TextChoices):
    LAW = "law", "Law"
    GUIDANCE = "national guidance", "National guidance"
    RESEARCH = "research", "Research"
    LOCAL = "local practice", "Local practice"
    WISDOM = "practice wisdom", "Practice wisdom"


class Freshness(models.TextChoices):
    IN_DATE = "IN_DATE", "In date"
    DUE = "DUE", "Review due soon"
    OVERDUE = "OVERDUE", "Review overdue"


class ImportState(models.TextChoices):
    CHECKED = "CHECKED", "Checked, nothing made yet"
    MAKING = "MAKING", "Drafts are being made"
    DONE = "DONE", "Done"


class EntryKind(models.TextChoices):
    """What a file of words holds."""

    TERM = "TERM", "Glossary"
    SYNONYM = "SYNONYM", "Words for search"


class Outcome(models.TextChoices):
    """What becomes, or became, of one page, term or line that somebody brought."""

    NEW = "NEW", "New page"
    CHANGED = "CHANGED", "Changed"
    SAME = "SAME", "The same"
    SKIPPED = "SKIPPED", "Skipped"


# The parts of a page, in the only order they may stand in: a reader always knows where to look.
PART_ORDER = (
    "Do this now",
    "Who does what",
    "How it looks from their side",
    "Say / avoid",
    "What you can share",
    "What we have learnt",
    "If it gets stuck",
    "Law and sources",
)
DO_NOW, LAW = PART_ORDER[0], PART_ORDER[-1]
# Second segments of addresses under /manual/ that a page can never have.
RESERVED_SLUGS = frozenset(
    {
        "approval-links",
        "desk",
        "export",
        "glossary",
        "images",
        "imports",
        "names",
        "new",
        "notes",
        "pages",
        "pdf",
        "practice-notes",
        "preview",
        "prints",
        "questions",
        "revisions",
        "schedules",
        "search",
        "settings",
        "shelf",
        "synonyms",
        "suggestions",
        "topics",
        "you-said-we-did",
    }
)


class OrderState(models.TextChoices):
    """Of a print that takes too long to wait for."""

    WAITING = "WAITING", "Being made"
    READY = "READY", "Ready"
    FAILED = "FAILED", "Could not be made"
    NONE = "NONE", "Nobody has asked for it"


class PrintState(models.TextChoices):
    """What becomes of a page on paper. The labels say it to whoever scans the code."""

    CURRENT = "CURRENT", "This print is still current"
    OVERDUE = "OVERDUE", "This print is overdue for checking"
    NEWER = "NEWER", "This print is out of date"
    WITHDRAWN = "WITHDRAWN", "This page has been withdrawn"
