"""What is due goes, with its certificate; nothing else does, whoever asks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from backend.audit.models import Entry
from backend.audit.verification import Finding, verify
from backend.kernel.errors import Invalid, NotPermitted, Stale
from supervision import guards
from supervision.enums import KeptKind
from supervision.models import (
    AgendaItem,
    Agreement,
    AgreementVersion,
    Amendment,
    AmendmentSignature,
    DataKey,
    DeletionCertificate,
    Erasure,
    Record,
    RecordSignature,
    Section,
    Session,
)
from supervision.operations.hold import place_hold, release_hold
from supervision.operations.record import open_record
from supervision.operations.retention import approve_rule, delete_what_is_due, forget_old_oversight
from supervision.operations.subject_access import forget_expired_exports
from tests.supervision.test_hidden import everything

DAY = timedelta(days=1)
MONTH = timedelta(days=31)
YEAR = timedelta(days=366)


@pytest.fixture
def hold(people, now):
    def _hold(about, *, at=None):
        return place_hold(
            actor=people.privacy_officer,
            membership_id=about.membership_id,
            reason="COURT_ORDER",
            reference="T20261234",
            review_on=(now + 90 * DAY).date(),
            now=at or now,
        )

    return _hold


def certify(row, *, what, due_before, now):
    """What somebody could write at the SQL prompt."""
    certificate = DeletionCertificate.objects.create(
        what=what, kind="REFLECTIVE", length=24, due_before=due_before, erased_at=now, number=1
    )
    Erasure.objects.create(certificate=certificate, row_id=row.pk)


def refused(act):
    with pytest.raises(IntegrityError, match=guards.REFUSAL), transaction.atomic():
        act()


# -- nothing before its time ------------------------------------------------------------------------------------------


def test_nothing_goes_before_its_time(world, now):
    before = everything()

    assert delete_what_is_due(now=now + 29 * DAY) == 0
    assert everything() == before


def test_private_notes_go_after_thirty_days_and_shared_sections_stay(world, now):
    private = Section.objects.filter(visibility="ONLY_ME")
    kept = set(Section.objects.exclude(visibility="ONLY_ME"))
    assert private.count() == 4

    delete_what_is_due(now=now + 31 * DAY)

    assert (private.count(), set(Section.objects.all())) == (0, kept)


def test_words_go_after_two_years_and_the_frame_stays(world, now):
    frame = {"sessions": Session.objects.count(), "signatures": RecordSignature.objects.count()}

    delete_what_is_due(now=now + 2 * YEAR + MONTH)

    left = (Section, Amendment, AmendmentSignature, AgendaItem)
    assert {model.__name__: model.objects.count() for model in left} == dict.fromkeys(
        (model.__name__ for model in left), 0
    )
    assert frame == {"sessions": Session.objects.count(), "signatures": RecordSignature.objects.count()}
    assert AgreementVersion.objects.count() == DataKey.objects.count() == 2


def test_a_note_of_difference_goes_and_its_signature_stays(pair, now):
    record = pair.locks(note="Not all of it")
    seen = pair.opens(record, by=pair.sergeant)
    assert {signed.who.name: signed.note for signed in seen.signatures} == {
        "Sam Okoro": "",
        "Noor Castell": "Not all of it",
    }

    delete_what_is_due(now=now + 2 * YEAR + MONTH)

    after = pair.opens(record, by=pair.sergeant)
    assert {(one.who.name, one.signed_at, one.note) for one in after.signatures} == {
        (one.who.name, one.signed_at, "") for one in seen.signatures
    }


def test_an_agreement_that_never_ended_keeps_its_frame(world, now):
    delete_what_is_due(now=now + 20 * YEAR)

    assert Agreement.objects.count() == 2


def test_six_years_after_the_end_everything_is_gone_with_the_key(world, pair, now):
    for agreement in (world.proposed, world.signed):
        pair.parts(agreement)

    delete_what_is_due(now=now + 6 * YEAR - 12 * DAY)
    assert DataKey.objects.count() == 2
    delete_what_is_due(now=now + 6 * YEAR + MONTH)

    left = {name: rows for name, rows in everything().items() if rows}
    # Mail waits for a day at most, whatever becomes of the rest.
    assert set(left) - {"OutgoingMail"} == {"DeletionCertificate", "Erasure"}
    assert verify(against_live=True).finding is Finding.OK


def test_a_round_that_was_cut_short_goes_on(world, now, monkeypatch):
    from supervision.queries import retention

    monkeypatch.setattr(retention, "BATCH", 1)

    delete_what_is_due(now=now + 31 * DAY)

    assert Section.objects.filter(visibility="ONLY_ME").count() == 0


def test_a_record_up_for_signing_goes_back_to_draft_when_its_words_go(pair, now):
    record = pair.shares()

    delete_what_is_due(now=now + 2 * YEAR + MONTH)

    page = open_record(actor=pair.socialworker, record_id=record.pk, now=now + 2 * YEAR + MONTH)
    assert (page.state, page.can_sign) == ("DRAFT", False)


# -- each organisation's own rule -------------------------------------------------------------------------------------


def test_where_rules_differ_each_organisation_keeps_its_own_words(world, people, now):
    approve_rule(actor=people.privacy_officer, kind="REFLECTIVE", length=12, expected_version=0, now=now)
    shared = Section.objects.exclude(visibility="ONLY_ME")
    theirs = world.pair.writes(
        world.draft, "The council's words", by=world.pair.socialworker, stage="what", visibility="TWO_OF_US"
    )
    assert shared.count() == 6

    delete_what_is_due(now=now + YEAR + MONTH)

    assert [section.pk for section in shared] == [theirs.pk]
    page = open_record(actor=people.sergeant, record_id=world.draft.pk, now=now + YEAR + MONTH)
    assert [(text.author.name, text.text) for stage in page.stages for text in [stage.mine, *stage.others] if text] == [
        ("Noor Castell", "The council's words")
    ]


def test_what_belongs_to_both_stays_for_the_longest_of_their_rules(pair, people, now):
    agreement = pair.signed()
    pair.parts(agreement)
    approve_rule(actor=people.privacy_officer, kind="AGREEMENT", length=1, expected_version=0, now=now)

    delete_what_is_due(now=now + 5 * YEAR)
    assert Agreement.objects.filter(pk=agreement.pk).exists()
    delete_what_is_due(now=now + 7 * YEAR)
    assert not Agreement.objects.filter(pk=agreement.pk).exists()


def test_a_rule_holds_four_weeks_after_it_was_approved(world, people, now):
    world.pair.writes(world.draft, "Only the sergeant's", stage="so-what")
    approve_rule(actor=people.privacy_officer, kind="PRIVATE_NOTE", length=1, expected_version=0, now=now)

    assert delete_what_is_due(now=now + 27 * DAY) == 0
    assert delete_what_is_due(now=now + 28 * DAY) > 0


@pytest.mark.parametrize("who", ["officer", "lead", "police_admin", "disclosure_officer", "sergeant"])
def test_only_the_data_protection_officer_approves_a_rule(people, now, who):
    before = everything()

    with pytest.raises(NotPermitted):
        approve_rule(actor=getattr(people, who), kind="AGENDA", length=1, expected_version=0, now=now)
    assert everything() == before


@pytest.mark.parametrize(("kind", "length"), [("AGENDA", 0), ("AGENDA", 301), ("PRIVATE_NOTE", 91), ("LUNCH", 3)])
def test_a_rule_that_makes_no_sense_is_refused(people, now, kind, length):
    with pytest.raises(Invalid):
        approve_rule(actor=people.privacy_officer, kind=kind, length=length, expected_version=0, now=now)


def test_a_rule_is_not_replaced_unseen(people, now):
    approve_rule(actor=people.privacy_officer, kind="AGENDA", length=12, expected_version=0, now=now)

    with pytest.raises(Stale):
        approve_rule(actor=people.privacy_officer, kind="AGENDA", length=6, expected_version=0, now=now)


# -- holds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["sergeant", "officer"])
def test_a_hold_stops_everything_under_the_members_agreements_and_nothing_else(world, people, hold, now, who):
    placed = hold(getattr(people, who))
    before = everything()
    later = now + 2 * YEAR + MONTH

    gone = delete_what_is_due(now=later)

    assert (gone == 0, everything() == before) == ((who == "sergeant"),) * 2
    if who == "sergeant":
        release_hold(actor=people.disclosure_officer, hold_id=placed.pk, expected_version=1, now=later)
        assert delete_what_is_due(now=later) > 0


def test_under_a_hold_the_database_refuses_too(world, people, hold, now):
    hold(people.sergeant)
    later = now + 3 * YEAR

    for row, what in [
        (Section.objects.filter(record=world.locked).first(), "supervision.section"),
        (Section.objects.filter(record=world.draft).first(), "supervision.section"),
        (Amendment.objects.first(), "supervision.amendment"),
        (world.item, "supervision.agenda_item"),
    ]:
        certify(row, what=what, due_before=later - YEAR, now=later)
        refused(lambda row=row: type(row).objects.filter(pk=row.pk)._raw_delete("default"))


# -- what the database refuses, certificate or not --------------------------------------------------------------------


def test_a_locked_section_goes_only_when_a_certificate_names_it_and_it_was_due(world, now):
    section = Section.objects.filter(record=world.locked).exclude(visibility="ONLY_ME").get()
    other = Section.objects.filter(record=world.amended).exclude(visibility="ONLY_ME").get()
    rows = Section.objects.filter(pk=section.pk)

    refused(lambda: rows._raw_delete("default"))
    # Named, but not due: the session is after that day.
    certify(section, what="supervision.section", due_before=now - DAY, now=now)
    refused(lambda: rows._raw_delete("default"))
    # Due, but another row, or another kind.
    later = now + 3 * YEAR
    certify(other, what="supervision.section", due_before=later - YEAR, now=later)
    certify(section, what="supervision.amendment", due_before=later - YEAR, now=later)
    refused(lambda: rows._raw_delete("default"))
    # Due and named: it may go, and still may not change.
    certify(section, what="supervision.section", due_before=later - YEAR, now=later)
    refused(lambda: rows.update(sealed_text=b"other"))
    assert rows._raw_delete("default") == 1


def test_of_a_locked_signature_nothing_but_the_note_goes(pair, now):
    record = pair.locks(note="Not all of it")
    signature = RecordSignature.objects.get(record=record, sealed_note__isnull=False)
    rows, later = RecordSignature.objects.filter(pk=signature.pk), now + 3 * YEAR

    refused(lambda: rows.update(sealed_note=None))
    certify(signature, what=guards.NOTE, due_before=later - YEAR, now=later)
    refused(lambda: rows.update(sealed_note=b"other"))
    refused(lambda: rows.update(sealed_note=None, signed_at=later))
    refused(lambda: rows.update(sealed_note=None, participant=record.session.planned_by_id))
    refused(lambda: rows._raw_delete("default"))
    assert rows.update(sealed_note=None) == 1


def test_what_ends_with_the_agreement_is_not_due_while_it_lasts(world, now):
    later = now + 9 * YEAR
    version = AgreementVersion.objects.filter(agreement=world.signed).get()

    for row, what in [
        (version, "supervision.agreement_version"),
        (world.locked, "supervision.record"),
        (RecordSignature.objects.filter(record=world.locked).first(), "supervision.record_signature"),
    ]:
        certify(row, what=what, due_before=later - DAY, now=later)
        refused(lambda row=row: type(row).objects.filter(pk=row.pk)._raw_delete("default"))


def test_certificates_are_neither_changed_nor_removed(world, now):
    delete_what_is_due(now=now + 31 * DAY)

    refused(lambda: DeletionCertificate.objects.update(number=0))
    refused(lambda: DeletionCertificate.objects.all()._raw_delete("default"))
    refused(lambda: Erasure.objects.all()._raw_delete("default"))
    with pytest.raises(IntegrityError), transaction.atomic():
        certify(world.locked, what="supervision.record", due_before=now + DAY, now=now)


def test_a_key_stays_while_a_word_is_left(world):
    refused(lambda: DataKey.objects.filter(agreement=world.signed)._raw_delete("default"))


def test_a_certificate_says_what_when_and_by_which_rule_and_not_a_word(world, people, now):
    later = now + 31 * DAY
    delete_what_is_due(now=later)

    said = list(DeletionCertificate.objects.values_list("organisation_id", "membership_id", "what", "kind", "length"))

    sergeant, socialworker = people.sergeant, people.socialworker
    assert said == [
        (sergeant.organisation_id, sergeant.membership_id, "supervision.capture", "PRIVATE_NOTE", 30),
        (socialworker.organisation_id, socialworker.membership_id, "supervision.section", "PRIVATE_NOTE", 30),
    ]
    certificate = DeletionCertificate.objects.get(what="supervision.section")
    assert (certificate.erased_at, certificate.number, certificate.erasures.count()) == (later, 4, 4)
    noted = Entry.objects.filter(verb="ERASE").values_list("actor_person_id", "reason")
    assert list(noted) == [(None, "PRIVATE_NOTE 30")] * 5


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(police=st.integers(1, 40), council=st.integers(1, 40), months=st.integers(0, 45))
def test_whatever_the_rules_each_side_keeps_exactly_its_own_time(pair, people, now, police, council, months):
    from backend.identity.models import Membership

    with transaction.atomic():
        Membership.objects.filter(pk=people.council_admin.membership_id).update(roles=["PRIVACY_OFFICER"])
        officer = _fresh(people.council_admin)
        record = pair.starts()
        for by in (pair.sergeant, pair.socialworker):
            pair.writes(record, "Words", by=by, visibility="TWO_OF_US")
        for actor, length in ((people.privacy_officer, police), (officer, council)):
            approve_rule(actor=actor, kind="REFLECTIVE", length=length, expected_version=0, now=now)
        day, then = record.session.planned_for, now + 30 * DAY + months * timedelta(days=30.44)

        delete_what_is_due(now=then)

        left = set(Section.objects.filter(record=record).values_list("author__membership_id", flat=True))
        from supervision.queries.retention import Period

        assert left == {
            actor.membership_id
            for actor, length in ((pair.sergeant, police), (pair.socialworker, council))
            if day >= Period(KeptKind.REFLECTIVE, length).due_before(then)
        }
        transaction.set_rollback(True)


def _fresh(actor):
    from backend.identity.queries.hats import hats_of

    (hat,) = hats_of(person_id=actor.person_id)
    return hat.actor


def test_what_the_officers_did_is_forgotten_six_years_after(rights, now):
    from supervision.models import DataRequest, Disclosure, LegalHold

    def left():
        return [model.objects.count() for model in (Disclosure, DataRequest, LegalHold)]

    release_hold(actor=rights.officer, hold_id=rights.hold.pk, expected_version=1, now=now)
    forget_expired_exports(now=now + 8 * DAY)

    assert (forget_old_oversight(now=now + 71 * timedelta(days=30)), left()) == (0, [3, 2, 1])
    assert (forget_old_oversight(now=now + 6 * YEAR + MONTH), left()) == (6, [0, 0, 0])


def test_a_hold_that_stands_is_never_forgotten(rights, now):
    from supervision.models import LegalHold

    forget_old_oversight(now=now + 20 * YEAR)

    assert LegalHold.objects.count() == 1


def test_every_model_with_text_has_a_time_and_a_place_in_the_table():
    from supervision.models import ExportPart
    from supervision.queries.retention import FRAME, OWN_WORDS
    from supervision.sealed import SEALED

    covered = {kept.model for kept in OWN_WORDS} | {model for _, model, _, _ in FRAME}

    # A part of an export goes when the export expires.
    assert set(SEALED) - covered == {ExportPart}
    assert {Record, Session} <= covered
