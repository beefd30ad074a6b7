from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q

from backend.kernel.actor import Actor
from backend.kernel.prepared import Slot
from supervision.enums import Kind, RecordState, Visibility, Wellbeing
from supervision.models.agreement import Participant
from supervision.models.facilitation import Facilitation
from supervision.models.seat import sits_at
from supervision.models.session import Session


class RecordQuerySet(models.QuerySet["Record"]):
    def visible_to(self, actor: Actor) -> RecordQuerySet:
        return self.of_participant(actor.membership_id)

    def of_participant(self, membership_id: int | Slot) -> RecordQuerySet:
        return self.filter(sits_at(membership_id, session="session__"))


class Record(models.Model):
    """What is written about a session.

    `version` counts changes that all of them can see; what is kept narrower does not touch this row. `share_number`
    counts how often it was put up for signing, and `content_digest` is what was put up: a signature names both.
    `facts_version` counts changes of what is tapped and not written: wellbeing, closing marks, attendance. Its own
    count, so that somebody who writes does not make a tap come too late.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="record")
    form_key = models.CharField(max_length=40)
    minutes = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=6, choices=RecordState.choices, default=RecordState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    share_number = models.PositiveIntegerField(default=0)
    content_digest = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    locked_at = models.DateTimeField(null=True, blank=True)
    wellbeing = models.CharField(max_length=9, choices=Wellbeing.choices, blank=True)
    # What a group answers at the end (`enums.ClosingMark`); None until somebody taps.
    new_case_facts = models.BooleanField(null=True, blank=True)
    case_tasks_set = models.BooleanField(null=True, blank=True)
    every_agency_heard = models.BooleanField(null=True, blank=True)
    more_meaning_than_plans = models.BooleanField(null=True, blank=True)
    # How many took part, of a form of which nothing else is written down.
    attendance = models.PositiveSmallIntegerField(null=True, blank=True)
    facts_version = models.PositiveIntegerField(default=1)

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[RecordState.DRAFT, RecordState.ENDED],
                    shared_at=None,
                    shared_by=None,
                    locked_at=None,
                    content_digest="",
                )
                | Q(
                    ~Q(content_digest=""),
                    state=RecordState.SHARED,
                    shared_at__isnull=False,
                    shared_by__isnull=False,
                    locked_at=None,
                )
                | Q(
                    ~Q(content_digest=""),
                    state=RecordState.LOCKED,
                    shared_at__isnull=False,
                    shared_by__isnull=False,
                    locked_at__isnull=False,
                ),
                name="record_state_and_its_moments",
            ),
        ]

    def __str__(self) -> str:
        return f"Record {self.pk}"


class SectionQuerySet(models.QuerySet["Section"]):
    def readable_by(self, actor: Actor) -> SectionQuerySet:
        return self.of_reader(actor.membership_id)

    def of_reader(self, membership_id: int | Slot) -> SectionQuerySet:
        """The reader's own, and what others have shared with them; a private section of another is absent.

        In a group "the two of us" are the author and whoever facilitated when the record was begun: a new facilitator
        inherits nothing.
        """
        led = Facilitation.objects.of_reader(membership_id).at(OuterRef("record__started_at"))
        of_two = ~Q(record__session__agreement__kind=Kind.GROUP) | Exists(
            led.filter(agreement_id=OuterRef("record__session__agreement_id"))
        )
        return self.filter(
            sits_at(membership_id, session="record__session__"),
            Q(author__membership_id=membership_id)
            | Q(visibility=Visibility.EVERYONE_IN_SESSION)
            | Q(visibility=Visibility.TWO_OF_US) & of_two,
        )


class Section(models.Model):
    """What one participant wrote at one stage of the form."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="sections")
    stage = models.CharField(max_length=40)
    author = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=19, choices=Visibility.choices, default=Visibility.ONLY_ME)
    sealed_text = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    objects = SectionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "stage", "author"], name="section_once")]

    def __str__(self) -> str:
        return f"Section {self.pk}"


class RecordSignature(models.Model):
    """A participant's yes to what was shared, with or without a note of difference.

    It counts while its share number is the record's. Later ones do not delete it: a note once typed is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="signatures")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    share_number = models.PositiveIntegerField()
    content_digest = models.CharField(max_length=64)
    sealed_note = models.BinaryField(null=True, blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "participant", "share_number"], name="record_signature_once"),
        ]

    def __str__(self) -> str:
        return f"Signature {self.pk}"


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def visible_to(self, actor: Actor) -> AmendmentQuerySet:
        return self.filter(sits_at(actor.membership_id, session="record__session__"))


class Amendment(models.Model):
    """A part added below a locked record. Never changed; it stands once everybody has signed it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    sealed_text = models.BinaryField()
    proposed_at = models.DateTimeField()

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="amendment_number_once")]

    def __str__(self) -> str:
        return f"Amendment {self.pk}"


class AmendmentSignature(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="signatures")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["amendment", "participant"], name="amendment_signature_once")]

    def __str__(self) -> str:
        return f"Signature {self.pk}"
