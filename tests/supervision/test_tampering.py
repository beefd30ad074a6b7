"""Somebody with the database in their hands, and without the keys: whatever they do to a sealed row is noticed.

Every kind of sealed row, and for each: a byte flipped, the text cut off or taken away, called another version, two
rows exchanged, one moved to another place, deleted, or planted. Either its reading is refused, or `audit verify`
names it. An earlier text put back is in `test_sealed.py`. (F26, C15)
"""

import uuid
from collections import Counter
from functools import partial

import pytest
from django.db import IntegrityError, connection, models, transaction

from backend.audit.verification import Finding, verify
from supervision.refusals import BrokenSeal
from supervision.sealed import SEALED, Seals, key_of
from tests.supervision.test_sealed import noted, unguarded

__all__ = ["noted", "unguarded"]

AGREEMENT = {
    "AgreementVersion": "agreement_id",
    "AgendaItem": "session__agreement_id",
    "Capture": "participant__agreement_id",
    "Section": "record__session__agreement_id",
    "Action": "record__session__agreement_id",
    "ActionChange": "action__record__session__agreement_id",
    "AttachedPage": "record__session__agreement_id",
    "RecordSignature": "record__session__agreement_id",
    "Amendment": "record__session__agreement_id",
    "ExportPart": "agreement_id",
}
ROWS_OF_A_KIND = 4


def attacks():
    """(model, row, what was done, how to do it)."""
    for model, spec in SEALED.items():
        everything = list(model.objects.exclude(**{spec.column: None}).order_by("pk"))
        for place, row in enumerate(everything[:ROWS_OF_A_KIND]):
            for what, change in [*changes_of_text(row, spec), *changes_of_place(row, spec)]:
                yield model, row, what, partial(model.objects.filter(pk=row.pk).update, **change)
            for other in everything[place + 1 :][:2]:
                yield model, row, "exchanged", partial(exchange, row, other, spec.column)
            yield model, row, "deleted", partial(delete, row)
            yield model, row, "planted", partial(plant, row)


def changes_of_text(row, spec):
    value, version = bytes(getattr(row, spec.column)), getattr(row, spec.version)
    for place in (0, 3, len(value) // 2, -1):
        flipped = bytearray(value)
        flipped[place] ^= 1
        yield "flipped", {spec.column: bytes(flipped)}
    yield "cut off", {spec.column: value[:-1]}
    yield "emptied", {spec.column: b""}
    yield "taken away", {spec.column: None}
    for other in {version + 1, max(version - 1, 0)} - {version}:
        yield "called another version", {spec.version: other}


def changes_of_place(row, spec):
    for name in spec.bound:
        field = row._meta.get_field(name.removesuffix("_id"))
        elsewhere = set(type(row).objects.values_list(name, flat=True)) - {getattr(row, name)}
        if isinstance(field, models.ForeignKey):
            elsewhere = {*list(elsewhere)[:2], uuid.uuid4()}
        for value in list(elsewhere)[:3]:
            yield "moved", {name: value}


def exchange(one, other, column):
    mine, theirs = getattr(one, column), getattr(other, column)
    type(one).objects.filter(pk=one.pk).update(**{column: theirs})
    type(one).objects.filter(pk=other.pk).update(**{column: mine})


def delete(row):
    type(row).objects.filter(pk=row.pk)._raw_delete(using=connection.alias)


def plant(row):
    """A second one beside it, with a text of the same agreement."""
    copy = type(row).objects.get(pk=row.pk)
    copy.pk = uuid.uuid4()
    copy.save(force_insert=True)


def named(model, row, agreement_id):
    """Which row was found to be wrong, by reading it or by the trail; None when nothing was noticed."""
    found = model.objects.filter(pk=row.pk).first()
    try:
        if found:
            Seals.of(agreement_id=agreement_id).open(row=found)
    except BrokenSeal as broken:
        return broken.key
    verdict = verify(against_live=True)
    return None if verdict.finding == Finding.OK else verdict.key


@pytest.mark.usefixtures("unguarded")
def test_whatever_is_done_to_a_sealed_row_is_noticed(noted):
    assert verify(against_live=True).finding == Finding.OK
    done, missed = Counter(), []

    for model, row, what, act in attacks():
        agreement_id = model.objects.filter(pk=row.pk).values_list(AGREEMENT[model.__name__], flat=True).get()
        try:
            with transaction.atomic():
                act()
                key = named(model, row, agreement_id)
                transaction.set_rollback(True)
        except IntegrityError:
            continue  # the database itself refuses it
        done[what] += 1
        # A planted row is named by an id that nobody has seen before.
        if key is None or (key != key_of(row=row) and what != "planted"):
            missed.append((model.__name__, what, key))

    assert missed == []
    assert sum(done.values()) >= 200
    assert set(done) >= {
        "flipped",
        "cut off",
        "emptied",
        "called another version",
        "exchanged",
        "moved",
        "deleted",
        "planted",
    }
