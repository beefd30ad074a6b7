"""The session screen as pages, with no script at work: gate, limits, detector, taps, stepping out."""

import json

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backend.audit.models import Entry
from supervision.models import Record, RecordSignature, Section
from tests.supervision.test_hidden import everything
from tests.supervision.views.conftest import text_of

LOG = site.LOG_DIR / "alongside.jsonl"
STARTED = {"form_key": "what-so-what", "minutes": "30"}


def logged(act):
    """Routes of the request lines that `act` leaves."""
    began = LOG.stat().st_size if LOG.exists() else 0
    act()
    lines = LOG.read_text(encoding="utf-8")[began:].splitlines() if LOG.exists() else []
    return [line["route"] for line in map(json.loads, lines) if line.get("message") == "request"]


def test_nothing_is_chosen_beforehand_and_no_answer_starts_nothing(world, sergeant):
    before = everything()

    page = sergeant.words_on("supervision_start_record", world.planned.pk)
    answered = sergeant.presses("supervision_start_record", world.planned.pk, **STARTED)

    assert "Have you made your statement?" in page
    assert 'name="statement" value="NOT_YET"' in page
    assert " checked" not in page
    assert (answered.status_code, everything()) == (422, before)
    assert "Say whether it is about such an incident." in text_of(answered)


def test_not_yet_stops_with_neutral_words_and_a_route(world, sergeant):
    before, noted = everything(), Entry.objects.count()

    answered = sergeant.presses("supervision_start_record", world.planned.pk, statement="NOT_YET", **STARTED)

    page = text_of(answered)
    assert (answered.status_code, "Your statement comes first" in page) == (409, True)
    assert reverse("supervision_route_card") in page
    assert (everything(), Entry.objects.count()) == (before, noted)


@pytest.mark.parametrize("state", ["draft", "shared", "locked", "planned", "group", "round", "ended"])
def test_the_way_out_is_on_every_page_of_a_session(world, sergeant, state):
    thing = getattr(world, state)
    names = ["supervision_session", "supervision_start_record"] if state == "planned" else ["supervision_record"]

    for name in names:
        page = sergeant.words_on(name, thing.pk)
        ends = f'action="{reverse("supervision_end_record", args=[thing.pk])}"' in page
        assert ends == (state in {"draft", "shared", "group", "round"})
        assert ends or reverse("supervision_route_card") in page


@pytest.mark.parametrize(("state", "ends"), [("draft", True), ("shared", True), ("locked", False), ("ended", False)])
def test_the_session_page_ends_the_record_that_is_open(world, sergeant, state, ends):
    record = getattr(world, state)

    page = sergeant.words_on("supervision_session", record.session_id)

    assert (reverse("supervision_end_record", args=[record.pk]) in page) == ends


@pytest.mark.parametrize("state", ["draft", "shared", "group", "round"])
def test_one_press_ends_the_record_and_opens_the_card(world, sergeant, socialworker, state):
    record = getattr(world, state)

    answered = sergeant.presses("supervision_end_record", record.pk)

    assert answered.url == reverse("supervision_route_card")
    assert Record.objects.get(pk=record.pk).state == "ENDED"
    assert "The session ended here." in socialworker.words_on("supervision_record", record.pk)


@pytest.mark.parametrize("state", ["locked", "ended"])
def test_the_card_opens_also_where_nothing_can_end(world, sergeant, state):
    before = everything()

    answered = sergeant.presses("supervision_end_record", getattr(world, state).pk)

    assert (answered.url, everything()) == (reverse("supervision_route_card"), before)


def test_a_record_is_taken_up_again_from_its_page(world, sergeant, socialworker):
    page = socialworker.words_on("supervision_record", world.ended.pk)
    assert "Take it up again" in page

    socialworker.presses("supervision_take_up_record", world.ended.pk, version=str(world.ended.version))

    assert Record.objects.get(pk=world.ended.pk).state == "DRAFT"


