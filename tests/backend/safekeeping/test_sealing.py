"""Acceptance check C15: a sealed value opens in its own place, whole, and nowhere else."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend.safekeeping.keyring import KeyTrouble, new_keyring, with_new_kek
from backend.safekeeping.sealing import (
    Place,
    SealBroken,
    dek_version_of,
    fingerprint,
    kek_id_of,
    new_data_key,
    open_sealed,
    seal,
    unwrap_key,
    wrap_key,
)

NOW = datetime(2026, 11, 20, tzinfo=UTC)
DEK = new_data_key()
PLACE = Place(
    table="supervision_section",
    field="text",
    record_id="7",
    agreement_id="0c9f4a3e-6f1e-4b3e-9a51-0d6a3a0f4b11",
    version=3,
    dek_version=1,
)

names = st.text(min_size=1, max_size=12)
places = st.builds(
    Place,
    table=names,
    field=names,
    record_id=names,
    agreement_id=names,
    version=st.integers(0, 2**31),
    dek_version=st.integers(0, 2**16 - 1),
)


def flips(value):
    """The value with each of its bytes changed, one at a time."""
    for at in range(len(value)):
        yield value[:at] + bytes([value[at] ^ (1 << at % 8)]) + value[at + 1 :]


@given(st.text(max_size=2000), places)
def test_what_was_sealed_opens_in_its_place(text, place):
    sealed = seal(dek=DEK, plaintext=text, place=place)

    assert open_sealed(dek=DEK, sealed=sealed, place=place) == text
    assert dek_version_of(sealed=sealed) == place.dek_version


@given(places, places)
def test_what_was_sealed_opens_in_no_other_place(place, other):
    assume(place != other)
    sealed = seal(dek=DEK, plaintext="what we learnt", place=place)

    with pytest.raises(SealBroken):
        open_sealed(dek=DEK, sealed=sealed, place=other)


@pytest.mark.parametrize("moved", [field.name for field in fields(Place)])
def test_moving_a_value_in_one_respect_refuses(moved):
    sealed = seal(dek=DEK, plaintext="what we learnt", place=PLACE)
    elsewhere = replace(PLACE, **{moved: 4 if isinstance(getattr(PLACE, moved), int) else "8"})

    with pytest.raises(SealBroken):
        open_sealed(dek=DEK, sealed=sealed, place=elsewhere)


def test_names_that_join_to_the_same_text_are_different_places():
    sealed = seal(dek=DEK, plaintext="what we learnt", place=replace(PLACE, table="ab", field="c"))

    with pytest.raises(SealBroken):
        open_sealed(dek=DEK, sealed=sealed, place=replace(PLACE, table="a", field="bc"))


def test_every_changed_byte_refuses():
    sealed = seal(dek=DEK, plaintext="what we learnt", place=PLACE)

    for flipped in flips(sealed):
        with pytest.raises(SealBroken):
            open_sealed(dek=DEK, sealed=flipped, place=PLACE)


def test_every_cut_and_every_addition_refuses():
    sealed = seal(dek=DEK, plaintext="what we learnt", place=PLACE)

    for wrong in [*(sealed[:length] for length in range(len(sealed))), sealed + b"\x00"]:
        with pytest.raises(SealBroken):
            open_sealed(dek=DEK, sealed=wrong, place=PLACE)


def test_another_key_refuses():
    sealed = seal(dek=DEK, plaintext="what we learnt", place=PLACE)

    with pytest.raises(SealBroken):
        open_sealed(dek=new_data_key(), sealed=sealed, place=PLACE)


def test_the_same_text_never_looks_the_same():
    one, two = (seal(dek=DEK, plaintext="what we learnt", place=PLACE) for _ in range(2))

    assert one != two
    assert fingerprint(sealed=one) != fingerprint(sealed=two)


@pytest.mark.parametrize(("length", "steps"), [(0, 1), (1, 1), (252, 1), (253, 2), (508, 2), (509, 3)])
def test_sizes_come_in_steps_of_256(length, steps):
    overhead = 1 + 2 + 12 + 16

    assert len(seal(dek=DEK, plaintext="a" * length, place=PLACE)) == 256 * steps + overhead


# -- data keys ---------------------------------------------------------------------------------------------------------


def test_a_wrapped_key_opens_for_its_agreement():
    keyring = new_keyring(now=NOW)
    wrapped = wrap_key(dek=DEK, kek=keyring.active_kek, agreement_id="a")

    assert unwrap_key(wrapped=wrapped, keyring=keyring, agreement_id="a") == DEK
    assert kek_id_of(wrapped=wrapped) == keyring.active_kek.id


def test_a_wrapped_key_opens_for_no_other_agreement():
    keyring = new_keyring(now=NOW)
    wrapped = wrap_key(dek=DEK, kek=keyring.active_kek, agreement_id="a")

    with pytest.raises(SealBroken):
        unwrap_key(wrapped=wrapped, keyring=keyring, agreement_id="b")


def test_a_wrapped_key_goes_on_opening_after_a_rotation():
    keyring = new_keyring(now=NOW)
    wrapped = wrap_key(dek=DEK, kek=keyring.active_kek, agreement_id="a")

    assert unwrap_key(wrapped=wrapped, keyring=with_new_kek(keyring=keyring, now=NOW), agreement_id="a") == DEK


def test_a_key_file_without_the_kek_says_so():
    wrapped = wrap_key(dek=DEK, kek=new_keyring(now=NOW).active_kek, agreement_id="a")

    with pytest.raises(KeyTrouble, match="Put back the key file that belongs to this data"):
        unwrap_key(wrapped=wrapped, keyring=new_keyring(now=NOW), agreement_id="a")


def test_every_changed_byte_of_a_wrapped_key_refuses():
    keyring = new_keyring(now=NOW)
    wrapped = wrap_key(dek=DEK, kek=keyring.active_kek, agreement_id="a")

    for flipped in flips(wrapped):
        with pytest.raises((SealBroken, KeyTrouble)):
            unwrap_key(wrapped=flipped, keyring=keyring, agreement_id="a")
