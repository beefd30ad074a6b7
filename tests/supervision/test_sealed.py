"""Every text opens in its own place only, and what was put back or changed is noticed."""

import uuid

import pytest
from django.db import connection

from backend.audit.verification import Finding, verify
from backend.safekeeping.operations import rotate_keks
from backend.safekeeping.sealing import SealBroken
from supervision import guards
from supervision.models import (
    AgendaItem,
    Agreement,
    AgreementVersion,
    Amendment,
    DataKey,
    Record,
    RecordSignature,
    Section,
)
from supervision.operations.agreement import open_agreement
from supervision.operations.record import sign_record
from supervision.operations.session import open_session
from supervision.operations.subject_access import release_request
from supervision.refusals import BrokenSeal
from supervision.sealed import SEALED, Seals


@pytest.fixture
def unguarded(db):
    """Somebody with the database in their hands takes the triggers away first; the test's end puts them back."""
    connection.check_constraints()
    guards.remove(connection=connection)


@pytest.fixture
def noted(world, rights, people, now):
    """`world`, somebody's data handed over, and a note of difference under a record put up for signing."""
    release_request(actor=people.disclosure_officer, request_id=rights.request.pk, expected_version=2, now=now)
    world.pair.signs_record(world.shared, by=world.pair.socialworker, note="I remember it otherwise")
    return world


def swap(one, other, column):
    """The two rows exchange their ciphertexts."""
    model = type(one)
    mine, theirs = getattr(one, column), getattr(other, column)
    model.objects.filter(pk=one.pk).update(**{column: theirs})
    model.objects.filter(pk=other.pk).update(**{column: mine})


def test_every_binary_column_is_a_sealed_one_or_a_wrapped_key():
    from django.apps import apps

    found = {
        (model, field.name)
        for model in apps.get_app_config("supervision").get_models()
        for field in model._meta.concrete_fields
        if field.get_internal_type() == "BinaryField"
    }

    assert found == {(model, spec.column) for model, spec in SEALED.items()} | {(DataKey, "wrapped")}


def test_no_model_has_a_column_for_plain_words():
    """Short codes, keys of forms and digests only: a longer text column would be a place for words."""
    from django.apps import apps

    long = [
        (model.__name__, field.name)
        for model in apps.get_app_config("supervision").get_models()
        for field in model._meta.concrete_fields
        if field.get_internal_type() in {"TextField", "JSONField"} or (field.max_length or 0) > 64
    ]

    # The words of a form are its organisation's, for everybody who may use it.
    of_forms = [("OwnFormVersion", name) for name in ("name", "best_for", "caution", "stages")]
    # A key: which text a passage was taken out of, and not what it said.
    assert sorted(long) == sorted([*of_forms, ("Redaction", "item")])


def test_a_seal_is_not_the_words_and_hides_how_many_there_are(pair):
    record = pair.starts()
    short = pair.writes(record, "No")
    long = pair.writes(record, "word " * 40, stage="so-what")

    assert b"word" not in bytes(long.sealed_text)
    assert len(bytes(short.sealed_text)) == len(bytes(long.sealed_text))


def test_sections_swapped_between_records_do_not_open(world, unguarded):
    one = Section.objects.get(record=world.draft)
    other = Section.objects.get(record=world.locked, visibility="TWO_OF_US")

    swap(one, other, "sealed_text")

    for record in (world.draft, world.locked):
        with pytest.raises(BrokenSeal):
            world.pair.opens(record, by=world.pair.sergeant)


@pytest.mark.parametrize(
    "change",
    [
        {"visibility": "TWO_OF_US"},
        {"stage": "now-what"},
        {"version": 7},
        {"author": "other"},
        {"record": "other"},
        {"sealed_text": b""},
        {"sealed_text": b"\x01\x00\x01" + b"x" * 300},
    ],
    ids=str,
)
def test_a_private_section_moved_or_opened_up_in_the_database_stays_shut(world, unguarded, change):
    pair = world.pair
    section = Section.objects.get(record=world.shared, visibility="ONLY_ME")
    other = Section.objects.get(record=world.shared, visibility="TWO_OF_US").author_id
    if change == {"author": "other"}:
        Section.objects.filter(record=world.shared, author_id=other).delete()
        change = {"author_id": other}
    if change == {"record": "other"}:
        change = {"record_id": world.locked.pk, "stage": "now-what"}

    Section.objects.filter(pk=section.pk).update(**change)

    for record in (world.shared, world.locked):
        for actor in (pair.sergeant, pair.socialworker):
            text = what_is_shown(pair, record, actor)
            assert "What only the social worker may read" not in text or (
                actor == pair.socialworker and record == world.locked and "record_id" not in change
            )


def what_is_shown(pair, record, actor):
    try:
        page = pair.opens(record, by=actor)
    except SealBroken:
        return ""
    return " ".join(text.text for stage in page.stages for text in [stage.mine, *stage.others] if text)


