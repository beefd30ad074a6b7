import html
import re
import uuid

import pytest
from django.urls import reverse

from supervision.models import RecordSignature, Section
from tests.supervision.views.conftest import hidden_version, text_of

MINE = "The canal at four in the morning"


def action(name, *ids):
    return reverse(name, args=ids)


def test_writing_shows_the_prompts_for_the_time_there_is(pair, sergeant):
    record = pair.starts(form_key="integrated-cycle")

    page = sergeant.words_on("supervision_record", record.pk)

    assert page.index("Experience") < page.index("Reflection") < page.index("Analysis") < page.index("Closing checks")
    assert "Who else was in it, and what would they say happened?" in page
    assert "What did you expect, and what surprised you?" not in page
    # Four stages, the closing checks, and the words of an action.
    assert page.count("These notes are not privileged") == 6
    assert f'data-autosave="/api/v1/supervision/records/{record.pk}/sections/experience" data-version="0"' in page


def test_save_without_javascript_keeps_the_words(pair, sergeant):
    record = pair.starts()

    pressed = sergeant.presses(
        "supervision_save_section", record.pk, "what", text="Line one\r\n  Line two", version="0"
    )

    assert pressed.url == action("supervision_record", record.pk) + "#stage-what"
    page = sergeant.words_on("supervision_record", record.pk)
    assert "Line one\n  Line two" in page
    assert hidden_version(page, action=action("supervision_save_section", record.pk, "what")) == 1


def test_save_pressed_twice_saves_once(pair, sergeant):
    record, once = pair.starts(), str(uuid.uuid4())
    typed = {"text": MINE, "version": "0", "once": once}

    pressed = [sergeant.presses("supervision_save_section", record.pk, "what", **typed) for _ in range(2)]

    assert [one.status_code for one in pressed] == [302, 302]
    assert Section.objects.get().version == 1


def test_save_with_a_choice_shares_what_was_just_typed(pair, sergeant, socialworker):
    record = pair.starts()

    sergeant.presses("supervision_save_section", record.pk, "what", text=MINE, version="0", visibility="TWO_OF_US")

    assert "You and Noor Castell" in sergeant.words_on("supervision_record", record.pk)
    assert MINE in socialworker.words_on("supervision_record", record.pk)


def test_a_choice_without_words_asks_for_words(pair, sergeant):
    record = pair.starts()

    answered = sergeant.presses(
        "supervision_save_section", record.pk, "what", text="", version="0", visibility="TWO_OF_US"
    )

    assert (answered.status_code, Section.objects.count()) == (422, 0)
    assert "Write something first, then choose who sees it." in text_of(answered)


def test_a_late_save_without_javascript_shows_both_and_loses_nothing(pair, sergeant):
    record = pair.starts()
    pair.writes(record, "On the telephone")

    late = sergeant.presses("supervision_save_section", record.pk, "what", text="On the laptop", version="0")

    page = text_of(late)
    assert late.status_code == 412
    assert page.index("On the laptop") < page.index("On the telephone")
    assert Section.objects.get().version == 1
    version = hidden_version(page, action=action("supervision_save_section", record.pk, "what"))
    again = sergeant.presses("supervision_save_section", record.pk, "what", text="On the laptop", version=version)
    assert again.status_code == 302
    assert "On the laptop" in sergeant.words_on("supervision_record", record.pk)


def test_a_late_save_can_keep_both_texts(pair, sergeant):
    record = pair.starts()
    pair.writes(record, "On the telephone\nin the rain")
    late = text_of(sergeant.presses("supervision_save_section", record.pk, "what", text="On the laptop", version="0"))
    also = html.unescape(re.search(r'name="also" value="([^"]*)"', late)[1])
    assert 'name="press" value="both"' in late

    sergeant.presses(
        "supervision_save_section", record.pk, "what",
        text="On the laptop", also=also, version=str(hidden_version_of(late)), press="both",
    )  # fmt: skip

    kept = sergeant.words_on("supervision_record", record.pk)
    assert "On the laptop\n\nOn the telephone\nin the rain" in kept


