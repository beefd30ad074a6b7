"""What notices are about, as people choose among them; and the few sentences that may stand on a locked screen."""

from django.db import models


class Group(models.TextChoices):
    URGENT = "URGENT", "Urgent changes in the manual"
    TO_READ = "TO_READ", "Pages that you are asked to read"
    FOLLOWED = "FOLLOWED", "Pages and topics that you follow"
    SMALL = "SMALL", "Small changes in what you follow"
    IN_CARE = "IN_CARE", "Pages in your care, and what you planned for them"
    OFFERED = "OFFERED", "What you offered: suggestions, practice notes, questions"
    OTHER = "OTHER", "Meetings, and what concerns your data"


# Urgent ones come to everybody, and small changes are for the daily e-mail.
CHOOSABLE = (Group.TO_READ, Group.FOLLOWED, Group.IN_CARE, Group.OFFERED, Group.OTHER)
NEVER_PUSHED = frozenset({Group.SMALL})

NEUTRAL = "You have an update in Alongside"
# Said in this order when several are due: the first counts. What is not here is an update.
PUSH_SENTENCES = {
    Group.URGENT: "There is an urgent change for you to read",
    Group.TO_READ: "You are asked to read a page",
    Group.FOLLOWED: "Something that you follow has changed",
    Group.IN_CARE: "A page in your care needs you",
    Group.OFFERED: "There is an answer to something that you offered",
}
