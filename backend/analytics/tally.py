"""Counts wait in memory and are written together: reading a page must not wait for a write.

What a process has not written when it is killed is lost: a count says what is read much and what little, no more.
"""

import logging
import threading
from collections import Counter
from datetime import datetime, timedelta

from django.db import DatabaseError

from backend.analytics.operations import Counted, write_counts
from backend.kernel.keys import Key

logger = logging.getLogger("alongside.analytics")
WRITTEN_EVERY = timedelta(seconds=30)


class Tally:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """As after a start."""
        self._waiting: Counter[Counted] = Counter()
        self._written_at: datetime | None = None

    def count(self, *, partnership_id: int, kind: str, key: Key, now: datetime) -> None:
        with self._lock:
            self._waiting[Counted(partnership_id, now.date(), kind, str(key))] += 1
            self._written_at = self._written_at or now
            if now - self._written_at < WRITTEN_EVERY:
                return
        self.write(now=now)

    def write(self, *, now: datetime) -> None:
        """A write that fails is tried again with the next; it is never the reader's trouble."""
        with self._lock:
            taken, self._waiting, self._written_at = self._waiting, Counter(), now
        try:
            write_counts(taken)
        except DatabaseError:
            logger.warning("counts wait: they could not be written")
            with self._lock:
                self._waiting.update(taken)


tally = Tally()
