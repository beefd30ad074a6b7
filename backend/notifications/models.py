from django.db import models

from backend.identity.models import Membership, Partnership, Person
from backend.notifications.endpoints import MAX_LENGTH

DIGEST_HOUR = 7


class Notice(models.Model):
    """A line in a member's inbox: what kind of thing happened to which key. Never anybody's words."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    # The same membership can belong to several partnerships: a key is looked up in the one it is about.
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Told twice of the same thing before reading it is one line.
            models.UniqueConstraint(
                fields=["membership", "partnership", "kind", "key"],
                condition=models.Q(read_at=None),
                name="notice_once_while_unread",
            ),
        ]
        indexes = [models.Index(fields=["membership", "partnership", "-told_at"], name="notice_inbox")]

    def __str__(self) -> str:
        return f"Notice {self.pk}"


class PushSubscription(models.Model):
    """One browser of one person, that may be told without being open. Where to send, and for which keys to seal."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=MAX_LENGTH, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    # Of the cookie by which this browser is known: signing out there ends it, whatever its scripts could do.
    device_hash = models.CharField(max_length=64, blank=True)
    # Of the site's push key it was made with. With another one, nothing can be sent to it.
    key_fingerprint = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    last_delivered_at = models.DateTimeField(null=True, blank=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "made_at"], name="push_subscription_person"),
            models.Index(fields=["device_hash"], name="push_subscription_device"),
        ]

    def __str__(self) -> str:
        return f"Push subscription {self.pk}"


class PushDelivery(models.Model):
    """A notice on its way to a browser, written in the transaction of the notice. Several that are due go as one."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    subscription = models.ForeignKey(PushSubscription, on_delete=models.CASCADE, related_name="deliveries")
    # Put off to the end of quiet hours.
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "subscription"], name="push_delivery_once")]
        indexes = [models.Index(fields=["due_at"], name="push_delivery_due")]

    def __str__(self) -> str:
        return f"Push delivery {self.pk}"


class Choices(models.Model):
    """What one person wants to be told, where and when. Nobody has a row before they choose or get a digest."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    # Codes of groups that stay in the inbox; everything else also comes to the devices that are turned on.
    inbox_only = models.JSONField(default=list)
    # Codes of topics of which the same is true.
    inbox_topics = models.JSONField(default=list)
    # The hour of the daily e-mail; None for no e-mail.
    digest_hour = models.PositiveSmallIntegerField(null=True, blank=True, default=DIGEST_HOUR)
    digest_at = models.DateTimeField(null=True, blank=True)
    # {"0": ["22:00", "07:00"]}: from when on Mondays until when; until the next day when it ends earlier than it began.
    quiet_hours = models.JSONField(default=dict)
    silent_until = models.DateTimeField(null=True, blank=True)
    urgent_anyway = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(digest_hour=None) | models.Q(digest_hour__lte=23), name="choices_digest_hour"
            ),
        ]

    def __str__(self) -> str:
        return f"Choices {self.pk}"
