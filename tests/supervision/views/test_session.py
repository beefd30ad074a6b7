import uuid

from django.urls import reverse

from supervision.models import AgendaItem, Record, Session
from tests.supervision.views.conftest import text_of

PLANNED = {"on": "2027-07-06", "at": "14:00", "minutes": "60", "mode": "IN_PERSON"}


def test_planning_starts_from_what_was_agreed(pair, sergeant):
    page = sergeant.words_on("supervision_plan_session", pair.signed().pk)

    assert "You agreed: every month, 60" in page
    assert 'value="60"' in page


def test_planning_is_in_the_time_of_the_wall_clock(pair, sergeant):
    pressed = sergeant.presses("supervision_plan_session", pair.signed().pk, **PLANNED)

    planned = Session.objects.get()
    assert pressed.url == reverse("supervision_session", args=[planned.pk])
    assert planned.planned_for.isoformat() == "2027-07-06T13:00:00+00:00"
    assert "Tuesday" in sergeant.words_on("supervision_session", planned.pk)


def test_planning_twice_with_one_press_plans_once(pair, sergeant):
    agreement, once = pair.signed(), str(uuid.uuid4())

    pressed = [sergeant.presses("supervision_plan_session", agreement.pk, once=once, **PLANNED) for _ in range(2)]

    assert (len({one.url for one in pressed}), Session.objects.count()) == (1, 1)


def test_planning_gives_back_what_was_typed(pair, sergeant):
    answered = sergeant.presses("supervision_plan_session", pair.signed().pk, **{**PLANNED, "mode": None})

    page = text_of(answered)
    assert answered.status_code == 422
    assert "Choose how you meet." in page
    assert 'value="2027-07-06"' in page


def test_planning_under_an_agreement_not_signed_says_why(pair, sergeant):
    answered = sergeant.presses("supervision_plan_session", pair.proposes().pk, **PLANNED)

    assert answered.status_code == 409
    assert "A session needs an agreement that all of you have signed" in text_of(answered)


def test_agenda_is_written_by_both(pair, sergeant, socialworker):
    session = pair.plans()

    sergeant.presses("supervision_add_agenda_item", session.pk, text="Handovers at night")
    socialworker.presses("supervision_add_agenda_item", session.pk, text="What worries us")

    page = socialworker.words_on("supervision_session", session.pk)
    assert page.index("Handovers at night") < page.index("What worries us")
    assert page.count("Change the words") == 1


def test_agenda_gives_back_what_was_typed(pair, sergeant):
    answered = sergeant.presses("supervision_add_agenda_item", pair.plans().pk, text="Long " + "x" * 500)

    assert answered.status_code == 422
    assert "Use 500 characters or fewer." in text_of(answered)
    assert "Long xxx" in text_of(answered)


def test_agenda_asks_for_words(pair, sergeant):
    answered = sergeant.presses("supervision_add_agenda_item", pair.plans().pk, text="  ")

    assert (answered.status_code, "Write something first." in text_of(answered)) == (422, True)


def test_agenda_of_a_session_cancelled_meanwhile_shows_the_words_again(pair, sergeant):
    session = pair.plans()
    sergeant.presses("supervision_cancel_session", session.pk, reason="LEAVE", version="1")

    answered = sergeant.presses("supervision_add_agenda_item", session.pk, text="Handovers at night")

    assert answered.status_code == 409
    assert "Your words, not saved" in text_of(answered)
    assert "Handovers at night" in text_of(answered)


def test_an_item_is_worded_by_its_author_alone(world, sergeant, socialworker):
    ids = [world.planned.pk, world.item.pk]

    mine = sergeant.presses("supervision_change_agenda_item", *ids, text="Worded anew", version="1")
    theirs = socialworker.presses("supervision_change_agenda_item", *ids, text="Not mine", version="2")

    assert (mine.status_code, theirs.status_code) == (302, 403)
    assert "Worded anew" in socialworker.words_on("supervision_session", world.planned.pk)


def test_an_item_worded_too_late_shows_both(world, sergeant):
    ids = [world.planned.pk, world.item.pk]
    sergeant.presses("supervision_change_agenda_item", *ids, text="On the telephone", version="1")

    late = sergeant.presses("supervision_change_agenda_item", *ids, text="On the laptop", version="1")

    page = text_of(late)
    assert late.status_code == 412
    assert ("On the telephone" in page, "On the laptop" in page) == (True, True)
    assert (
        sergeant.presses("supervision_change_agenda_item", *ids, text="On the laptop", version="2").status_code == 302
    )


def test_an_item_is_ticked_off_and_put_back(world, socialworker):
    ids = [world.planned.pk, world.item.pk]

    socialworker.presses("supervision_mark_agenda_item", *ids, done="1", version="1")
    ticked = socialworker.words_on("supervision_session", world.planned.pk)
    socialworker.presses("supervision_mark_agenda_item", *ids, version="2")

    assert ("Talked about." in ticked, "Put back" in ticked) == (True, True)
    assert AgendaItem.objects.get(pk=world.item.pk).done_at is None


def test_cancelling_asks_for_a_reason(pair, sergeant):
    session = pair.plans()

    answered = sergeant.presses("supervision_cancel_session", session.pk, version="1")

    session.refresh_from_db()
    assert (answered.status_code, session.state) == (422, "PLANNED")
    assert "Choose a reason." in text_of(answered)


def test_a_cancelled_session_says_so(pair, sergeant, socialworker):
    session = pair.plans()

    sergeant.presses("supervision_cancel_session", session.pk, reason="COURT", version="1")

    page = socialworker.words_on("supervision_session", session.pk)
    assert "Cancelled: court or a hearing." in page
    assert "Start the record" not in page


def test_starting_shows_each_form_with_its_origin_and_caution(world, sergeant):
    page = sergeant.words_on("supervision_start_record", world.planned.pk)

    assert "Kolb" in page
    assert "Most people jump from experience to action." in page
    assert "Ten minutes, by phone, at the end of a shift." in page
    assert "How we hand over at night" in page
    assert [f"{minutes} minutes" for minutes in (10, 30, 60, 90) if f"{minutes} minutes" not in page] == []


def test_starting_without_a_choice_keeps_the_other_choice(world, sergeant):
    answered = sergeant.presses("supervision_start_record", world.planned.pk, minutes="60")

    page = text_of(answered)
    assert (answered.status_code, "Choose a form." in page) == (422, True)
    assert 'value="60" id="id_minutes_2" checked' in page


def test_starting_twice_leads_to_the_same_record(world, sergeant):
    before = Record.objects.count()
    chosen = {"form_key": "integrated-cycle", "minutes": "60", "statement": "MADE", "once": str(uuid.uuid4())}

    pressed = [sergeant.presses("supervision_start_record", world.planned.pk, **chosen) for _ in range(2)]

    record = Record.objects.get(session=world.planned)
    assert [one.url for one in pressed] == [reverse("supervision_record", args=[record.pk])] * 2
    assert Record.objects.count() == before + 1


def test_starting_what_the_other_started_meanwhile_leads_there(world, sergeant):
    draft = world.draft

    chosen = {"form_key": "what-so-what", "minutes": "10", "statement": "NOT_A_WITNESS"}
    answered = sergeant.presses("supervision_start_record", draft.session_id, **chosen)

    assert answered.url == reverse("supervision_record", args=[draft.pk])
