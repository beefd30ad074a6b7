"""What the database itself refuses, whoever asks."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from supervision import guards
from supervision.models import (
    AgreementReview,
    AgreementSignature,
    AgreementVersion,
    Amendment,
    AmendmentSignature,
    DeletionCertificate,
    Erasure,
    OwnFormVersion,
    Record,
    RecordSignature,
    Section,
)
from supervision.operations.own_form import make_form, publish_form
from tests.supervision.test_own_words import FORM_WORDS


def refused(act):
    with pytest.raises(IntegrityError, match=guards.REFUSAL), transaction.atomic():
        act()


def test_guards_are_installed(db):
    assert guards.are_installed(connection=connection)


def test_a_draft_can_be_changed_at_the_prompt_so_the_guards_below_say_something(world):
    assert Section.objects.filter(record=world.draft).update(stage="so-what") == 1
    assert Record.objects.filter(pk=world.draft.pk).update(minutes=60) == 1


def test_a_locked_record_is_neither_changed_nor_removed(world):
    rows = Record.objects.filter(pk=world.locked.pk)

    refused(lambda: rows.update(state="DRAFT", shared_at=None, shared_by=None, locked_at=None, content_digest=""))
    refused(lambda: rows.update(minutes=10))
    refused(lambda: rows._raw_delete("default"))


@pytest.mark.parametrize("visibility", ["TWO_OF_US", "ONLY_ME"])
def test_no_section_of_a_locked_record_is_changed_or_removed(world, visibility):
    rows = Section.objects.filter(record=world.locked, visibility=visibility)
    assert rows.count() == 1

    refused(lambda: rows.update(sealed_text=b"other"))
    refused(lambda: rows.update(visibility="EVERYONE_IN_SESSION"))
    refused(lambda: rows.update(record=world.draft))
    refused(lambda: rows._raw_delete("default"))


def test_no_section_is_added_or_moved_to_a_locked_record(world):
    other = Section.objects.filter(record=world.draft)
    kept = Section.objects.filter(record=world.locked).first()

    refused(lambda: other.update(record=world.locked))
    refused(lambda: other.update(id=kept.pk))
    refused(
        lambda: Section.objects.create(
            record=world.locked, stage="now-what", author=kept.author, sealed_text=b"x", saved_at=kept.saved_at
        )
    )


def test_no_signature_of_a_locked_record_is_changed_removed_or_added(world):
    rows = RecordSignature.objects.filter(record=world.locked)
    kept = rows.first()

    refused(lambda: rows.update(sealed_note=b"x"))
    refused(lambda: rows._raw_delete("default"))
    refused(
        lambda: RecordSignature.objects.create(
            record=kept.record,
            participant=kept.participant,
            share_number=99,
            content_digest=kept.content_digest,
            signed_at=kept.signed_at,
        )
    )


def test_amendments_and_versions_never_change(world):
    refused(lambda: Amendment.objects.update(sealed_text=b"x"))
    refused(lambda: Amendment.objects.all()._raw_delete("default"))
    refused(lambda: AmendmentSignature.objects.all()._raw_delete("default"))
    refused(lambda: AgreementVersion.objects.update(sealed_terms=b"x"))
    refused(lambda: AgreementVersion.objects.all()._raw_delete("default"))


def test_who_signed_and_who_reviewed_an_agreement_never_changes(pair):
    agreement = pair.signed()
    me = agreement.participants.get(membership_id=pair.sergeant.membership_id)
    AgreementReview.objects.create(
        agreement=agreement, due_on=agreement.review_due_on, number=1, participant=me, reviewed_at=pair.now
    )
    other = agreement.participants.exclude(pk=me.pk).get()

    for rows in (AgreementSignature.objects.filter(participant=me), AgreementReview.objects.filter(participant=me)):
        assert rows.count() == 1
        refused(lambda rows=rows: rows.update(participant=other))
        refused(lambda rows=rows: rows._raw_delete("default"))
    refused(lambda: AgreementSignature.objects.update(signed_at=pair.now - timedelta(days=1)))
    refused(lambda: AgreementReview.objects.update(reviewed_at=pair.now - timedelta(days=1)))


def test_a_signature_is_not_taken_away_by_a_certificate_that_the_dates_do_not_bear_out(pair):
    """The agreement has not ended, or ended later than the certificate says."""
    signature = AgreementSignature.objects.filter(version__agreement=pair.signed()).first()
    _certified(signature, "supervision.agreement_signature", pair.now)

    refused(lambda: AgreementSignature.objects.filter(pk=signature.pk)._raw_delete("default"))


def test_by_retentions_own_door_signatures_and_reviews_go(pair):
    agreement = pair.signed()
    me = agreement.participants.first()
    review = AgreementReview.objects.create(
        agreement=agreement, due_on=agreement.review_due_on, number=1, participant=me, reviewed_at=pair.now
    )
    pair.parts(agreement)
    signature = AgreementSignature.objects.filter(version__agreement=agreement).first()
    later = pair.now + timedelta(days=1)
    for row, what in ((signature, "supervision.agreement_signature"), (review, "supervision.agreement_review")):
        _certified(row, what, later)

        assert type(row).objects.filter(pk=row.pk)._raw_delete("default") == 1


def _certified(row, what, due_before):
    certificate = DeletionCertificate.objects.create(
        what=what,
        kind="AGREEMENT",
        length=72,
        due_before=due_before,
        erased_at=due_before + timedelta(days=1),
        number=1,
    )
    Erasure.objects.create(certificate=certificate, row_id=row.pk)


def test_a_published_form_never_changes_and_one_being_written_does(people, now):
    form = make_form(actor=people.trainer, words=FORM_WORDS, now=now)
    rows = OwnFormVersion.objects.filter(form=form)
    assert rows.update(name="Still being written") == 1

    publish_form(actor=people.trainer, form_id=form.pk, expected_version=1, now=now)

    refused(lambda: rows.update(name="Other words"))
    refused(lambda: rows.update(published_at=None, published_by=None))
    refused(lambda: rows._raw_delete("default"))


def test_adding_an_amendment_below_a_locked_record_stays_possible(world):
    world.pair.amends(world.locked)

    assert Amendment.objects.filter(record=world.locked).count() == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="REPLACE is SQLite's")
@pytest.mark.parametrize("by", ["id", "unique columns"])
def test_replacing_a_row_is_refused_as_well(world, by):
    with connection.cursor() as cursor:
        for model, where in [
            (Section, {"record": world.locked}),
            (RecordSignature, {"record": world.locked}),
            (Record, {"pk": world.locked.pk}),
            (Amendment, {"record": world.amended}),
            (AgreementSignature, {"version__agreement": world.signed}),
        ]:
            table = model._meta.db_table
            row = model.objects.filter(**where).values_list(*[f.attname for f in model._meta.concrete_fields]).first()
            columns = [field.column for field in model._meta.concrete_fields]
            values = [value.hex if isinstance(value, uuid.UUID) else value for value in row]
            if by != "id":
                values[columns.index("id")] = uuid.uuid4().hex
            marks = ", ".join(["%s"] * len(columns))

            def replace(table=table, columns=columns, marks=marks, values=values):
                cursor.execute(f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)

            refused(replace)
