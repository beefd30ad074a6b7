"""Publishing and withdrawing at a later moment: planned by hand, carried out by the worker as if by hand."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from backend.audit import operations as audit
from backend.audit.enums import Outcome, Verb
from backend.identity.queries.hats import actor_of_membership
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, Refusal, WrongMoment
from backend.kernel.keys import Key
from backend.notifications.operations import notify
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import Planned, ScheduleState, Significance, State
from practice_wisdom.manual.models import Page, Revision, Schedule
from practice_wisdom.manual.operations.revisions import publish_revision, refuse_stale, refuse_unknown_significance
from practice_wisdom.manual.operations.withdrawals import taken_reason, withdraw_page
from practice_wisdom.manual.queries.members import curators_among, members_of_partnership
from practice_wisdom.manual.queries.pages import page_to_change
from practice_wisdom.manual.queries.revisions import missing_of, revision_to_change
from practice_wisdom.manual.queries.schedules import (
    REVISION_KIND,
    due_schedule_ids,
    schedule_to_cancel,
    schedule_to_carry_out,
    waiting_of_page,
)
from practice_wisdom.manual.queries.withdrawals import page_instead

FARTHEST = timedelta(days=366)
logger = logging.getLogger("alongside.manual")


@transaction.atomic
def schedule_publishing(
    *,
    actor: Actor,
    revision_id: int,
    version: int,
    at: datetime,
    significance: str = Significance.MINOR,
    now: datetime,
) -> Schedule:
    """An approved revision, live from `at` on."""
    revision = revision_to_change(actor=actor, revision_id=revision_id)
    if not policy.can_publish(actor):
        raise NotPermitted("Only curators publish.")
    refuse_stale(revision, version)
    refuse_unknown_significance(significance)
    if revision.state != State.APPROVED:
        raise WrongMoment("This revision is not approved yet.")
    facts = {"what": Planned.PUBLISH, "significance": significance}
    return _plan(actor, revision.page, revision, at, now, **facts)


@transaction.atomic
def schedule_withdrawal(
    *, actor: Actor, slug: str, number: int, at: datetime, reason: str, instead: str = "", now: datetime
) -> Schedule:
    """The live page, gone from `at` on. `number`: the revision that was read."""
    page = page_to_change(actor=actor, slug=slug)
    if not policy.can_withdraw(actor):
        raise NotPermitted("Only curators withdraw pages.")
    if page.live_revision is None or page.live_revision.number != number:
        raise WrongMoment("Another revision is live now, or none. Open the page again before you withdraw it.")
    other = page_instead(partnership_id=page.partnership_id, slug=instead, of=page.id)
    facts = {"what": Planned.WITHDRAW, "reason": taken_reason(reason), "instead": other}
    return _plan(actor, page, page.live_revision, at, now, **facts)


@transaction.atomic
def cancel_schedule(*, actor: Actor, schedule_id: int, now: datetime) -> Schedule:
    if not policy.can_publish(actor):
        raise NotPermitted("Only curators change what is planned.")
    schedule = schedule_to_cancel(actor=actor, schedule_id=schedule_id)
    if schedule.state != ScheduleState.WAITING:
        raise WrongMoment("This is not waiting any more: it was done, or somebody cancelled it.")
    schedule.end(ScheduleState.CANCELLED, at=now, by=actor.membership_id)
    _record(actor, schedule, "schedule cancelled", now)
    return schedule


def carry_out_schedules(*, now: datetime) -> int:
    """What is due, each in a transaction of its own; the number that happened. Safe to run twice, or to cut short."""
    done = 0
    for schedule_id in due_schedule_ids(now=now):
        try:
            done += _carry_out(schedule_id, now)
        except Exception:
            # Nothing of it happened, and it is due again at the next round; the others must not wait for it.
            logger.exception("schedule failed", extra={"schedule": schedule_id})
    return done


@transaction.atomic
def _carry_out(schedule_id: int, now: datetime) -> bool:
    schedule = schedule_to_carry_out(schedule_id=schedule_id, now=now)
    if schedule is None:
        return False
    actor = actor_of_membership(membership_id=schedule.planned_by_id, partnership_id=schedule.page.partnership_id)
    try:
        with transaction.atomic():
            _do(actor, schedule, now)
    except Refusal:
        _give_up(actor, schedule, now)
        return False
    return True


def _do(actor: Actor | None, schedule: Schedule, now: datetime) -> None:
    """As if its planner pressed the button now: whatever forbids that then, forbids it here."""
    if actor is None:
        raise NotPermitted("Whoever planned this is not a member any more.")
    schedule.end(ScheduleState.DONE, at=now)
    if schedule.what == Planned.PUBLISH:
        _refuse_unapproved(schedule.revision)
        publish_revision(
            actor=actor,
            revision_id=schedule.revision_id,
            version=schedule.revision_version,
            significance=schedule.significance,
            now=now,
        )
    else:
        # Where readers are sent may be gone by now: the page goes all the same.
        instead = schedule.instead if schedule.instead and schedule.instead.live_revision_id else None
        withdraw_page(
            actor=actor,
            slug=schedule.page.slug,
            number=schedule.revision.number,
            reason=schedule.reason,
            instead=instead.slug if instead else "",
            now=now,
        )
    _record(actor, schedule, "schedule carried out", now)


def _refuse_unapproved(revision: Revision) -> None:
    if missing_of(revision.page, list(revision.approvals.all())):
        raise WrongMoment("An approval is missing.")


def _give_up(actor: Actor | None, schedule: Schedule, now: datetime) -> None:
    """Nothing was changed; whoever planned it is told or, when they cannot be, the other curators."""
    schedule.end(ScheduleState.FAILED, at=now)
    organisation_id, partnership_id = schedule.planned_by.organisation_id, schedule.page.partnership_id
    told = {schedule.planned_by_id}
    if actor is None or not policy.can_publish(actor):
        members = members_of_partnership(partnership_id=partnership_id)
        told |= {member.id for member in curators_among(members, organisation_id=organisation_id)}
    key = Key.of(REVISION_KIND, schedule.revision_id)
    notify(memberships=told, partnership_id=partnership_id, kind="manual.schedule_failed", key=key, now=now)
    audit.record(
        actor=actor,
        organisation_id=organisation_id,
        verb=Verb.ALTER,
        key=Key.of("manual.schedule", schedule.id),
        outcome=Outcome.DENY,
        reason="schedule did not happen",
        now=now,
    )


def _plan(actor: Actor, page: Page, revision: Revision, at: datetime, now: datetime, **facts: object) -> Schedule:
    _refuse_moment(at, now)
    if waiting_of_page(page_id=page.id):
        raise WrongMoment("Something is planned for this page already. Cancel that first.")
    schedule = Schedule.objects.create(
        page=page,
        revision=revision,
        revision_version=revision.version,
        at=at,
        planned_at=now,
        planned_by_id=actor.membership_id,
        **facts,
    )
    _record(actor, schedule, "scheduled", now)
    return schedule


def _refuse_moment(at: datetime, now: datetime) -> None:
    if not now < at <= now + FARTHEST:
        text = "Choose a moment in the future, within a year."
        raise Invalid(text, fields={"at": [text]})


def _record(actor: Actor, schedule: Schedule, reason: str, now: datetime) -> None:
    audit.record(actor=actor, verb=Verb.ALTER, key=Key.of("manual.schedule", schedule.id), reason=reason, now=now)
