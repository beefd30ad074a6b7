"""What the manual says in an inbox. Nothing anybody typed, and safe on a locked screen."""

from backend.notifications.enums import Group

SENTENCES = {
    "manual.page_minor": "A page or a topic that you follow has changed a little.",
    "manual.page_changed": "A page or a topic that you follow has changed.",
    "manual.page_urgent": "Urgent change: read this page before your next shift.",
    "manual.must_read": "You are asked to read this page, and to say that you have understood it.",
    "manual.page_withdrawn": "A page you follow was withdrawn.",
    "manual.page_yours": "This page is yours to keep right from now on.",
    "manual.review_in_30": "A page in your care is due for checking within 30 days.",
    "manual.review_in_14": "A page in your care is due for checking within 14 days.",
    "manual.review_today": "A page in your care is due for checking now.",
    "manual.review_overdue": "A page in your care is overdue for checking.",
    "manual.withdrawal_ahead": "A page will be withdrawn in about 7 days, unless somebody checks it.",
    "manual.schedule_stopped": "What you planned for this page will not happen: somebody changed the page before.",
    "manual.schedule_failed": "What was planned for this page did not happen. Look at it again.",
    "manual.local_note_displaced": "A local note has lost its place: its page has changed. Choose another place.",
    "manual.link_answered": "Somebody has answered an approval link.",
    "manual.suggestion_accepted": "The change you suggested was accepted. It is being written into the page.",
    "manual.suggestion_declined": "The change you suggested was declined, with a reason.",
    "manual.suggestion_live": "The change you suggested is live.",
    "manual.note_accepted": "Your practice note is on the page.",
    "manual.note_asked": "The curators have a question about your practice note.",
    "manual.note_declined": "Your practice note was declined, with a reason.",
    "manual.question_settled": "The curators have settled a question you asked.",
}

# As people choose among them. What is not here is theirs: a suggestion, a practice note, a question.
GROUPS = {
    "manual.page_minor": Group.SMALL,
    "manual.page_changed": Group.FOLLOWED,
    "manual.page_withdrawn": Group.FOLLOWED,
    "manual.page_urgent": Group.URGENT,
    "manual.must_read": Group.TO_READ,
    "manual.page_yours": Group.IN_CARE,
    "manual.review_in_30": Group.IN_CARE,
    "manual.review_in_14": Group.IN_CARE,
    "manual.review_today": Group.IN_CARE,
    "manual.review_overdue": Group.IN_CARE,
    "manual.withdrawal_ahead": Group.IN_CARE,
    "manual.schedule_stopped": Group.IN_CARE,
    "manual.schedule_failed": Group.IN_CARE,
    "manual.local_note_displaced": Group.IN_CARE,
    "manual.link_answered": Group.IN_CARE,
}
