from datetime import datetime

from backend.kernel.schemas import Out


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