def test_other_sealed_texts_do_not_open_when_swapped(noted, unguarded):
    world, pair = noted, noted.pair
    swap(
        AgreementVersion.objects.get(agreement=world.proposed),
        AgreementVersion.objects.get(agreement=world.signed),
        "sealed_terms",
    )
    with pytest.raises(BrokenSeal):
        open_agreement(actor=pair.sergeant, agreement_id=world.signed.pk, now=pair.now)

    AgendaItem.objects.filter(pk=world.item.pk).update(version=2)
    with pytest.raises(BrokenSeal):
        open_session(actor=pair.sergeant, session_id=world.planned.pk, now=pair.now)

    Amendment.objects.filter(pk=world.amendment.pk).update(number=2)
    with pytest.raises(BrokenSeal):
        pair.opens(world.amended, by=pair.sergeant)

    signature = RecordSignature.objects.get(record=world.shared)
    other = Section.objects.get(record=world.shared, visibility="TWO_OF_US").author
    RecordSignature.objects.filter(pk=signature.pk).update(participant=other)
    with pytest.raises(BrokenSeal):
        pair.opens(world.shared, by=pair.sergeant)


def test_a_data_key_of_another_agreement_does_not_open(world):
    other = DataKey.objects.get(agreement=world.proposed)
    DataKey.objects.filter(agreement=world.signed).update(wrapped=other.wrapped)

    with pytest.raises(SealBroken):
        world.pair.opens(world.draft, by=world.pair.sergeant)


def test_what_was_put_up_for_signing_and_then_changed_in_the_database_cannot_be_signed(world, pair):
    section = Section.objects.get(record=world.shared, visibility="TWO_OF_US")
    # Sealed with the right key in the right place: only the digest of what was shared can tell.
    Seals.of(agreement_id=world.signed.pk).seal(row=section, text="Something else")
    section.save()

    with pytest.raises(BrokenSeal):
        sign_record(
            actor=pair.sergeant,
            record_id=world.shared.pk,
            note="",
            expected_version=Record.objects.get(pk=world.shared.pk).version,
            now=pair.now,
        )


def test_the_trail_agrees_with_every_sealed_row(noted):
    assert verify(against_live=True).finding == Finding.OK


@pytest.mark.parametrize("model", list(SEALED), ids=lambda model: model.__name__)
def test_a_row_put_back_or_changed_is_named_by_verify(noted, unguarded, model):
    spec = SEALED[model]
    row = model.objects.exclude(**{spec.column: None}).order_by("pk").first()
    *before, last = bytes(getattr(row, spec.column))
    model.objects.filter(pk=row.pk).update(**{spec.column: bytes([*before, last ^ 1])})

    verdict = verify(against_live=True)

    assert (verdict.finding, str(verdict.key)) == (Finding.LIVE_DIFFERS, f"{spec.kind}:{row.pk}")


def test_an_old_section_put_back_with_its_old_version_is_named_by_verify(pair):
    record = pair.starts()
    pair.writes(record, "First")
    old = Section.objects.values().get(record=record)
    pair.writes(record, "Second", version=1)

    Section.objects.filter(pk=old["id"]).update(sealed_text=old["sealed_text"], version=old["version"])

    assert pair.opens(record, by=pair.sergeant).stages[0].mine.text == "First"
    assert verify(against_live=True).finding == Finding.LIVE_DIFFERS


def test_rotation_wraps_every_data_key_anew_and_everything_still_opens(world):
    pair, before = world.pair, set(DataKey.objects.values_list("kek_id", flat=True))

    done = rotate_keks(now=pair.now)

    after = set(DataKey.objects.values_list("kek_id", flat=True))
    assert done.rewrapped == DataKey.objects.count() == Agreement.objects.count()
    assert after == {done.active_kek_id}
    assert after.isdisjoint(before)
    assert pair.opens(world.amended, by=pair.socialworker).amendments[0].text == "One more thing we learnt"


def test_nothing_that_carries_words_shows_them_when_printed(world):
    pair = world.pair
    shown = [
        open_agreement(actor=pair.sergeant, agreement_id=world.signed.pk, now=pair.now),
        open_session(actor=pair.sergeant, session_id=world.planned.pk, now=pair.now),
        pair.opens(world.amended, by=pair.sergeant),
        *(str(row) for model in SEALED for row in model.objects.all()),
        Seals.of(agreement_id=world.signed.pk),
    ]
    words = ("What both may read", "How we hand over at night", "One more thing we learnt", "To think about joint work")

    assert [word for word in words if word in repr(shown)] == []


def test_an_unknown_data_key_version_is_a_broken_seal(pair):
    record = pair.starts()
    section = pair.writes(record, "Words")
    seals = Seals.of(agreement_id=record.session.agreement_id)

    with pytest.raises(BrokenSeal):
        Seals(agreement_id=uuid.uuid4(), data_keys=seals.data_keys).open(row=section)
    with pytest.raises(BrokenSeal):
        Seals(agreement_id=seals.agreement_id, data_keys={2: seals.data_keys[1]}).open(row=section)
