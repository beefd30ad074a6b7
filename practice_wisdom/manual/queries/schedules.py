"""What is planned for a page, and what is due."""

from datetime import datetime

from django.db.models import QuerySet

from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound, NotPermitted
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import ScheduleState
from practice_wisdom.manual.models import Revision, Schedule

REVISION_KIND = "manual.revision"


def waiting_schedules(actor: Actor) -> QuerySet[Schedule]:
    """This partnership's, soonest first."""
    return (
        Schedule.objects.filter(page__partnership_id=actor.partnership_id, state=ScheduleState.WAITING)
        .select_related("page", "revision", "planned_by__person", "instead")
        .order_by("at", "id")
    )


def planned(*, actor: Actor) -> list[Schedule]:
    if not policy.can_use_desk(actor):
        raise NotPermitted("Curators and approvers see what is planned.")
    return list(waiting_schedules(actor))


def waiting_of_page(*, page_id: int) -> Schedule | None:
    """Whoever changes it has locked the page."""
    return Schedule.objects.filter(page_id=page_id, state=ScheduleState.WAITING).select_related("page").first()


def schedule_to_cancel(*, actor: Actor, schedule_id: int) -> Schedule:
    """Locked, behind its revision and page, as everybody who changes it does."""
    found = Schedule.objects.filter(page__partnership_id=actor.partnership_id, id=schedule_id).first()
    if found is None:
        raise NotFound
    return _locked(found)


def due_schedule_ids(*, now: datetime) -> list[int]:
    due = Schedule.objects.filter(state=ScheduleState.WAITING, at__lte=now)
    return list(due.order_by("at", "id").values_list("id", flat=True))


def schedule_to_carry_out(*, schedule_id: int, now: datetime) -> Schedule | None:
    """Locked; None when somebody was quicker."""
    found = _locked(Schedule.objects.get(id=schedule_id))
    return found if found.state == ScheduleState.WAITING and found.at <= now else None


def _locked(found: Schedule) -> Schedule:
    """In the order in which publishing locks: the revision with its page, then what is planned for it."""
    locked = Revision.objects.select_related("page").select_for_update(of=("self", "page"))
    locked.get(id=found.revision_id)
    return (
        Schedule.objects.select_for_update(of=("self",))
        .select_related("page", "revision", "planned_by__person", "instead")
        .get(id=found.id)
    )
