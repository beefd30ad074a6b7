"""Each operation's access table: who may, who may not, and that a refusal changes nothing."""

import uuid
from datetime import timedelta

import pytest

from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment
from supervision.operations import action as actions
from supervision.operations import agenda, series, tapped
from supervision.operations import agreement as agreements
from supervision.operations import amendment as amendments
from supervision.operations import attached_page as attached_pages
from supervision.operations import capture as captures
from supervision.operations import ending as endings
from supervision.operations import participant as participants
from supervision.operations import record as records
from supervision.operations import section as sections
from supervision.operations import session as sessions
from supervision.operations import time_proposal as proposals
from supervision.operations.comparison import compare_versions
from supervision.operations.paper import print_record
from supervision.operations.review import review_agreement
from supervision.queries.calendar import event_to_read
from supervision.queries.reading import who_read_this
from supervision.queries.time_proposal import proposal_to_read
from supervision.queries.writing import who_writes
from tests.supervision.conftest import TERMS
from tests.supervision.test_hidden import everything

OUTSIDE = ["officer", "lead", "police_admin", "council_admin", "nurse", "outsider"]
OUTSIDE += ["disclosure_officer", "privacy_officer"]


def operations(world, actor, now):
    """Every operation on a thing that exists, with arguments that a participant may send."""
    by = {"actor": actor, "now": now}
    section = {"record_id": world.draft.pk, "stage": "what", **by}
    planned = {"planned_for": now, "minutes": 60, "mode": "PHONE"}
    later = {"planned_for": now + timedelta(days=70), "minutes": 60, "mode": "PHONE"}
    return {
        "open_agreement": lambda: agreements.open_agreement(agreement_id=world.signed.pk, **by),
        "change_terms": lambda: agreements.change_terms(
            agreement_id=world.proposed.pk, terms=TERMS, expected_version=1, **by
        ),
        "sign_agreement": lambda: agreements.sign_agreement(agreement_id=world.proposed.pk, expected_version=1, **by),
        "end_agreement": lambda: agreements.end_agreement(agreement_id=world.signed.pk, expected_version=1, **by),
        "compare_versions": lambda: compare_versions(agreement_id=world.signed.pk, older=1, newer=1, **by),
        "review_agreement": lambda: review_agreement(agreement_id=world.signed.pk, expected_version=1, **by),
        "bring_in": lambda: participants.bring_in(
            agreement_id=world.signed.pk, membership_id=actor.membership_id, expected_version=1, **by
        ),
        "leave": lambda: participants.leave(agreement_id=world.signed.pk, expected_version=1, **by),
        "take_off": lambda: participants.take_off(
            agreement_id=world.signed.pk,
            participant_id=world.signed.participants.first().pk,
            expected_version=1,
            **by,
        ),
        "plan_session": lambda: sessions.plan_session(agreement_id=world.signed.pk, **planned, **by),
        "open_session": lambda: sessions.open_session(session_id=world.planned.pk, **by),
        "cancel_session": lambda: sessions.cancel_session(
            session_id=world.planned.pk, reason="LEAVE", expected_version=1, **by
        ),
        "add_agenda_item": lambda: sessions.add_agenda_item(session_id=world.planned.pk, text="x", **by),
        "mark_agenda_item": lambda: sessions.mark_agenda_item(
            item_id=world.item.pk, done=True, expected_version=1, **by
        ),
        "agenda_item_copy": lambda: sessions.agenda_item_copy(item_id=world.item.pk, **by),
        "start_record": lambda: records.start_record(
            session_id=world.planned.pk, form_key="what-so-what", minutes=10, statement="MADE", **by
        ),
        "open_record": lambda: records.open_record(record_id=world.locked.pk, **by),
        "save_section": lambda: sections.save_section(
            text="x", expected_version=sections_version(world, actor), **section
        ),
        "set_wellbeing": lambda: tapped.set_wellbeing(
            record_id=world.draft.pk, wellbeing="OFFERED", expected_version=1, **by
        ),
        "set_closing_mark": lambda: tapped.set_closing_mark(
            record_id=world.group.pk, mark="EVERY_AGENCY_HEARD", answer=True, expected_version=1, **by
        ),
        "note_attendance": lambda: tapped.note_attendance(
            record_id=world.round.pk, people=12, expected_version=1, **by
        ),
        "end_record": lambda: endings.end_record(record_id=world.shared.pk, **by),
        "take_up_record": lambda: endings.take_up_record(
            record_id=world.ended.pk, expected_version=world.ended.version, **by
        ),
        "who_writes": lambda: who_writes(record_id=world.draft.pk, **by),
        "add_action": lambda: actions.add_action(record_id=world.draft.pk, **an_action(world), **by),
        "word_action": lambda: actions.word_action(
            action_id=world.action.pk, expected_version=1, **an_action(world), **by
        ),
        "mark_action": lambda: actions.mark_action(
            action_id=world.done.pk,
            state="OPEN",
            reason="",
            due_on=None,
            expected_version=1 + world.done.changes.count(),
            **by,
        ),
        "action_copy": lambda: actions.action_copy(action_id=world.action.pk, **by),
        "print_record": lambda: print_record(record_id=world.locked.pk, **by),
        "find_pages": lambda: attached_pages.find_pages(actor=actor, record_id=world.draft.pk, name="night"),
        "attach_page": lambda: attached_pages.attach_page(record_id=world.draft.pk, page_key="manual.page:7", **by),
        "share_record": lambda: records.share_record(record_id=world.draft.pk, expected_version=2, **by),
        "propose_amendment": lambda: amendments.propose_amendment(record_id=world.locked.pk, text="x", **by),
        "rebook_session": lambda: sessions.rebook_session(session_id=world.cancelled.pk, **later, **by),
        "session_to_rebook": lambda: sessions.session_to_rebook(session_id=world.cancelled.pk, **by),
        "propose_series": lambda: series.propose_series(agreement_id=world.signed.pk, **by),
        "plan_series": lambda: series.plan_series(agreement_id=world.signed.pk, **several(now, actor, world), **by),
        "propose_other_times": lambda: proposals.propose_other_times(
            proposal_id=world.proposal.pk, times=[now + timedelta(days=60)], minutes=60, mode="VIDEO", **by
        ),
        "accept_time": lambda: proposals.accept_time(proposal_id=world.proposal.pk, time_id=world.time.pk, **by),
        "withdraw_times": lambda: proposals.withdraw_times(proposal_id=world.proposal.pk, **by),
        "proposal_to_read": lambda: proposal_to_read(actor=actor, proposal_id=world.proposal.pk),
        "move_agenda_item": lambda: agenda.move_agenda_item(item_id=world.item.pk, place=1, expected_version=1, **by),
        "carry_over": lambda: agenda.carry_over(item_id=world.left.pk, session_id=world.planned.pk, **by),
        "event_to_read": lambda: event_to_read(session_id=world.planned.pk, **by),
        "capture": lambda: captures.capture(agreement_id=world.signed.pk, text="x", **by),
        "who_read_this": lambda: who_read_this(actor=actor, record_id=world.locked.pk),
    }


