import uuid

from supervision.models import Amendment, AmendmentSignature
from tests.supervision.views.conftest import text_of


def test_an_amendment_is_added_below_and_signed_by_both(world, sergeant, socialworker):
    record = world.locked

    pressed = sergeant.presses("supervision_propose_amendment", record.pk, text="We have learnt more since")
    theirs = socialworker.words_on("supervision_record", record.pk)
    amendment = Amendment.objects.get(record=record)
    signed = socialworker.presses("supervision_sign_amendment", amendment.pk)

    assert (pressed.status_code, signed.status_code) == (302, 302)
    assert "We have learnt more since" in theirs
    assert "it stands when both of you have signed" in theirs
    assert "it stands when both of you have signed" not in sergeant.words_on("supervision_record", record.pk)


def test_whoever_adds_is_told_who_reads_it_and_when_it_stands(world, sergeant):
    page = sergeant.words_on("supervision_record", world.locked.pk)

    said = "As soon as you add this, both of you can read it below. It stands once both of you have signed it."
    assert said in " ".join(page.split())


def test_an_amendment_pressed_twice_is_added_once(world, sergeant):
    typed = {"text": "We have learnt more since", "once": str(uuid.uuid4())}

    for _ in range(2):
        sergeant.presses("supervision_propose_amendment", world.locked.pk, **typed)

    assert Amendment.objects.filter(record=world.locked).count() == 1


def test_an_amendment_without_words_asks_for_them(world, sergeant):
    answered = sergeant.presses("supervision_propose_amendment", world.locked.pk, text="")

    assert (answered.status_code, "Write something first." in text_of(answered)) == (422, True)


def test_an_amendment_too_long_comes_back(world, sergeant):
    answered = sergeant.presses("supervision_propose_amendment", world.locked.pk, text="Long " + "x" * 10_000)

    assert (answered.status_code, "Long xxx" in text_of(answered)) == (422, True)


def test_an_amendment_is_signed_once_by_each(world, socialworker):
    once = str(uuid.uuid4())

    pressed = [socialworker.presses("supervision_sign_amendment", world.amendment.pk, once=once) for _ in range(2)]
    another = socialworker.presses("supervision_sign_amendment", world.amendment.pk)

    assert [one.status_code for one in pressed] == [302, 302]
    assert another.status_code == 409
    assert AmendmentSignature.objects.filter(amendment=world.amendment).count() == 2
