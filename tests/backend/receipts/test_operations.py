from datetime import timedelta

import pytest

from backend.kernel.errors import Invalid
from backend.receipts.models import Receipt
from backend.receipts.operations import Answer, digest_of, forget_old, once

pytestmark = pytest.mark.django_db


@pytest.fixture
def presses():
    return []


def press(presses, now, *, person_id=1, key="k", body=b"a"):
    def act():
        presses.append(body)
        return Answer(status=201, body={"id": len(presses)})

    digest = digest_of(method="POST", path="/x", body=body)
    return once(person_id=person_id, key=key, request_digest=digest, now=now, act=act)


def test_a_repeat_gets_the_same_answer_and_has_no_effect(presses, now):
    first = press(presses, now)

    assert press(presses, now) == first == Answer(201, {"id": 1})
    assert presses == [b"a"]


def test_the_same_key_for_other_words_is_refused(presses, now):
    press(presses, now)

    with pytest.raises(Invalid):
        press(presses, now, body=b"b")

    assert presses == [b"a"]


def test_keys_belong_to_a_person(presses, now):
    press(presses, now, person_id=1)
    press(presses, now, person_id=2)

    assert len(presses) == 2


def test_what_fails_leaves_no_receipt(now):
    def act():
        raise Invalid("no")

    with pytest.raises(Invalid):
        once(person_id=1, key="k", request_digest="d", now=now, act=act)

    assert not Receipt.objects.exists()


def test_the_words_of_a_request_are_not_kept(presses, now):
    press(presses, now, body=b"canary-4711")

    assert "canary" not in str(Receipt.objects.values().get())


def test_receipts_are_forgotten_after_thirty_days(presses, now):
    press(presses, now)

    assert forget_old(now=now + timedelta(days=29)) == 0
    assert forget_old(now=now + timedelta(days=31)) == 1
