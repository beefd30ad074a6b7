"""What tests of supervision begin with: an agreement with things in every state, and officers at work on it."""

from datetime import timedelta
from types import SimpleNamespace

from supervision.models import Section
from supervision.operations import disclosure as disclosures
from supervision.operations import hold as holds
from supervision.operations import session as sessions
from supervision.operations import subject_access

QUARTER_OF_AN_HOUR = 1 / 96


def world_of(pair, at_night, worry) -> SimpleNamespace:
    proposed = pair.proposes()
    signed = pair.signed()
    planned = pair.plans(signed)
    item = sessions.add_agenda_item(
        actor=pair.sergeant, session_id=planned.pk, text="How we hand over at night", now=pair.now
    )
    # Held today, one after the other: what is held before its day moves to now.
    draft = pair.starts(pair.plans(signed, days=2 * QUARTER_OF_AN_HOUR))
    pair.writes(draft, "Draft words", visibility="TWO_OF_US")
    shared = pair.shares(_filled(pair, pair.starts(pair.plans(signed, days=3 * QUARTER_OF_AN_HOUR))))
    to_lock = _filled(pair, pair.starts(pair.plans(signed, days=4 * QUARTER_OF_AN_HOUR)))
    done = pair.agrees(to_lock)
    pair.attaches(to_lock, at_night)
    locked = pair.locks(pair.shares(to_lock))
    pair.marks(done, "DONE")
    amended = pair.locks(pair.shares(_filled(pair, pair.starts(pair.plans(signed, days=5 * QUARTER_OF_AN_HOUR)))))
    amendment = pair.amends(amended)
    ended = pair.ends(_filled(pair, pair.starts(pair.plans(signed, days=6 * QUARTER_OF_AN_HOUR))))
    group = pair.starts(pair.plans(signed, days=7 * QUARTER_OF_AN_HOUR), form_key="joint-group")
    action = pair.agrees(group, "Bring two examples", owner=pair.sergeant)
    attached = pair.attaches(group, worry)
    round_of_stories = pair.starts(pair.plans(signed, days=8 * QUARTER_OF_AN_HOUR), form_key="story-round")
    cancelled = pair.plans(signed, days=9)
    left = pair.adds(cancelled, "Left over")
    cancelled = pair.cancels(cancelled)
    proposal = pair.proposes_times(signed)
    return SimpleNamespace(
        pair=pair,
        cancelled=cancelled,
        left=left,
        proposal=proposal,
        time=proposal.times.order_by("starts_at").first(),
        capture=pair.notes(signed, "What I want to bring"),
        proposed=proposed,
        signed=signed,
        planned=planned,
        item=item,
        action=action,
        done=done,
        attached=attached,
        draft=draft,
        shared=shared,
        locked=locked,
        amended=amended,
        amendment=amendment,
        ended=ended,
        group=group,
        round=round_of_stories,
    )


def rights_over(world, people, now) -> SimpleNamespace:
    officer, reader = people.disclosure_officer, people.privacy_officer
    hold = holds.place_hold(
        actor=reader,
        membership_id=people.sergeant.membership_id,
        reason="INQUEST",
        reference="INQ/7",
        review_on=(now + timedelta(days=90)).date(),
        now=now,
    )
    demand = {"reason": "COURT_ORDER", "reference": "T20261234", "tell_on": None}
    days = {"first_day": now.date(), "last_day": (now + timedelta(days=30)).date()}
    asked, agreed, opened = (
        disclosures.ask_for_disclosure(
            actor=officer, membership_id=people.sergeant.membership_id, **demand, **days, now=now
        )
        for _ in range(3)
    )
    by = {"now": now}
    for one in (agreed, opened):
        disclosures.agree_to_disclosure(actor=reader, disclosure_id=one.pk, expected_version=1, **by)
    disclosures.ask_for_content(
        actor=officer, disclosure_id=opened.pk, session_ids=[world.locked.session_id], expected_version=2, **by
    )
    disclosures.agree_to_disclosure(actor=reader, disclosure_id=opened.pk, expected_version=3, **by)
    request = subject_access.ask_for_data(actor=people.sergeant, **by)
    item = f"supervision.section:{Section.objects.get(record=world.draft).pk}"
    subject_access.redact(
        actor=reader,
        request_id=request.pk,
        item=item,
        passage="Draft",
        because="THIRD_PARTY",
        expected_version=1,
        **by,
    )
    released = subject_access.ask_for_data(actor=people.officer, **by)
    subject_access.release_request(actor=reader, request_id=released.pk, expected_version=1, **by)
    return SimpleNamespace(
        officer=officer,
        hold=hold,
        asked=asked,
        agreed=agreed,
        opened=opened,
        request=request,
        item=item,
        redaction=request.redactions.get(),
        released=released,
    )


def _filled(pair, record):
    pair.writes(record, "What both may read", visibility="TWO_OF_US")
    pair.writes(record, "What only the social worker may read", by=pair.socialworker)
    return record