def an_action(world):
    return {"text": "x", "owner_id": world.action.owner_id, "due_on": None}


def several(now, actor, world):
    """The second of the two plans other days: on these the first one is not free any more."""
    first = 80 if actor == world.pair.sergeant else 90
    return {"starts": {"0": now + timedelta(days=first)}, "minutes": 60, "mode": "PHONE"}


def sections_version(world, actor):
    return 2 if actor == world.pair.sergeant else 0


NAMES = [
    "open_agreement",
    "change_terms",
    "sign_agreement",
    "end_agreement",
    "compare_versions",
    "plan_session",
    "open_session",
    "cancel_session",
    "add_agenda_item",
    "mark_agenda_item",
    "agenda_item_copy",
    "start_record",
    "open_record",
    "save_section",
    "set_wellbeing",
    "set_closing_mark",
    "note_attendance",
    "end_record",
    "take_up_record",
    "who_writes",
    "add_action",
    "word_action",
    "mark_action",
    "action_copy",
    "print_record",
    "find_pages",
    "attach_page",
    "share_record",
    "propose_amendment",
    "who_read_this",
    "rebook_session",
    "session_to_rebook",
    "propose_series",
    "plan_series",
    "propose_other_times",
    "accept_time",
    "withdraw_times",
    "proposal_to_read",
    "move_agenda_item",
    "carry_over",
    "event_to_read",
    "capture",
]


# Refused to the two as well: their agreement is no group, and its review is not due.
OF_ANOTHER_MOMENT = ["review_agreement", "bring_in", "leave", "take_off"]


@pytest.mark.parametrize("name", OF_ANOTHER_MOMENT)
def test_what_is_not_for_now_is_not_there_for_others(world, people, now, name):
    before = everything()

    for who in OUTSIDE:
        with pytest.raises(NotFound):
            operations(world, getattr(people, who), now)[name]()
    with pytest.raises(WrongMoment):
        operations(world, people.sergeant, now)[name]()
    assert everything() == before


