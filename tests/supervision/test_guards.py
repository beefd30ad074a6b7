"""What the database itself refuses, whoever asks."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from supervision import guards
from supervision.models import (
    AgreementVersion,
    Amendment,
    AmendmentSignature,
    Record,
    RecordSignature,
    Section,
)


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