def hidden_version_of(page):
    return re.search(r'name="version" value="(\d+)"', page)[1]


def test_a_late_save_is_told_to_the_trail(pair, sergeant, readings):
    record = pair.starts()
    pair.writes(record, "On the telephone")
    before = readings("section"), readings("record")

    sergeant.presses("supervision_save_section", record.pk, "what", text="On the laptop", version="0")

    assert (readings("section"), readings("record")) == (before[0] + 1, before[1] + 1)


def test_too_many_words_come_back(pair, sergeant):
    record = pair.starts()

    answered = sergeant.presses("supervision_save_section", record.pk, "what", text=MINE + "x" * 20_000, version="0")

    page = text_of(answered)
    assert answered.status_code == 422
    assert "Use 20,000 characters or fewer." in page
    assert MINE in page


def test_words_for_a_record_locked_meanwhile_are_shown_again(world, sergeant):
    answered = sergeant.presses("supervision_save_section", world.locked.pk, "what", text=MINE, version="1")

    page = text_of(answered)
    assert answered.status_code == 409
    assert "Your words, not saved" in page
    assert MINE in page


def test_an_unknown_stage_is_not_there(pair, sergeant):
    answered = sergeant.presses("supervision_save_section", pair.starts().pk, "elsewhere", text=MINE, version="0")

    assert answered.status_code == 404


def test_what_is_only_mine_is_in_no_page_of_the_other(pair, people, sergeant, socialworker):
    record = pair.starts()
    pair.writes(record, "For both", visibility="TWO_OF_US")
    pair.writes(record, MINE, stage="so-what")
    mine, theirs = [], []

    def look(*names):
        for name in names:
            mine.append(text_of(sergeant.opens(name, record.pk)))
            theirs.append(text_of(socialworker.opens(name, record.pk)))

    look("supervision_record", "supervision_share_record")
    late = socialworker.presses("supervision_save_section", record.pk, "so-what", text="Hers", version="7")
    pair.shares(record)
    look("supervision_record")
    pair.locks(record)
    look("supervision_record")

    assert [MINE in page for page in mine] == [True] * 4
    assert ["For both" in page for page in theirs] == [True] * 4
    theirs += [text_of(late), socialworker.words_on("supervision")]
    theirs += [socialworker.words_on("supervision_session", record.session_id)]
    assert [page for page in theirs if MINE in page] == []


def test_share_shows_what_is_kept_and_what_stays_private(pair, sergeant):
    record = pair.starts()
    pair.writes(record, "For both", visibility="TWO_OF_US")
    pair.writes(record, MINE, stage="so-what")

    page = sergeant.words_on("supervision_share_record", record.pk)

    assert page.index("The words you both keep") < page.index("For both") < page.index("The words only you keep")
    assert page.index("The words only you keep") < page.index(MINE)
    assert "No manager, no administrator and no other organisation can open it in Alongside." in page


def test_share_without_anything_shared_says_what_to_do(pair, sergeant):
    record = pair.starts()

    page = sergeant.words_on("supervision_share_record", record.pk)

    assert "Nothing is shared yet" in page
    assert "Put it up for signing" not in page


def test_share_of_what_was_changed_meanwhile_shows_it_again(pair, people, sergeant):
    record = pair.starts()
    pair.writes(record, "For both", visibility="TWO_OF_US")
    record.refresh_from_db()
    pair.writes(record, "Another line", by=people.socialworker, visibility="TWO_OF_US")

    answered = sergeant.presses("supervision_share_record", record.pk, version=record.version)

    record.refresh_from_db()
    assert (answered.status_code, record.state) == (412, "DRAFT")
    assert "Another line" in text_of(answered)
    assert f'name="version" value="{record.version}"' in text_of(answered)


