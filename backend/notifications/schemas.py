from datetime import datetime

from pydantic import Field

from backend.kernel.schemas import In, Out
from backend.notifications.endpoints import MAX_LENGTH


class NoticeOut(Out):
    id: int
    kind: str
    sentence: str
    title: str
    url: str
    told_at: datetime
    is_read: bool


class InboxOut(Out):
    notices: list[NoticeOut]


class NoticeRead(Out):
    id: int


class PushDeviceOut(Out):
    id: int
    made_at: datetime
    last_delivered_at: datetime | None
    is_this: bool
    is_reached: bool


class PushOut(Out):
    """`key`: for `pushManager.subscribe`; null when this site cannot reach devices at the moment."""

    key: str | None
    devices: list[PushDeviceOut]


class PushSubscriptionIn(In):
    endpoint: str = Field(max_length=MAX_LENGTH)
    p256dh: str = Field(max_length=100)
    auth: str = Field(max_length=40)


class PushEndIn(In):
    endpoint: str = Field(max_length=MAX_LENGTH)


class PushSubscriptionOut(Out):
    id: int


class PushEnded(Out):
    ended: bool