@pytest.mark.parametrize("who", ["sergeant", "nurse", None])
def test_the_card_is_there_for_everybody_and_nobody_counts_it(world, people, browse, who):
    client = browse(getattr(people, who)).client if who else Client()
    client.get("/supervision/where-to-turn")
    before, noted = everything(), Entry.objects.count()

    routes = logged(lambda: client.get("/supervision/where-to-turn"))

    page = text_of(client.get("/supervision/where-to-turn"))
    for word in (
        "Safeguarding",
        "Professional standards",
        "Whistleblowing",
        "regulator",
        "Staff association",
        "116 123",
    ):
        assert word in page
    assert (routes, everything(), Entry.objects.count()) == ([], before, noted)


def test_stepping_out_leaves_no_line_in_the_log(world, sergeant):
    routes = logged(lambda: sergeant.presses("supervision_end_record", world.draft.pk))
    others = logged(lambda: sergeant.opens("supervision_session", world.planned.pk))

    assert (routes, others) == ([], ["supervision/sessions/<uuid:session_id>/"])


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("supervision_start_record", "planned"),
        ("supervision_record", "draft"),
        ("supervision_share_record", "draft"),
        ("supervision_record", "shared"),
        ("supervision_record", "locked"),
        ("supervision_record", "round"),
    ],
)
def test_the_limits_of_confidence_are_shown_each_time(world, sergeant, name, state):
    assert "Private from your manager is not private from the law." in sergeant.words_on(name, getattr(world, state).pk)


def test_a_private_note_says_who_sees_it_and_when_it_goes(pair, sergeant):
    pair.now = timezone.now()
    record = pair.starts()
    pair.writes(record, "For me")

    page = sergeant.words_on("supervision_record", record.pk)

    assert "Only you see this day to day; it can still be asked for." in page
    assert "It is deleted on " in page


def test_after_saving_the_page_says_what_may_point_at_a_person(pair, sergeant, socialworker):
    record = pair.starts()
    sergeant.presses("supervision_save_section", record.pk, "what", text="I asked Jane Smith.", version="0")

    mine, theirs = (one.words_on("supervision_record", record.pk) for one in (sergeant, socialworker))

    assert "“Jane Smith”: This looks like somebody&#x27;s name" in mine
    assert "Does this say who somebody is?" not in theirs
    assert Section.objects.filter(record=record).count() == 1


def test_before_sharing_and_before_signing_the_server_looks_again(pair, sergeant, socialworker):
    record = pair.starts()
    pair.writes(record, "Mrs Patel opened.", visibility="TWO_OF_US")

    assert "“Mrs Patel”" in socialworker.words_on("supervision_share_record", record.pk)

    shared = pair.shares(record)
    assert "“Mrs Patel”" in socialworker.words_on("supervision_record", record.pk)
    pair.locks(shared)
    assert "Does this say who somebody is?" not in socialworker.words_on("supervision_record", record.pk)


def test_a_note_with_a_name_comes_back_once_and_then_goes_through(world, sergeant):
    noted = Entry.objects.exclude(verb="CONSULT").count()
    typed = {"note": "John Jones was late.", "version": "3"}

    first = sergeant.presses("supervision_sign_record", world.shared.pk, **typed)
    page = text_of(first)
    assert (first.status_code, "“John Jones”" in page, "John Jones was late.</textarea>" in page) == (200, True, True)
    assert not RecordSignature.objects.filter(record=world.shared).exists()
    assert Entry.objects.exclude(verb="CONSULT").count() == noted

    second = sergeant.presses("supervision_sign_record", world.shared.pk, explained="John Jones", **typed)
    assert second.status_code == 302
    assert RecordSignature.objects.filter(record=world.shared).count() == 1


