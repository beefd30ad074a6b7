"""The agenda's order, what is carried over, and what is noted to bring, on screen."""

from django.urls import reverse
from django.utils import timezone

from supervision.models import AgendaItem, Capture
from tests.supervision.views.conftest import text_of


def test_an_item_is_moved_by_a_button_without_scripts(pair, socialworker):
    session = pair.plans()
    pair.adds(session, "First words")
    second = pair.adds(session, "Second words")

    pressed = socialworker.presses("supervision_move_agenda_item", session.pk, second.pk, place="1", version="1")
    page = text_of(socialworker.client.get(pressed.url))

    assert pressed.url.endswith(f"#item-{second.pk}")
    assert page.index("Second words") < page.index("First words")
    assert "The item is now 1 of 2." in page


def test_the_ends_of_an_agenda_have_one_way_to_go(pair, sergeant):
    session = pair.plans()
    for text in ("First words", "Second words"):
        pair.adds(session, text)

    page = sergeant.words_on("supervision_session", session.pk)

    assert (page.count('aria-label="Move up"'), page.count('aria-label="Move down"')) == (2, 2)
    assert page.count(" disabled>") == 2


def test_one_item_or_a_closed_agenda_has_nothing_to_move(pair, sergeant):
    session = pair.plans()
    pair.adds(session, "First words")
    alone = sergeant.words_on("supervision_session", session.pk)
    pair.adds(session, "Second words")
    pair.cancels(session)

    assert ["Move up" in page for page in (alone, sergeant.words_on("supervision_session", session.pk))] == [
        False,
        False,
    ]


def test_a_late_move_shows_the_agenda_as_it_is(pair, sergeant):
    session = pair.plans()
    pair.adds(session, "First words")
    second = pair.adds(session, "Second words")
    ids = [session.pk, second.pk]
    sergeant.presses("supervision_move_agenda_item", *ids, place="1", version="1")

    late = sergeant.presses("supervision_move_agenda_item", *ids, place="2", version="1")

    assert (late.status_code, "This was saved elsewhere" in text_of(late)) == (412, True)


def test_what_is_left_over_is_brought_by_one_press(pair, sergeant, socialworker):
    cancelled = pair.plans(days=1)
    item = pair.adds(cancelled, "Left over from last time")
    pair.cancels(cancelled)
    session = pair.plans(cancelled.agreement, days=8)

    offered = socialworker.words_on("supervision_session", session.pk)
    socialworker.presses("supervision_carry_over", session.pk, item.pk)
    page = sergeant.words_on("supervision_session", session.pk)

    assert "Bring it here" in offered
    assert ("Bring it here" in page, "Carried over." in page, "Added by you" in page) == (False, True, True)


def test_noting_takes_one_field_and_one_button_where_there_is_one_agreement(pair, sergeant):
    agreement = pair.signed()
    page = sergeant.words_on("supervision_bring")

    pressed = sergeant.presses("supervision_bring", text="Ask about handovers", agreement_id=str(agreement.pk))

    assert ('type="radio"' in page, f'type="hidden" name="agreement_id" value="{agreement.pk}"' in page) == (
        False,
        True,
    )
    assert (pressed.url, Capture.objects.count()) == (reverse("supervision"), 1)
    assert "Ask about handovers" not in text_of(sergeant.client.get(pressed.url))


def test_what_another_app_shares_stands_in_the_form_and_is_not_noted_yet(pair, sergeant):
    pair.signed()
    words = {"title": "A title", "text": "", "url": "https://example.org/a<b"}

    answered = sergeant.client.post(reverse("supervision_shared"), words)

    assert (answered.status_code, Capture.objects.count()) == (200, 0)
    assert "A title\nhttps://example.org/a&lt;b</textarea>" in answered.content.decode()


def test_with_several_agreements_it_asks_which_and_keeps_the_words(pair, sergeant):
    pair.signed()
    pair.signed()

    answered = sergeant.presses("supervision_bring", text="Ask about handovers")

    page = text_of(answered)
    assert (answered.status_code, Capture.objects.count()) == (422, 0)
    assert ("Choose where you want to bring it." in page, "Ask about handovers" in page) == (True, True)
    assert page.count('type="radio"') == 2


def test_without_an_agreement_it_says_what_to_do(nurse):
    assert "You have no signed agreement to bring it to" in nurse.words_on("supervision_bring")


def test_the_header_and_the_overview_lead_there_in_one_tap(pair, sergeant):
    pair.signed()
    link = f'href="{reverse("supervision_bring")}"'

    # In the header and in its menu on every page; the overview has a button besides.
    assert sergeant.words_on("supervision").count(link) == 3
    assert sergeant.words_on("home").count(link) == 2


def test_notes_are_shown_to_their_author_with_the_session_they_can_go_to(pair, sergeant, socialworker):
    pair.now = timezone.now()
    agreement = pair.signed()
    note = pair.notes(agreement, "Ask about handovers")
    session = pair.plans(agreement)

    mine, theirs = sergeant.words_on("supervision_captures"), socialworker.words_on("supervision_captures")
    pressed = sergeant.presses("supervision_put_on_agenda", note.pk, session_id=str(session.pk), version="1")

    assert ("Ask about handovers" in mine, "Put on the agenda of" in mine) == (True, True)
    assert ("Ask about handovers" in theirs, "Nothing noted" in theirs) == (False, True)
    assert pressed.url == reverse("supervision_session", args=[session.pk])
    assert "Ask about handovers" in socialworker.words_on("supervision_session", session.pk)
    assert AgendaItem.objects.count() == 1


def test_a_note_is_thrown_away(pair, sergeant, socialworker):
    note = pair.notes(pair.signed(), "On second thoughts")

    theirs = socialworker.presses("supervision_throw_away", note.pk, version="1")
    mine = sergeant.presses("supervision_throw_away", note.pk, version="1")

    assert (theirs.status_code, mine.url, Capture.objects.count()) == (404, reverse("supervision_captures"), 0)
