"""The worker: duties that come round again and again, in a thread beside the web server.

There is no task queue. What must not be lost is a row in an outbox, written in the transaction of the change; a duty
empties the outbox, and one that fails is simply due again at its next round.
"""

import logging
import threading
from datetime import datetime, timedelta

from django.db import connections
from django.utils import timezone

from backend.analytics.operations import forget_old_counts
from backend.audit.operations import checkpoint
from backend.embedded.duties import MORE, Duty, duties_of_apps, working
from backend.identity.sessions import SessionStore
from backend.notifications.operations import forget_old_notices
from backend.receipts.operations import forget_old
from backend.search.operations import drain

logger = logging.getLogger("alongside.worker")

DUTIES = (
    Duty("bring the search index up to date", timedelta(seconds=1), lambda now: drain()),
    Duty("sign a checkpoint of the audit trail", timedelta(minutes=10), lambda now: checkpoint()),
    Duty("forget old receipts", timedelta(hours=6), lambda now: forget_old(now=now)),
    Duty("forget ended sessions", timedelta(hours=6), lambda now: SessionStore.clear_expired()),
    Duty("forget old notices", timedelta(hours=6), lambda now: forget_old_notices(now=now)),
    Duty("forget old counts", timedelta(hours=6), lambda now: forget_old_counts(now=now)),
)


class Worker:
    """Runs each duty soon after the start and then at its interval, one at a time, until `stop()`."""

    def __init__(self, *, duties: tuple[Duty, ...] | None = None) -> None:
        self._duties = duties or (*DUTIES, *duties_of_apps())
        self._due = dict.fromkeys(self._duties, datetime.min.replace(tzinfo=timezone.now().tzinfo))
        self._ended = threading.Event()
        lanes = [tuple(duty for duty in self._duties if duty.apart == apart) for apart in (False, True)]
        # Daemons: a duty that hangs must not keep Ctrl-C from ending the process. Every duty is safe to cut short.
        self._threads = [
            threading.Thread(target=self._go_round, args=[lane], name="worker", daemon=True) for lane in lanes if lane
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, *, within: float = 5.0) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(timeout=within / len(self._threads))

    def run_due(self, *, now: datetime, among: tuple[Duty, ...] | None = None) -> list[str]:
        """The names of the duties that were due and done."""
        done = []
        for duty in self._duties if among is None else among:
            if self._due[duty] <= now:
                self._due[duty] = now + duty.every
                if self._did(duty, now):
                    done.append(duty.name)
        return done

    def _did(self, duty: Duty, now: datetime) -> bool:
        try:
            if duty.run(now) is MORE:
                self._due[duty] = now
        except Exception:
            # One duty that fails must not stop the others; it is due again at its next round.
            logger.exception("duty failed", extra={"duty": duty.name})
            return False
        return True

    def _go_round(self, duties: tuple[Duty, ...]) -> None:
        pause = min(duty.every for duty in duties).total_seconds()
        while not self._ended.wait(pause):
            with working():
                self.run_due(now=timezone.now(), among=duties)
                # Nothing open is inherited either.
                connections.close_all()