def test_an_amendment_with_a_number_comes_back_once_and_then_goes_through(world, sergeant):
    typed = {"text": "She is 943 476 5919."}

    first = sergeant.presses("supervision_propose_amendment", world.locked.pk, **typed)
    assert (first.status_code, world.locked.amendments.count()) == (200, 0)

    sergeant.presses("supervision_propose_amendment", world.locked.pk, explained="943 476 5919", **typed)
    assert world.locked.amendments.count() == 1


def test_the_description_is_held_to_its_characters_on_the_page_and_in_the_api(pair, sergeant, api, people):
    record = pair.starts(form_key="gibbs")
    page = sergeant.words_on("supervision_record", record.pk)
    assert ("At most 500 characters." in page, 'data-most="500"' in page) == (True, True)

    answered = sergeant.presses(
        "supervision_save_section", record.pk, "description", text="x" * 501, version="0", visibility="ONLY_ME"
    )
    by_api = api(people.sergeant).put(f"/records/{record.pk}/sections/description", {"text": "x" * 501}, version=0)

    assert (answered.status_code, by_api.status_code) == (422, 422)
    assert "Use 500 characters or fewer." in text_of(answered)
    assert "x" * 501 in text_of(answered)
    assert not Section.objects.filter(record=record).exists()
    stages = api(people.sergeant).get(f"/records/{record.pk}").json()["stages"]
    assert [stage["most_characters"] for stage in stages] == [500, None, None, None, None, None]
    assert pair.writes(record, "x" * 500, stage="description").version == 1
    assert pair.writes(record, "x" * 501, stage="feelings").version == 1


def test_marks_and_wellbeing_are_one_tap_each(world, sergeant, socialworker):
    group = world.group
    mark = {"mark": "EVERY_AGENCY_HEARD", "answer": "yes", "version": "1"}

    tapped = sergeant.presses("supervision_set_closing_mark", group.pk, **mark)
    late = socialworker.presses("supervision_set_closing_mark", group.pk, **mark | {"answer": "no"})
    socialworker.presses("supervision_set_wellbeing", group.pk, wellbeing="TAKEN_UP", version="2")

    group.refresh_from_db()
    assert (tapped.url.endswith("#at-the-end"), late.status_code) == (True, 412)
    assert (group.every_agency_heard, group.wellbeing, group.facts_version) == (True, "TAKEN_UP", 3)


@pytest.mark.parametrize("stage", ["prepare", "tell", "resonate", "close"])
def test_a_story_round_has_no_box_and_takes_no_words(world, sergeant, api, people, stage):
    page = sergeant.words_on("supervision_record", world.round.pk)
    before = everything()

    by_page = sergeant.presses("supervision_save_section", world.round.pk, stage, text="What she told us", version="0")
    by_api = api(people.sergeant).put(f"/records/{world.round.pk}/sections/{stage}", {"text": "Words"}, version=0)

    assert ("<textarea" in page, by_page.status_code, by_api.status_code) == (False, 409, 409)
    assert everything() == before


def test_the_number_of_people_is_noted_and_shown(world, sergeant, socialworker):
    wrong = sergeant.presses("supervision_note_attendance", world.round.pk, people="many", version="1")
    sergeant.presses("supervision_note_attendance", world.round.pk, people="42", version="1")

    assert (wrong.status_code, "Give a number of people." in text_of(wrong)) == (422, True)
    assert "42 people. No notes were kept." in socialworker.words_on("supervision_record", world.round.pk)
    assert Record.objects.get(pk=world.round.pk).state == "ENDED"


def test_who_is_writing_where_is_on_the_page_and_in_the_api(pair, socialworker, api, people):
    pair.now = timezone.now()
    record = pair.starts()
    pair.writes(record, "Only mine", stage="so-what")

    page = socialworker.words_on("supervision_record", record.pk)

    assert page.count("Sam Okoro is writing here.") == 1
    assert api(people.socialworker).get(f"/records/{record.pk}/writers").json() == [
        {"stage": "so-what", "name": "Sam Okoro"}
    ]
    assert "Only mine" not in page
