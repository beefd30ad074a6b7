"""Every screen opens for the two of them, and is nothing at all for anybody else."""

import re
import uuid

import pytest
from django.urls import reverse

from tests.supervision.views.conftest import text_of

CHANCE = re.compile(r"(nonce[-=]\"?|name=\"(?:csrfmiddlewaretoken|once)\" value=\")[\w+/=-]+")
TERMS = {"may_direct_work": "no", "frequency": "MONTHLY", "length_minutes": "60", "version": "1"}
LATER = {"on_0": "2027-03-01", "at_0": "10:00", "minutes": "60", "mode": "VIDEO"}
SCREENS = {
    "supervision_agreement": ["proposed"],
    "supervision_version": ["proposed", 1],
    "supervision_change_terms": ["proposed"],
    "supervision_compare": ["proposed"],
    "supervision_plan_session": ["signed"],
    # Nothing is left over here, which would be a second agenda opened.
    "supervision_session": ["cancelled"],
    "supervision_plan_series": ["signed"],
    "supervision_propose_times": ["signed"],
    "supervision_start_record": ["planned"],
    "supervision_record": ["draft"],
    "supervision_share_record": ["draft"],
}
# A comparison opens two versions.
OPENINGS = {"supervision_compare": 2}
PRESSES = {
    "supervision_change_terms": (["proposed"], TERMS),
    "supervision_sign_agreement": (["proposed"], {"version": "1"}),
    "supervision_end_agreement": (["signed"], {"version": "1"}),
    "supervision_plan_session": (["signed"], {"on": "2027-01-05", "at": "14:00", "minutes": "60", "mode": "VIDEO"}),
    "supervision_add_agenda_item": (["planned"], {"text": "Mine"}),
    "supervision_change_agenda_item": (["planned", "item"], {"text": "Mine", "version": "1"}),
    "supervision_mark_agenda_item": (["planned", "item"], {"done": "1", "version": "1"}),
    "supervision_cancel_session": (["planned"], {"reason": "LEAVE", "version": "1"}),
    "supervision_start_record": (
        ["planned"],
        {"form_key": "what-so-what", "minutes": "30", "statement": "NOT_A_WITNESS"},
    ),
    "supervision_save_section": (["draft", "what"], {"text": "Mine", "version": "0"}),
    "supervision_share_record": (["draft"], {"version": "2"}),
    "supervision_set_wellbeing": (["draft"], {"wellbeing": "OFFERED", "version": "1"}),
    "supervision_set_closing_mark": (["group"], {"mark": "EVERY_AGENCY_HEARD", "answer": "no", "version": "1"}),
    "supervision_note_attendance": (["round"], {"people": "40", "version": "1"}),
    "supervision_end_record": (["draft"], {}),
    "supervision_take_up_record": (["ended"], {"version": "3"}),
    "supervision_sign_record": (["shared"], {"note": "", "version": "3"}),
    "supervision_propose_amendment": (["locked"], {"text": "Mine"}),
    "supervision_sign_amendment": (["amendment"], {}),
    "supervision_plan_series": (["signed"], {"rows": "1", "plan_0": "on", **LATER}),
    "supervision_propose_other_times": (["proposal"], LATER),
    "supervision_accept_time": (["proposal", "time"], {}),
    "supervision_withdraw_times": (["proposal"], {}),
    "supervision_rebook_session": (
        ["cancelled"],
        {"on": "2027-01-05", "at": "14:00", "minutes": "60", "mode": "VIDEO"},
    ),
    "supervision_move_agenda_item": (["planned", "item"], {"place": "1", "version": "1"}),
    "supervision_carry_over": (["planned", "left"], {}),
    "supervision_throw_away": (["capture"], {"version": "1"}),
}
OTHERS = ["officer", "lead", "police_admin", "nurse", "outsider"]


def ids_of(world, places):
    return [getattr(world, place).pk if isinstance(place, str) and hasattr(world, place) else place for place in places]


def never_of(places):
    return [uuid.uuid4() if isinstance(place, str) and place not in ("what",) else place for place in places]


def same(response):
    return response.status_code, CHANCE.sub(r"\1", text_of(response))


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_opens_for_both(world, sergeant, socialworker, name):
    ids = ids_of(world, SCREENS[name])

    pages = [browser.opens(name, *ids) for browser in (sergeant, socialworker)]

    assert [page.status_code for page in pages] == [200, 200]
    assert [len(re.findall("<h1", text_of(page))) for page in pages] == [1, 1]
    assert all('class="govuk-main-wrapper quiet"' in text_of(page) for page in pages)


@pytest.mark.parametrize("state", ["shared", "locked", "amended", "ended", "group", "round"])
def test_a_record_opens_for_both_in_every_state(world, sergeant, socialworker, state):
    record = getattr(world, state)

    assert [one.opens("supervision_record", record.pk).status_code for one in (sergeant, socialworker)] == [200, 200]


@pytest.mark.parametrize("who", OTHERS)
def test_a_screen_is_for_others_what_never_was(world, browse, people, who):
    browser = browse(getattr(people, who))

    for name, places in SCREENS.items():
        found = same(browser.opens(name, *ids_of(world, places)))
        assert found == same(browser.opens(name, *never_of(places))), name
        assert found[0] == 404


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("typed", ["all", "nothing"])
def test_a_press_by_others_is_one_on_what_never_was(world, browse, people, who, typed):
    browser = browse(getattr(people, who))

    for name, (places, fields) in PRESSES.items():
        sent = fields if typed == "all" else {}
        found = same(browser.presses(name, *ids_of(world, places), **sent))
        assert found == same(browser.presses(name, *never_of(places), **sent)), name
        assert found[0] == 404


@pytest.mark.parametrize("name", PRESSES)
def test_the_same_press_by_one_of_the_two_does_something(world, sergeant, socialworker, name):
    places, fields = PRESSES[name]
    mine = {"supervision_sign_amendment", "supervision_save_section"}

    done = (socialworker if name in mine else sergeant).presses(name, *ids_of(world, places), **fields)

    assert done.status_code == 302


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_notes_one_opening(world, sergeant, readings, name):
    before = sum(map(readings, ("agreement", "session", "record", "section")))

    sergeant.opens(name, *ids_of(world, SCREENS[name]))

    assert sum(map(readings, ("agreement", "session", "record", "section"))) == before + OPENINGS.get(name, 1)


def test_signed_out_people_are_sent_to_sign_in(world, client):
    answered = client.get(reverse("supervision_record", args=[world.locked.pk]))

    assert (answered.status_code, answered.url.startswith("/account/login/")) == (302, True)