def test_share_then_sign_by_both_locks(pair, sergeant, socialworker):
    record = pair.starts()
    pair.writes(record, "For both", visibility="TWO_OF_US")
    record.refresh_from_db()

    sergeant.presses("supervision_share_record", record.pk, version=record.version)
    ready = sergeant.words_on("supervision_record", record.pk)
    version = hidden_version(ready, action=action("supervision_sign_record", record.pk))
    sergeant.presses("supervision_sign_record", record.pk, note="", version=version)
    waiting = sergeant.words_on("supervision_record", record.pk)
    socialworker.presses("supervision_sign_record", record.pk, note="I remember otherwise", version=version)

    assert "You put this up for signing on" in ready
    assert "It waits for Noor Castell." in waiting
    locked = sergeant.words_on("supervision_record", record.pk)
    assert "It can no longer change" in locked
    assert "Note of difference, Noor Castell" in locked
    assert "I remember otherwise" in locked
    assert "<form" not in locked[locked.index("<main") : locked.index("Added later")]


def test_sign_pressed_twice_signs_once(world, sergeant):
    typed = {"note": "Mine", "version": world.shared.version, "once": str(uuid.uuid4())}

    pressed = [sergeant.presses("supervision_sign_record", world.shared.pk, **typed) for _ in range(2)]

    assert [one.status_code for one in pressed] == [302, 302]
    assert RecordSignature.objects.filter(record=world.shared).count() == 1


def test_a_note_for_a_record_taken_back_meanwhile_is_shown_again(world, people, sergeant):
    record = world.shared
    world.pair.writes(record, "Changed", stage="what", version=2)

    answered = sergeant.presses("supervision_sign_record", record.pk, note=MINE, version=record.version)

    assert answered.status_code == 409
    assert "Your words, not saved" in text_of(answered)
    assert MINE in text_of(answered)


def test_a_note_too_long_comes_back(world, sergeant):
    answered = sergeant.presses(
        "supervision_sign_record", world.shared.pk, note=MINE + "x" * 5_000, version=world.shared.version
    )

    assert (answered.status_code, MINE in text_of(answered)) == (422, True)


def test_changing_shared_words_up_for_signing_takes_the_record_back(world, sergeant):
    record = world.shared
    before = sergeant.words_on("supervision_record", record.pk)

    sergeant.presses("supervision_save_section", record.pk, "what", text="Changed", version="2")

    record.refresh_from_db()
    assert "signatures given so far no longer count" in before
    assert "data-autosave=" not in before
    assert record.state == "DRAFT"


def test_who_read_this_lists_each_opening(world, sergeant, socialworker):
    socialworker.opens("supervision_record", world.locked.pk)

    page = sergeant.words_on("supervision_record", world.locked.pk)

    readings = page[page.index("Who read this") :]
    assert "Noor Castell, Marchfield Council" in readings
    assert "Sam Okoro, Westmarch Police (you)" in readings


def test_openings_that_no_longer_fit_are_a_link_away(world, sergeant, socialworker, readings):
    for _ in range(11):
        socialworker.opens("supervision_record", world.locked.pk)

    page = sergeant.words_on("supervision_record", world.locked.pk)
    before = readings("record")
    everything = sergeant.words_on("supervision_readings", world.locked.pk)

    assert page.count("Noor Castell, Marchfield Council") < 11
    assert "All openings of this record" in page
    assert everything.count("Noor Castell, Marchfield Council") == 11
    assert readings("record") == before


@pytest.mark.parametrize("name", ["supervision_save_section", "supervision_sign_record", "supervision_share_record"])
def test_a_press_without_its_version_changes_nothing(world, sergeant, name):
    record = world.draft if name != "supervision_sign_record" else world.shared
    record.refresh_from_db()
    before = record.version
    ids = [record.pk, "what"] if name == "supervision_save_section" else [record.pk]

    answered = sergeant.presses(name, *ids, text=MINE)

    record.refresh_from_db()
    assert (answered.status_code, record.version) == (422, before)