@pytest.mark.parametrize("name", NAMES)
def test_only_the_two_may(world, people, now, name):
    before = everything()

    for who in OUTSIDE:
        with pytest.raises(NotFound):
            operations(world, getattr(people, who), now)[name]()
    assert everything() == before

    for who in ("sergeant", "socialworker"):
        try:
            operations(world, getattr(people, who), now)[name]()
        except WrongMoment:
            # The first of the two has done it already.
            assert who == "socialworker"


@pytest.mark.parametrize(
    ("who", "refusal"), [("sergeant", WrongMoment), ("socialworker", None), ("lead", NotFound), ("outsider", NotFound)]
)
def test_an_amendment_is_signed_by_the_other(world, people, now, who, refusal):
    def act():
        return amendments.sign_amendment(actor=getattr(people, who), amendment_id=world.amendment.pk, now=now)

    if refusal:
        with pytest.raises(refusal):
            act()
        return
    act()
    amendment = records.open_record(actor=people.sergeant, record_id=world.amended.pk, now=now).amendments[0]
    assert (amendment.stands, {who.name for who in amendment.signed_by}) == (True, {"Sam Okoro", "Noor Castell"})


@pytest.mark.parametrize(
    ("who", "refusal"), [("sergeant", None), ("socialworker", NotPermitted), ("lead", NotFound), ("outsider", NotFound)]
)
def test_an_agenda_item_is_worded_by_who_added_it(world, people, now, who, refusal):
    def act():
        return sessions.change_agenda_item(
            actor=getattr(people, who), item_id=world.item.pk, text="Reworded", expected_version=1, now=now
        )

    if refusal:
        with pytest.raises(refusal):
            act()
    else:
        act()
    line = sessions.open_session(actor=people.socialworker, session_id=world.planned.pk, now=now).agenda[0]
    assert line.text == ("How we hand over at night" if refusal else "Reworded")


@pytest.mark.parametrize(
    ("proposer", "other", "kind", "part", "field"),
    [
        ("sergeant", "socialworker", "JOINT", "SUPERVISOR", None),
        ("officer", "sergeant", "REFLECTIVE", "SUPERVISEE", None),
        ("officer", "trainer", "PEER", "PEER", None),
        ("nurse", "sergeant", "JOINT", "SUPERVISEE", None),
        ("officer", "trainer", "REFLECTIVE", "SUPERVISOR", "part"),
        ("officer", "trainer", "REFLECTIVE", "SUPERVISEE", "membership_ids"),
        ("sergeant", "outsider", "JOINT", "SUPERVISOR", "membership_ids"),
        ("sergeant", "sergeant", "PEER", "PEER", "membership_ids"),
        ("sergeant", "socialworker", "REFLECTIVE", "SUPERVISOR", "kind"),
        ("sergeant", "officer", "JOINT", "SUPERVISOR", "kind"),
        ("sergeant", "officer", "GROUP", "SUPERVISOR", "part"),
        ("sergeant", "officer", "GROUP", "FACILITATOR", "membership_ids"),
        ("sergeant", "officer", "MANAGEMENT", "FACILITATOR", "part"),
        ("sergeant", "officer", "THERAPY", "SUPERVISOR", "kind"),
        ("sergeant", "officer", "PEER", "SUPERVISOR", "part"),
        ("sergeant", "officer", "MANAGEMENT", "PEER", "part"),
        ("sergeant", "officer", "MANAGEMENT", "BOSS", "part"),
    ],
)
def test_who_may_propose_what_to_whom(people, now, proposer, other, kind, part, field):
    def act():
        return agreements.propose_agreement(
            actor=getattr(people, proposer),
            membership_ids=[getattr(people, other).membership_id],
            kind=kind,
            part=part,
            terms=TERMS,
            now=now,
        )

    if field is None:
        parts = set(act().participants.values_list("membership_id", "part"))
        assert (getattr(people, proposer).membership_id, part) in parts
        assert len(parts) == 2
        return
    before = everything()
    with pytest.raises(Invalid) as refused:
        act()
    assert list(refused.value.fields) == [field]
    assert everything() == before


def test_somebody_of_another_partnership_reads_like_nobody(people, now):
    def refusal(membership_id):
        with pytest.raises(Invalid) as refused:
            agreements.propose_agreement(
                actor=people.sergeant,
                membership_ids=[membership_id],
                kind="JOINT",
                part="SUPERVISOR",
                terms=TERMS,
                now=now,
            )
        return refused.value.message, refused.value.fields

    assert refusal(people.outsider.membership_id) == refusal(10**9)


def test_an_id_that_never_was_is_not_found(people, now):
    with pytest.raises(NotFound):
        records.open_record(actor=people.sergeant, record_id=uuid.uuid4(), now=now)
