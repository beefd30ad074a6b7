"""What was scheduled for a page, when somebody changes the page by hand before."""

from datetime import datetime

from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.notifications.operations import notify
from practice_wisdom.manual.enums import ScheduleState
from practice_wisdom.manual.models import Schedule
from practice_wisdom.manual.queries.schedules import REVISION_KIND, waiting_of_page


def stop_waiting(*, actor: Actor | None, page_id: int, now: datetime) -> None:
    """It will not happen, and whoever planned it is told, unless they are who did it. The page is locked."""
    waiting = waiting_of_page(page_id=page_id)
    if waiting is None:
        return
    by = actor.membership_id if actor else None
    waiting.end(ScheduleState.CANCELLED, at=now, by=by)
    if waiting.planned_by_id != by:
        tell_planner(waiting, now=now)


def tell_planner(schedule: Schedule, *, now: datetime) -> None:
    notify(
        memberships=[schedule.planned_by_id],
        partnership_id=schedule.page.partnership_id,
        kind="manual.schedule_stopped",
        key=Key.of(REVISION_KIND, schedule.revision_id),
        now=now,
    )
