from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from backend.identity.enums import OrganisationKind
from backend.identity.models import Membership, Organisation, Person
from backend.kernel.errors import WrongMoment
from backend.kernel.markdown import Part, Rendered
from practice_wisdom.manual.enums import OPEN_STATES, PUBLISHED_STATES, WORDS_MAY_CHANGE, Significance, State
from practice_wisdom.manual.models.page import Page
from practice_wisdom.manual.words import Words


def _both_or_neither(name: str) -> Q:
    return Q(**{f"{name}_at": None, f"{name}_by": None}) | Q(
        **{f"{name}_at__isnull": False, f"{name}_by__isnull": False}
    )


class Revision(models.Model):
    """One version of a page's words. From the moment an approver may read it, its words never change."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    # Counts every change, of words or of state: what If-Match compares.
    version = models.PositiveIntegerField(default=1)

    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=140, blank=True)
    facts = models.JSONField()
    checked_on = models.DateField()
    review_by = models.DateField()
    body = models.TextField(blank=True)
    # [[anchor, heading, html, text], …], made from the body when it was saved.
    rendered = models.JSONField()

    # The words of a starter file, untouched: a newer starter file may then follow them.
    from_starter = models.BooleanField(default=False)

    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # Everyone who wrote in it, the author first among them: none of them may approve it.
    writers: models.ManyToManyField[Membership, models.Model] = models.ManyToManyField(Membership, related_name="+")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Whoever sent it back without an account (approval_link.py).
    returned_by_link = models.ForeignKey(
        "manual.ApprovalLink", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_reason = models.TextField(blank=True)
    # Chosen at publishing; empty before, and for what was published before anybody could choose.
    significance = models.CharField(max_length=6, choices=Significance.choices, blank=True, default="")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="revision_number_once"),
            models.UniqueConstraint(fields=["page"], condition=Q(state__in=OPEN_STATES), name="revision_one_open"),
            models.UniqueConstraint(fields=["page"], condition=Q(state=State.LIVE), name="revision_one_live"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="revision_state"),
            models.CheckConstraint(condition=_both_or_neither("submitted"), name="revision_submitted_at_and_by"),
            models.CheckConstraint(
                condition=Q(returned_at=None, returned_by=None, returned_by_link=None)
                | Q(returned_at__isnull=False, returned_by__isnull=False, returned_by_link=None)
                | Q(returned_at__isnull=False, returned_by=None, returned_by_link__isnull=False),
                name="revision_returned_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(significance__in=["", *Significance.values]), name="revision_significance"
            ),
            models.CheckConstraint(condition=_both_or_neither("published"), name="revision_published_at_and_by"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(submitted_at__isnull=False), name="revision_submitted_before_review"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PUBLISHED_STATES, published_at__isnull=False)
                | (~Q(state__in=PUBLISHED_STATES) & Q(published_at=None)),
                name="revision_published_when_live",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}, revision {self.number}"

    @property
    def words(self) -> Words:
        return Words.of(
            title=self.title,
            summary=self.summary,
            body=self.body,
            checked_on=self.checked_on,
            review_by=self.review_by,
            facts=self.facts,
        )

    @property
    def parts(self) -> list[Part]:
        return [Part(*part) for part in self.rendered]

    @property
    def html(self) -> str:
        return Rendered(tuple(self.parts)).html

    def write(self, *, words: Words, rendered: Rendered, at: datetime) -> None:
        """Takes the words in; not saved yet. Raises WrongMoment once somebody may be reading them to approve."""
        if self.state not in WORDS_MAY_CHANGE:
            raise WrongMoment(
                "These words are fixed since they were submitted. Ask for them back, or start a new draft."
            )
        self.title, self.summary, self.body = words.title, words.summary, words.body
        self.facts, self.checked_on, self.review_by = words.facts(), words.checked_on, words.review_by
        self.rendered = [[part.anchor, part.heading, part.html, part.text] for part in rendered.parts]
        self.saved_at = at

    def submit(self, *, by: int, at: datetime) -> None:
        self._leave(WORDS_MAY_CHANGE, "This revision is not a draft any more.")
        self._enter(State.IN_REVIEW, submitted_at=at, submitted_by_id=by)

    def take_approval(self, *, complete: bool) -> None:
        self._leave((State.IN_REVIEW,), "This revision is not waiting for approval.")
        self._enter(State.APPROVED if complete else State.IN_REVIEW)

    def send_back(self, *, by: int | None, reason: str, at: datetime, link: int | None = None) -> None:
        """`by` a member, or through an approval link."""
        self._leave((State.IN_REVIEW, State.APPROVED), "This revision is not waiting for approval.")
        self._enter(State.RETURNED, returned_at=at, returned_by_id=by, returned_by_link_id=link, return_reason=reason)

    def make_live(self, *, by: int, significance: str, at: datetime) -> None:
        self._leave((State.APPROVED,), "This revision is not approved yet.")
        self._enter(State.LIVE, published_at=at, published_by_id=by, significance=significance)

    def withdraw(self) -> None:
        self._leave((State.LIVE,), "This revision is not live.")
        self._enter(State.WITHDRAWN)

    def supersede(self) -> None:
        self._leave((State.LIVE,), "This revision is not live.")
        self._enter(State.SUPERSEDED)

    def _leave(self, states: tuple[State, ...], otherwise: str) -> None:
        if self.state not in states:
            raise WrongMoment(otherwise)

    def _enter(self, state: State, **facts: Any) -> None:
        self.state, self.version = state, self.version + 1
        for name, value in facts.items():
            setattr(self, name, value)
        self.save(update_fields=["state", "version", *facts])


class Approval(models.Model):
    """One agency's yes to the words of one revision, with the side it stood on that day.

    From a member, or through a link from somebody without an account, whose name is kept with the link.
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="approvals")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Beside the membership, so that the database itself refuses a second yes from a person with two hats.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    link = models.OneToOneField(
        "manual.ApprovalLink", on_delete=models.PROTECT, null=True, blank=True, related_name="approval"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation_kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    # Whether somebody who did not write in it stands behind this yes. Not when a writer sent the link.
    independent = models.BooleanField(default=True)
    note = models.TextField(blank=True)
    approved_at = models.DateTimeField()

    class Meta:
        ordering = ["approved_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "person"], name="approval_once_a_person"),
            models.CheckConstraint(
                condition=Q(membership__isnull=False, person__isnull=False, link=None)
                | Q(membership=None, person=None, link__isnull=False),
                name="approval_by_member_or_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} on {self.revision}"
